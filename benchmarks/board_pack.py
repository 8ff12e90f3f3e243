"""How long a board's pack takes: to make and keep, and to set as PDF, DOCX and ODT. Aim: a pack of 40 pages in under 20 s.

    .venv/bin/python benchmarks/board_pack.py [--days 30] [--calls-per-day 1000] [--keep FOLDER]

A demonstration force, a body whose packs hold every section, and a register of 50 recommendations beside 80 actions, as large
forces have them. A second pack is made, so that every figure is set beside the first one's. The last line is JSON.
"""

import argparse
import io
import json
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

AIM = "20 s"
RECOMMENDATIONS, ACTIONS, TIMES = 50, 80, 10
TEXT = "Within six months, the force should see to it that every crime that is disclosed within another report is found and recorded, and show by audit that it is. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--calls-per-day", type=int, default=1000)
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="board-pack-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.days, asked.calls_per_day)


def prepare(days: int, calls: int):
    """The force and its two meetings; the second is to be issued."""
    from django.utils import timezone

    from onrecord.boards.bodies_keep import keep_body
    from onrecord.boards.bodies_kept import kept
    from onrecord.boards.codes import SECTIONS
    from onrecord.boards.matters import raise_matter
    from onrecord.boards.meetings import PRESENT, call_meeting, hold_meeting
    from onrecord.boards.packs import issue_pack
    from onrecord.improvement.models import Inspection
    from onrecord.improvement.recommendations.actions import open_recommendation
    from onrecord.people.models import User
    from onrecord.simulation.demonstration import make_demonstration

    make_demonstration(days=days, calls_per_day=calls, seed=1, progress=lambda *_: None)
    by, fcr = (User.objects.get(username=name) for name in ("chief", "registrar"))
    report = Inspection.objects.first()
    for _ in range(RECOMMENDATIONS):
        open_recommendation(inspection=report, by=fcr, text=TEXT * 2, deadline="6_months")
    definition = {**kept("gold-group").body.to_json(), "sections": list(SECTIONS), "reports": []}
    body = keep_body(definition={**definition, "title": "A body that gets every section"}, by=by)
    today = timezone.localdate()
    first = call_meeting(body=body.slug, held_on=today - timedelta(days=30), by=by)
    issue_pack(meeting=first, by=by)
    everybody = {each.title: (PRESENT, "") for each in kept(body.slug).body.members}
    first = hold_meeting(meeting=first, by=by, attendance=everybody)
    for number in range(ACTIONS):
        raise_matter(
            meeting=first, by=by, kind="action", title=f"Point {number + 1} of the plan: read back, tell the department, and show the number",
            owner="Head of Force Contact", due_on=today + timedelta(days=number - 10),
        )  # fmt: skip
    return call_meeting(body=body.slug, held_on=today + timedelta(days=5), by=by), by


def measure(days: int, calls: int) -> None:
    import django

    django.setup()
    from django.test import Client
    from pypdf import PdfReader

    from onrecord.boards.pack import document_of
    from onrecord.boards.packs import issue_pack
    from onrecord.boards.paper import LANDSCAPE
    from onrecord.contact.models import Log
    from onrecord.documents.content import Document, Words
    from onrecord.documents.files import FORMS, write

    meeting, by = prepare(days, calls)
    # What only the first of a process pays for: imports, templates, fonts.
    for form in FORMS:
        write(Document("First", (Words("One."),)), form, LANDSCAPE)
    begun, used = time.perf_counter(), time.process_time()
    pack = issue_pack(meeting=meeting, by=by)
    made = time.perf_counter() - begun
    document, took, size = document_of(pack), {}, {}
    worked = 0.0
    for form in FORMS:
        begun = time.perf_counter()
        size[form] = write(document, form, LANDSCAPE)
        took[form] = time.perf_counter() - begun
        if form == "pdf":
            worked = time.process_time() - used
    pages = len(PdfReader(io.BytesIO(size["pdf"])).pages)
    assert pages >= 40, pages
    client = Client(headers={"host": "localhost"})
    client.force_login(by)
    held = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = client.get(f"/improvement/meetings/{meeting.pk}/packs/{pack.number}/")
        held.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200
    whole = f"a pack of {pages} pages, {Log.objects.count():,} logs, SQLite"
    rows = [
        ("making and keeping it, set beside the last one, and its PDF", made + took["pdf"], AIM)
    ]
    rows.append(("of these, processor time", worked, ""))
    rows.append(("of these, making and keeping it", made, ""))
    rows += [(f"setting it as {form.upper()}", took[form], "") for form in FORMS]
    figures = [
        {
            "what": f"{what[0].upper()}{what[1:]} ({whole})",
            "value": round(value, 1),
            "unit": "s",
            "aim": aim,
        }
        for what, value, aim in rows
    ]
    figures.append(
        {
            "what": f"The pack's page, median of {TIMES} ({whole})",
            "value": round(sorted(held)[TIMES // 2]),
            "unit": "ms",
            "aim": "",
        }
    )
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
