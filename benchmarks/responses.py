"""How long the pages and files of the commissioner's response take. Aims: no page over 100 ms, a file in a few seconds.

    .venv/bin/python benchmarks/responses.py [--days 20] [--calls-per-day 200] [--keep FOLDER]

A demonstration force, whose fresh report gets 40 recommendations, each with a page of text from the force and from the commissioner: ten
times as many as in 2019. The last line is JSON.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TIMES, MORE = 20, 36
TEXT = (
    "The force has begun to follow reports from the first call to the record, route by route, and shows each month how many were lost, where, and why. "
    * 12
)
PAGES = {
    "List of responses": "/improvement/responses/",
    "A response, how far it is": "/improvement/responses/invented-second/",
    "What may be about a person": "/improvement/responses/invented-second/names/",
    "The draft": "/improvement/responses/invented-second/draft/",
    "Answer to a recommendation": "/improvement/responses/invented-second/answer/1/",
    "A published version": "/improvement/responses/invented-first/versions/1/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--calls-per-day", type=int, default=200)
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="responses-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.days, asked.calls_per_day)


def prepare(days: int, calls: int) -> None:
    from onrecord.improvement.models import Inspection
    from onrecord.improvement.recommendations.actions import open_recommendation
    from onrecord.improvement.recommendations.answer import answer as force_answers
    from onrecord.people.models import User
    from onrecord.response import commenting, writing
    from onrecord.simulation.demonstration import make_demonstration

    make_demonstration(days=days, calls_per_day=calls, seed=1, progress=lambda *_: None)
    who = {name: User.objects.get(username=name) for name in ("chief", "registrar", "commissioner")}
    report = Inspection.objects.get(ref="invented-second")
    for _ in range(MORE):
        open_recommendation(
            inspection=report, by=who["registrar"], text=TEXT[:600], deadline="6_months"
        )
    for row in report.recommendations.all():
        force_answers(recommendation=row, by=who["chief"], stance="accepted", words=TEXT)
        writing.answer(
            response=report.response,
            recommendation=row,
            by=who["commissioner"],
            kind="proposed",
            words=TEXT,
        )
    commenting.send_comments(response=report.response, by=who["chief"], words=TEXT)


def measure(days: int, calls: int) -> None:
    import django

    django.setup()
    from django.test import Client

    from onrecord.documents.files import FORMS, write
    from onrecord.people.models import User
    from onrecord.response.finishing import draft_of
    from onrecord.response.models import Response

    prepare(days, calls)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="commissioner"))
    figures = []
    for name, path in PAGES.items():
        assert client.get(path).status_code == 200, path
        walls, works = [], []
        for _ in range(TIMES):
            wall, work = time.perf_counter(), time.process_time()
            client.get(path)
            walls.append(1000 * (time.perf_counter() - wall))
            works.append(1000 * (time.process_time() - work))
        for what, held, aim in (("", walls, ""), (" of its processor time", works, "under 100 ms")):
            figures.append(
                {
                    "what": f"{name}, median{what} of {TIMES} (a response to {MORE + 4} recommendations, SQLite)",
                    "value": round(sorted(held)[TIMES // 2]),
                    "unit": "ms",
                    "aim": aim,
                }
            )
    document = draft_of(Response.objects.get(inspection__ref="invented-second"))
    for form in FORMS:
        work = time.process_time()
        size = len(write(document, form))
        figures.append(
            {
                "what": f"The same response as {form.upper()}, {size // 1000:,} kB, processor time",
                "value": round(time.process_time() - work, 2),
                "unit": "s",
                "aim": "under 5 s",
            }
        )
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
