"""Twenty calls a second, each opening a log with its first account over HTTP, for ten minutes; then the server is killed.

    .venv/bin/python benchmarks/sustained_calls.py [--seconds 600] [--rate 20]

A real server (`onrecord serve`) on this machine and its own SQLite store; the callers are threads of this program, so
they share the two cores with it. At the end every process of the server gets kill -9, and each log that had been
acknowledged is looked for on the disk.
"""

import argparse
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
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Caller(threading.Thread):
    """One call-taker, signed in, who opens a log whenever the clock says so."""

    def __init__(self, port: int, turn: "Turn") -> None:
        super().__init__(daemon=True)
        self.port, self.turn = port, turn
        self.cookies: dict[str, str] = {}
        self.acknowledged: list[str] = []
        self.times: list[float] = []
        self.failed = 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **FORM}
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return answer.status, body

    def sign_in(self) -> None:
        _, body = self.ask("GET", "/sign-in/")
        form = {"login": "calltaker", "password": "every-report-on-record"}
        status, _ = self.ask("POST", "/sign-in/", {**form, "csrfmiddlewaretoken": token(body)})
        assert status == 302, status
        _, body = self.ask("GET", "/logs/open/")
        self.token = token(body)

    def run(self) -> None:
        while (begin := self.turn.next()) is not None:
            words = f"He hit me. {uuid4()}"
            form = {
                "csrfmiddlewaretoken": self.token,
                "origin": str(uuid4()),
                "source": "999 call",
                "text": words,
                "opening_code": "Crime: violence",
                "grade": "1",
            }
            try:
                status, _ = self.ask("POST", "/logs/open/", form)
            except (OSError, http.client.HTTPException):
                status = 0
            if status == 302:
                self.acknowledged.append(words)
                self.times.append(time.perf_counter() - begin)
            else:
                self.failed += 1


class Turn:
    """Hands out the moments at which calls come, evenly; a call that must wait for a call-taker counts its wait."""

    def __init__(self, rate: float, seconds: float) -> None:
        self.lock = threading.Lock()
        self.at = 0
        self.number = int(rate * seconds)
        self.gap = 1 / rate
        self.begin = time.perf_counter()

    def next(self) -> float | None:
        with self.lock:
            if self.at >= self.number:
                return None
            moment = self.begin + self.at * self.gap
            self.at += 1
        time.sleep(max(0.0, moment - time.perf_counter()))
        return moment


def token(body: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert found, body[:500]
    return found.group(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--callers", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sustained-") as folder:
        environment = {**os.environ, "ONRECORD_HOME": folder}
        environment.pop("DATABASE_URL", None)
        run = [sys.executable, "-m", "onrecord.cli"]
        made = [*run, "demo", "--days", "2", "--calls-per-day", "50"]
        subprocess.run(made, env=environment, cwd=ROOT, check=True, stdout=sys.stderr)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [*run, "serve", "--port", str(port), "--workers", "2"],
            env=environment,
            cwd=ROOT,
            stdout=sys.stderr,
            start_new_session=True,
        )
        try:
            callers = measure(port, asked.rate, asked.seconds, asked.callers)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        report(callers, Path(folder), asked.rate, asked.seconds)


def measure(port: int, rate: float, seconds: float, number: int) -> list[Caller]:
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            break
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.3)
    first = Caller(port, Turn(rate, 0))
    first.sign_in()
    turn = Turn(rate, seconds)
    callers = [Caller(port, turn) for _ in range(number)]
    for caller in callers:
        caller.cookies, caller.token = dict(first.cookies), first.token
    turn.begin = time.perf_counter()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return callers


def report(callers: list[Caller], folder: Path, rate: float, seconds: float) -> None:
    acknowledged = [words for caller in callers for words in caller.acknowledged]
    times = sorted(t for caller in callers for t in caller.times)
    with sqlite3.connect(folder / "onrecord.sqlite3") as store:
        held = {row[0] for row in store.execute("SELECT text FROM contact_log")}
    lost = [words for words in acknowledged if words not in held]
    what = f"{rate:g} calls a second for {seconds:g} s, a log opened for each:"
    figures = [
        {
            "what": f"{what} acknowledged",
            "value": len(acknowledged),
            "unit": "",
            "aim": f"{rate * seconds:,.0f}",
        },
        {
            "what": "refused or failed",
            "value": sum(c.failed for c in callers),
            "unit": "",
            "aim": "0",
        },
        {
            "what": "acknowledged and not on the disk after kill -9",
            "value": len(lost),
            "unit": "",
            "aim": "0",
        },
        {
            "what": "from the call's moment to its acknowledgement, p95",
            "value": round(statistics.quantiles(times, n=20)[-1] * 1000),
            "unit": "ms",
            "aim": "under 300 ms",
        },
    ]
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
