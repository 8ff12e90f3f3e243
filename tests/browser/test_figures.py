"""A month's footprint as a registrar follows it: from the list to the month, its department, the logs without and back; and
every number held against a count by hand from the exports that were taken in."""

import csv
import io
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in
from tests.browser.going import follow, go_by, press
from tests.browser.test_story import NEW_PASSWORD, one_time_password
from tests.made import LOG_COLUMNS, LONDON, write_csv
from tests.measures_world import OWN

pytestmark = pytest.mark.browser
STOCK = "Log reviewed by supervisor. Content."


def exports(folder: Path) -> tuple[Path, Path]:
    """Logs of February to April 2026 in two departments that merge in mid-March, and what was written in them. The logs of
    28 and 29 March stand on both sides of the change to summer time."""
    logs, entries = [], []
    begun = datetime(2026, 2, 1, 0, 30, tzinfo=LONDON)
    for number in range(180):
        received = (begun + timedelta(hours=12 * number)).astimezone(LONDON)
        old = ("Force Response", "Force Contact")[number % 2]
        ref = f"F-{number:03}"
        logs.append(
            {
                "log_ref": ref,
                "received_at": received.isoformat(),
                "source": "999" if number % 3 else "101",
                "opening_code": "Concern",
                "closing_code": "Resolved",
                "grade": str(1 + number % 3),
                "text": f"Somebody rang about number {number}.",
                "officer": f"PC {number % 7}",
                "department": old if received.date().isoformat() < "2026-03-16" else "Response and Contact",
            }
        )  # fmt: skip
        letters = "abcdefghijklmnopqrstuvwxyz"
        own = (
            f"{OWN[number % 5]} {letters[number % 26]}{letters[number // 26]}{letters[number % 9]}"
        )
        said = {
            0: [(2, "Sgt 1", "supervisor", own)],
            1: [(2, "Sgt 1", "supervisor", STOCK)],
            2: [(30, "Sgt 2", "Duty Inspector", own)],
            3: [(2, f"PC {number % 7}", "supervisor", own)],
            4: [(2, "PC 9", "officer", own), (23.9, "Sgt 2", "supervisor", own)],
        }.get(number % 6, [])
        for hours, author, role, text in said:
            at = received + timedelta(hours=hours)
            entries.append({"log_ref": ref, "entered_at": at.isoformat(), "author": author, "role": role, "text": text})  # fmt: skip
    return (
        write_csv(folder / "logs.csv", LOG_COLUMNS, logs),
        write_csv(folder / "entries.csv", ["log_ref", "entered_at", "author", "role", "text"], entries),
    )  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def by_hand(logs: Path, entries: Path) -> dict[tuple[str, str], Counter]:
    """(month, department) -> n, met and any, from the files alone, with no code of the program."""
    said: dict[str, list[dict[str, str]]] = {}
    for line in read(entries):
        said.setdefault(line["log_ref"], []).append(line)
    found: dict[tuple[str, str], Counter] = {}
    for log in read(logs):
        received = datetime.fromisoformat(log["received_at"])
        in_time = [
            line
            for line in said.get(log["log_ref"], [])
            if line["role"] in ("supervisor", "Duty Inspector")
            and line["author"] != log["officer"]
            and datetime.fromisoformat(line["entered_at"]) - received <= timedelta(hours=24)
        ]
        cell = found.setdefault((log["received_at"][:7], log["department"]), Counter())
        cell["n"] += 1
        cell["any"] += bool(in_time)
        cell["met"] += any(line["text"] != STOCK for line in in_time)
    return found


@pytest.fixture(scope="module")
def site(serve, tmp_path_factory) -> Site:
    held = serve("init")
    held.folder = tmp_path_factory.mktemp("figures")
    logs, entries = exports(held.folder)
    for path, kind in ((logs, "logs"), (entries, "entries")):
        done = held.run("import", kind, str(path))
        assert done.returncode == 0, done.stdout + done.stderr
    return held


def first_sign_in(page: Page, site: Site) -> None:
    once = one_time_password(site, "registrar")
    sign_in(page, site, "registrar", once)
    page.get_by_label("Password you have now").fill(once)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    press(page, "Change password")
    page.wait_for_url(lambda url: "/password/" not in url)


def taken_away(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    return list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))


def test_a_months_footprint_can_be_followed(page, site):
    hand = by_hand(site.folder / "logs.csv", site.folder / "entries.csv")
    march = {place: cell for (month, place), cell in hand.items() if month == "2026-03"}
    whole = sum(march.values(), Counter())
    assert set(march) == {"Force Response", "Force Contact", "Response and Contact"}
    assert 0 < whole["met"] < whole["any"] < whole["n"]

    first_sign_in(page, site)
    follow(page, "Figures")
    follow(page, "Incident logs with a supervisor's meaningful entry")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Mar 2026"))
    cells = [text.strip() for text in row.get_by_role("cell").all_text_contents()]
    assert cells[1:4] == [str(whole[name]) for name in ("met", "n", "any")]
    assert cells[0].startswith(f"{100 * whole['met'] / whole['n']:.1f}")

    # Taken away as a file, month by month, it says the same as the hand.
    rows = taken_away(page)
    for month in ("2026-02", "2026-03", "2026-04"):
        expected = sum((cell for (m, _), cell in hand.items() if m == month), Counter())
        (found,) = [line for line in rows if line["month"] == month and not line["by"]]
        assert {name: int(found[name]) for name in ("n", "met", "any")} == dict(expected)
    for line in (line for line in rows if line["by"] == "department"):
        expected = sum((cell for (_, d), cell in hand.items() if d == line["value"]), Counter())
        assert (int(line["n"]), int(line["met"])) == (expected["n"], expected["met"])

    # One department, under the name that stood on the record until it was merged.
    page.get_by_text("Filter the list").click()
    page.get_by_role("combobox", name="Department").select_option("Force Response")
    press(page, "Filter")
    expect(page).to_have_url(re.compile("department=Force"))
    old = march["Force Response"]
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Mar 2026"))
    link = row.get_by_role("link", name="without")
    without = old["n"] - old["met"]
    expect(link).to_contain_text(f"{without} without")
    go_by(link)
    expect(page).to_have_url(re.compile("/without/2026-03/"))
    expect(page.get_by_role("main")).to_contain_text(
        f"{without} of {old['n']} logs did not meet it"
    )
    listed = page.get_by_role("table").get_by_role("rowheader").all_text_contents()
    assert len(listed) == without
    # One click to the thing, and what nobody said in it.
    follow(page, listed[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text(listed[0])
