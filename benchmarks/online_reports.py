"""Fifty reports a second from the public, each sent over HTTP, for a minute; and a real one amid a thousand junk ones.

    .venv/bin/python benchmarks/online_reports.py [--seconds 60] [--rate 50] [--junk 1000]

A real server (`onrecord serve`) on this machine; the senders are threads of this program, so they share the cores with it.
The reports are written beforehand; what is measured is the sending: from the moment at which somebody presses the button to
the receipt. At the end every process of the server gets kill -9, each report that had been acknowledged is looked for in the
store with its log, and the ledger is verified.

In the first part the limits are set so high that every report goes the whole way to its log, which is the dearer way. In the
second the limits are those that are shipped: junk comes from the same address as the real one, from as many senders as there
are, without the sum that is asked then; the real one does it, as its page does.
"""

import argparse
import html
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from sustained_calls import Caller, Turn, token

ROOT = Path(__file__).resolve().parent.parent
RUN = [sys.executable, "-m", "onrecord.cli"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OPEN = "reports_per_hour = 1_000_000\nreports_everywhere = 1_000_000\nsame_words = 1_000_000\nsame_few_words = 1_000_000\n"


class Sender(threading.Thread):
    """Sends reports that are written already, one whenever the clock says so."""

    def __init__(self, port: int, turn: Turn, drafts: list[list[str]]) -> None:
        super().__init__(daemon=True)
        self.port, self.turn, self.drafts = port, turn, drafts
        self.acknowledged: list[str] = []
        self.times: list[float] = []
        self.failed: list[str] = []

    def run(self) -> None:
        while (begin := self.turn.next()) is not None:
            where, words = self.drafts.pop()
            try:
                status, _ = ask(self.port, "POST", f"/report/w/{where}/check/", {"send": "send"})
            except (OSError, http.client.HTTPException) as error:
                status, self.failed = 0, [*self.failed, repr(error)]
            if status in (302, 303):
                self.acknowledged.append(words)
                self.times.append(time.perf_counter() - begin)
            elif status:
                self.failed.append(f"answered {status}")


def ask(port: int, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """One request without a cookie, as a browser with cookies off makes it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, urlencode(form) if form else None, FORM)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def sum_of(page: str) -> dict[str, str]:
    """What the page's script does: the sum, where one is asked."""
    found = re.search(r'data-asked="([^"]+)" data-bits="(\d+)"', page)
    if not found:
        return {}
    asked, bits, number = html.unescape(found[1]), int(found[2]), 0
    begun = sha256(f"{asked} ".encode())
    while True:
        here = begun.copy()
        here.update(str(number).encode())
        if 256 - int.from_bytes(here.digest(), "big").bit_length() >= bits:
            return {"guard_sum": f"{asked} {number}"}
        number += 1


def prepare(environment: dict[str, str], number: int, *options: str) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "benchmarks/_online_drafts.py", str(number), *options],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def served(environment: dict[str, str]) -> Iterator[int]:
    """The server; at the end each of its processes is killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*RUN, "serve", "--port", str(port), "--workers", "2"],
        env=environment, cwd=ROOT, stdout=sys.stderr, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while True:
            try:
                ask(port, "GET", "/report/")
                break
            except OSError:
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.3)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def send_all(port: int, drafts: list[list[str]], rate: float, number: int) -> list[Sender]:
    turn = Turn(rate, len(drafts) / rate)
    turn.number = len(drafts)
    senders = [Sender(port, turn, drafts) for _ in range(number)]
    turn.begin = time.perf_counter()
    for sender in senders:
        sender.start()
    return senders


def minute(environment: dict[str, str], folder: Path, asked: argparse.Namespace) -> list[dict]:
    """The first part: its figures."""
    (folder / "guard.toml").write_text(OPEN)
    drafts = prepare(environment, int(asked.rate * asked.seconds))
    size = len(drafts)
    with served(environment) as port:
        senders = send_all(port, drafts, asked.rate, asked.senders)
        for sender in senders:
            sender.join()
        took = time.perf_counter() - senders[0].turn.begin
    acknowledged = {words for sender in senders for words in sender.acknowledged}
    times = [each for sender in senders for each in sender.times]
    failed = [why for sender in senders for why in sender.failed]
    with sqlite3.connect(folder / "onrecord.sqlite3") as store:
        reports = {
            row[0]
            for row in store.execute("SELECT account FROM reporting_report WHERE log_ref <> ''")
        }
        logs = {row[0] for row in store.execute("SELECT text FROM contact_log")}
    lost = acknowledged - (reports & logs)
    if failed:
        print(f"first of {len(failed)} failures: {failed[0]}", file=sys.stderr)
    verified = subprocess.run(
        [*RUN, "verify"], env=environment, cwd=ROOT, stdout=sys.stderr
    ).returncode
    what = f"{asked.rate:g} reports on line a second for {asked.seconds:g} s"
    return [
        {"what": f"{what}: acknowledged", "value": len(acknowledged), "unit": "", "aim": f"{size:,}"},
        {"what": "refused or failed", "value": len(failed), "unit": "", "aim": "0"},
        {
            "what": "acknowledged and not in the store, with a log, after kill -9",
            "value": len(lost), "unit": "", "aim": "0",
        },
        {
            "what": "problems that `onrecord verify` found then",
            "value": "none" if verified == 0 else "some", "unit": "", "aim": "none",
        },
        {
            "what": "from the button to the receipt, half / 95 in 100",
            "value": f"{_ms(times, 50)} / {_ms(times, 95)}", "unit": "ms", "aim": "95 in 100 under 1,000 ms",
        },
        {"what": "until the last was sent", "value": round(took, 1), "unit": "s", "aim": ""},
    ]  # fmt: skip


def _ms(times: list[float], share: int) -> str:
    return f"{statistics.quantiles(times, n=100)[share - 1] * 1000:,.0f}" if len(times) > 1 else "-"


def flood(environment: dict[str, str], folder: Path, asked: argparse.Namespace) -> list[dict]:
    """The second part: its figures."""
    (folder / "guard.toml").unlink()
    subprocess.run(
        [sys.executable, "-c", "import shutil, sys; shutil.rmtree(sys.argv[1], True)", folder / "cache"],
        check=True,
    )  # fmt: skip
    junk = prepare(environment, asked.junk, "--same")
    ((where, real),) = prepare(environment, 1)
    with served(environment) as port:
        reader = Caller(port, Turn(1, 0))
        sign_in(reader)
        begun = time.perf_counter()
        senders = send_all(port, junk, asked.junk_rate, asked.senders)
        while len(junk) > asked.junk // 2:
            time.sleep(0.01)
        _, page = ask(port, "GET", f"/report/w/{where}/check/")
        solved = sum_of(page)
        pressed = time.perf_counter()
        status, _ = ask(port, "POST", f"/report/w/{where}/check/", {"send": "send", **solved})
        received = time.perf_counter()
        assert status in (302, 303), status
        ref = _log_of(folder, real)
        while ref not in reader.ask("GET", "/logs/")[1]:
            assert time.perf_counter() - received < 60, "it never came to the list"
        listed = time.perf_counter()
        for sender in senders:
            sender.join()
        took = time.perf_counter() - begun
    with sqlite3.connect(folder / "onrecord.sqlite3") as store:
        held = store.execute(
            "SELECT count(*) FROM reporting_report WHERE state = 'held_back'"
        ).fetchone()[0]
        kept = store.execute(
            "SELECT count(*) FROM reporting_report WHERE account LIKE 'Win a prize%'"
        ).fetchone()[0]
    sent = sum(len(sender.acknowledged) for sender in senders)
    what = f"{asked.junk:,} junk reports"
    return [
        {"what": f"{what}: acknowledged and kept", "value": kept, "unit": "", "aim": f"{sent:,}"},
        {"what": f"{what}: held back for a person", "value": held, "unit": "", "aim": "all but the first"},
        {"what": f"{what}: until the last was sent", "value": round(took, 1), "unit": "s", "aim": ""},
        {
            "what": "a real report amid them: from the button to the receipt",
            "value": round((received - pressed) * 1000), "unit": "ms", "aim": "under 1,000 ms",
        },
        {
            "what": "a real report amid them: from the button to the list of logs",
            "value": round((listed - pressed) * 1000), "unit": "ms", "aim": "under 5,000 ms",
        },
    ]  # fmt: skip


def sign_in(reader: Caller) -> None:
    _, body = reader.ask("GET", "/sign-in/")
    form = {"login": "registrar", "password": "every-report-on-record"}
    status, _ = reader.ask("POST", "/sign-in/", {**form, "csrfmiddlewaretoken": token(body)})
    assert status == 302, status


def _log_of(folder: Path, words: str) -> str:
    with sqlite3.connect(folder / "onrecord.sqlite3") as store:
        found = store.execute("SELECT ref FROM contact_log WHERE text = ?", [words]).fetchone()
    assert found, "the real report was held back"
    return str(found[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--junk", type=int, default=1000)
    parser.add_argument("--junk-rate", type=float, default=50)
    parser.add_argument("--senders", type=int, default=16)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="online-") as name:
        folder = Path(name)
        environment = {**os.environ, "ONRECORD_HOME": name}
        environment.pop("DATABASE_URL", None)
        made = [*RUN, "demo", "--days", "2", "--calls-per-day", "50"]
        subprocess.run(made, env=environment, cwd=ROOT, check=True, stdout=sys.stderr)
        figures = minute(environment, folder, asked) + flood(environment, folder, asked)
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
