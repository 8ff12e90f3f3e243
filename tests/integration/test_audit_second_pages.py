"""Second readings on pages and in sheets: who is told of them, who sees both and decides."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from onrecord.audit.actions import (
    read_sheet_in,
    record_reading,
)
from onrecord.audit.estimate.rates import rate_in_short
from onrecord.audit.findings.digest import digests
from onrecord.audit.models import CheckState, Phase, SecondCheck
from onrecord.audit.reading.second_queries import (
    items_to_read_second,
    next_check,
    nobody_for,
    settled_reading,
)
from onrecord.audit.sheet.out import write_sheet
from tests.second_world import SECRET, make_world, read, read_all, text_of, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_the_first_reader_and_the_registrar_see_what_they_may(world, client):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    for name in ("anna", "fcr"):
        client.force_login(people[name])
        assert SECRET in text_of(
            client.get(reverse("audit-reading", args=[audit.pk, item.position]))
        )
    client.force_login(people["fcr"])
    page = text_of(client.get(reverse("audit-estimate", args=[audit.pk])))
    waits = waiting(audit).count() + waiting(audit, failure=False).count()
    note = f"The second reading is not done: {waits} records for a second reader still wait."
    assert page.index(note) < page.index("Share of crimes recorded, with")
    assert note in text_of(client.get(reverse("audit-report", args=[audit.pk])))
    client.force_login(people["ben"])
    for one in items_to_read_second(audit, people["ben"]):
        read(one, "ben", phase=Phase.SECOND)
    page = client.get(reverse("audit-estimate", args=[audit.pk]))
    assert page.status_code == 200
    assert "second reading is not done" not in text_of(page)
    assert next_check(audit, people["ben"]) is None


def test_the_third_reader_sees_both_without_names_and_decides(world, client):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    record_reading(item=item, by="ben", phase=Phase.SECOND, comment="I see no crime here")
    client.force_login(people["cleo"])
    url = reverse("audit-reading", args=[audit.pk, item.position])
    page = text_of(client.get(url))
    assert SECRET in page
    assert "I see no crime here" in page
    assert "anna" not in page
    assert "ben" not in page
    answer = client.post(url, {"decision": "none"})
    assert answer.status_code == 302
    assert SecondCheck.objects.get(item=item).state == CheckState.SETTLED


def test_whoever_may_read_second_is_told_that_readings_wait_and_nothing_of_them(world, client):
    audit, people = world
    read_all(audit)
    number = waiting(audit).count() + waiting(audit, failure=False).count()
    first = next_check(audit, people["ben"])
    url = reverse("audit-reading", args=[audit.pk, first.position])
    words = f"{number} records of Twice wait for a second or third reader"
    client.force_login(people["ben"])
    for name in ("home", "my-day"):
        page = client.get(reverse(name))
        assert words in text_of(page)
        assert f'href="{url}"' in page.content.decode()
        assert "Nothing waits for you" not in text_of(page)
    told = {each.username: each.body for each in digests("https://onrecord.example")}
    assert f"{words}: https://onrecord.example{url}" in told["ben"]
    # The first reader can't be the second, and has nothing to do.
    assert "anna" not in told
    assert SECRET not in told["ben"]


def test_where_readers_differ_the_registrar_is_told_sees_words_and_decides(world, client):
    audit, people = world
    read_all(audit)
    item = waiting(audit).first()
    record_reading(item=item, by="ben", phase=Phase.SECOND, comment="I see no crime here")
    people["cleo"].is_active = False
    people["cleo"].save()
    client.force_login(people["fcr"])
    url = reverse("audit-reading", args=[audit.pk, item.position])
    page = client.get(reverse("audit", args=[audit.pk]))
    assert f'href="{url}"' in page.content.decode()
    assert "Decide where readers differ" in text_of(page)
    words = "1 record of Twice, on which two readers differ, for your decision"
    for name in ("home", "my-day"):
        assert words in text_of(client.get(reverse(name)))
    assert any(words in each.body for each in digests("") if each.username == "fcr")
    form = client.get(url).context["form"]
    # What the first reader counted stands in the form; saying that there is no crime takes its place.
    sent = {name: form.initial.get(name, "") for name in form.fields} | {"decision": "none"}
    assert any(str(sent[name]) not in ("", "0") for name in sent if name.startswith("should_"))
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert settled_reading(item).phase == Phase.FINAL
    assert not settled_reading(item).should_other + settled_reading(item).should_violence


def test_numbers_that_somebody_wrote_still_contradict_no_crime(world, client):
    audit, people = world
    read_all(audit)
    client.force_login(people["ben"])
    item = next_check(audit, people["ben"])
    url = reverse("audit-reading", args=[audit.pk, item.position])
    answer = client.post(url, {"decision": "none", "should_other": "1"})
    assert "says otherwise" in text_of(answer)


def test_a_second_reading_by_sheet_comes_back_with_the_same_checks(world, tmp_path):
    audit, people = world
    read_all(audit)
    items = items_to_read_second(audit, people["ben"])
    path = tmp_path / "second.csv"
    write_sheet(audit, path, phase=Phase.SECOND, items=items)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row["should_other"] = "0"
    rows[0]["reader"] = "cleo"
    rows.append({**rows[1]})
    rows[2]["log_ref"] = "no such log"
    first = audit.items.exclude(pk__in=[i.pk for i in items]).first()
    rows.append({**rows[3], "log_ref": first.log_ref, "position": str(first.position)})
    rows.reverse()
    filled = tmp_path / "filled.csv"
    with filled.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = read_sheet_in(audit=audit, path=filled, by="ben", user=people["ben"])
    assert result.phase == Phase.SECOND
    assert result.taken == len(items) - 2
    said = {p["problem"] for p in result.problems}
    assert said == {
        "is somebody else than who brings the sheet",
        "is not in the sample",
        "does not wait for a second reading",
    }
    assert [w["problem"].endswith("agree") for w in result.warnings] == [True]
    again = read_sheet_in(audit=audit, path=filled, by="anna", user=people["anna"])
    assert again.taken == 0


def test_one_reader_only_and_nobody_for_the_second_reading(world, client):
    audit, people = world
    read_all(audit)
    assert nobody_for(audit) == 0
    for name in ("ben", "cleo"):
        people[name].is_active = False
        people[name].save()
    assert nobody_for(audit) > 0
    client.force_login(people["anna"])
    page = text_of(client.get(reverse("audit", args=[audit.pk])))
    assert "nobody here may be one" in page


def test_lists_show_the_rate_to_whoever_may_see_it(world, client):
    audit, people = world
    # Rows and entries of another test may have had the same numbers.
    cache.clear()
    read_all(audit)
    rate = rate_in_short(audit)
    assert re.fullmatch(r"[0-9.]+ % \([0-9.]+ to [0-9.]+\)", rate)
    for name in ("home", "audits"):
        client.force_login(people["fcr"])
        assert rate in text_of(client.get(reverse(name)))
        client.force_login(people["ben"])
        page = text_of(client.get(reverse(name)))
        assert rate not in page
        assert "when the second reading is done" in page
    # Another reading is another rate, and what was kept of the first is not shown.
    item = waiting(audit).first()
    record_reading(item=item, by="anna", should_other=9)
    assert rate_in_short(audit) != rate
