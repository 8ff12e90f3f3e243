"""Two hundred reports wait on a telephone; the network is cut and comes back at random fifty times while they are sent.

    .venv/bin/python benchmarks/field_cuts.py [--reports 200] [--cuts 50]

A real server and Debian's Chromium, driven as tests/browser/test_field.py drives it. Half of the cuts fall before a
report reaches the server, half after it was taken in and before the telephone hears of it. Counted are the logs that
there are in the end: none may be lost, none may be there twice.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="field-cuts-") as folder:
        environment = {**os.environ, "ONRECORD_HOME": folder}
        environment.pop("DATABASE_URL", None)
        run = [sys.executable, "-m", "onrecord.cli"]
        made = [*run, "demo", "--days", "2", "--calls-per-day", "50"]
        subprocess.run(made, env=environment, cwd=ROOT, check=True, stdout=sys.stderr)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [*run, "serve", "--port", str(port), "--workers", "1"],
            env=environment, cwd=ROOT, stdout=sys.stderr, start_new_session=True,
        )  # fmt: skip
        try:
            wait(port)
            told, cuts, seconds = drive(f"http://127.0.0.1:{port}", asked.reports, asked.cuts)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
        with sqlite3.connect(Path(folder) / "onrecord.sqlite3") as store:
            texts = Counter(
                row[0]
                for row in store.execute("SELECT text FROM contact_log WHERE text LIKE 'cut %'")
            )
    what = f"{asked.reports} reports sent through {cuts} cuts of the network:"
    figures = [
        {"what": f"{what} lost", "value": asked.reports - len(texts), "unit": "", "aim": "0"},
        {
            "what": "there twice",
            "value": sum(n > 1 for n in texts.values()),
            "unit": "",
            "aim": "0",
        },
        {
            "what": "acknowledged to the telephone",
            "value": len(set(told)),
            "unit": "",
            "aim": str(asked.reports),
        },
        {"what": "time taken", "value": round(seconds, 1), "unit": "s", "aim": ""},
    ]
    print(json.dumps({"figures": figures}))


def wait(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.3)


def drive(url: str, number: int, wanted: int) -> tuple[list[str], int, float]:
    """Queue the reports, cut the network while they are sent; the logs that the telephone was told of, cuts, seconds."""
    from playwright.sync_api import Route, sync_playwright

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
    import django

    django.setup()  # the tests' helpers speak of models
    from tests.browser.conftest import ARGUMENTS, PROGRAMS, Site
    from tests.browser.test_field import queue, send_until_empty, set_up

    dice, cuts = random.Random(50), 0  # noqa: S311 -- the same cuts again, no secret
    # Spread over the reports, a little early, so that all cuts fall.
    share = min(0.5, 1.5 * wanted / (number + wanted))
    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
        page = context.new_page()
        set_up(page, Site(url, ROOT, ""))
        queue(page, number, "cut")

        def unreliable(route: Route) -> None:
            nonlocal cuts
            if cuts >= wanted or dice.random() > share:
                route.continue_()
                return
            cuts += 1
            if cuts % 2:
                route.fetch()
            route.abort("internetdisconnected")

        page.route("**/field/send/", unreliable)
        start = time.perf_counter()
        told = send_until_empty(page, tries=wanted * 4)
        seconds = time.perf_counter() - start
        browser.close()
    return told, cuts, seconds


if __name__ == "__main__":
    main()
