"""Real pages: a real server process with its own folder and database, and Debian's Chromium.

ONRECORD_TEST_STORE=postgres   the server's database is one of the test run's PostgreSQL server
ONRECORD_SHOTS=FOLDER          write the pictures of the documentation there (make docs)
ONRECORD_TEST_LATENCY=400      every answer comes so many milliseconds later: a test that reads before it is there fails
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from weakref import WeakKeyDictionary

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect, sync_playwright

from onrecord.people.demonstration import PASSWORD
from tests.browser.going import follow, go_by

# Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The shell draws, runs and reads a page as the whole browser does, from the same source; but the whole one opens a window with all
# its own menus and side panels for each window that a test asks for, unseen: two seconds of a processor for each.
PROGRAMS = ("chromium-headless-shell", *WHOLE)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en-GB",
]
REPOSITORY = Path(__file__).parents[2]
START = "from onrecord.commands.terminal import start_django; start_django()\n"
# How long anything may take to be there: a busy machine isn't wrong, only slow. Whoever waits for nothing waits no longer for it.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Site:
    """An installation that is being served."""

    url: str
    home: Path
    printed: str
    environment: dict[str, str]

    def at(self, path: str) -> str:
        return self.url + path

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A command of the command line, on this installation and beside its server."""
        return run_command(self.environment, *arguments)

    def do(self, deed: str, *arguments: str) -> str:
        """A deed in Python, on this installation and beside its server; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", START + deed, *arguments],
            env=self.environment,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _database(like: dict[str, str] | None = None) -> dict[str, str]:
    """A fresh database on the test run's PostgreSQL server, or a copy of the one in `like`; nothing for SQLite."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        return {}
    import psycopg

    name = f"browser_{secrets.token_hex(4)}"
    copied = f' TEMPLATE "{urlsplit(like["DATABASE_URL"]).path[1:]}"' if like else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
    return {"DATABASE_URL": urlunsplit(urlsplit(server)._replace(path=f"/{name}"))}


def _environment(home: Path, database: dict[str, str]) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "PYTHONPATH": str(REPOSITORY)}
    return {**os.environ, "ONRECORD_HOME": str(home), "COLUMNS": "200", **own, **database}


def run_command(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "onrecord.cli", *arguments],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def onrecord(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the command line that must succeed; returns what it printed."""
    done = run_command(environment, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def serve() -> Iterator[object]:
    """A function that makes an installation with a command and serves it. What a command makes is made once a day and copied
    for whoever asks again: a demonstration force takes its time, and what is due in it goes by its day."""
    servers: list[subprocess.Popen[bytes]] = []
    homes: list[Path] = []
    ports: list[socket.socket] = []
    made: dict[tuple[date, tuple[str, ...]], tuple[dict[str, str], str]] = {}

    def folder() -> Path:
        homes.append(Path(tempfile.mkdtemp(prefix="onrecord-browser-")))
        return homes[-1]

    def start(*command: str) -> Site:
        wanted = timezone.localdate(), command
        if wanted not in made:
            first = _environment(folder(), _database())
            made[wanted] = first, onrecord(first, *command)
        first, printed = made[wanted]
        home = folder()
        shutil.copytree(first["ONRECORD_HOME"], home, dirs_exist_ok=True)
        environment = _environment(home, _database(first))
        # Held while its server is there: a port that is let go may be somebody else's before the server takes it.
        ports.append(socket.socket())
        ports[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ports[-1].bind(("127.0.0.1", 0))
        port = ports[-1].getsockname()[1]
        with (home / "server.log").open("wb") as log:
            servers.append(
                subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "onrecord.cli",
                        "serve",
                        "--port",
                        str(port),
                        "--workers",
                        "1",
                    ],
                    env=environment,
                    cwd=REPOSITORY,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )
        site = Site(f"http://127.0.0.1:{port}", home, printed, environment)
        _wait(site, servers[-1])
        return site

    yield start
    for server in servers:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    for port in ports:
        port.close()
    for home in homes:
        shutil.rmtree(home, ignore_errors=True)


def _wait(site: Site, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", urlsplit(site.url).port), timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("The server did not start:\n" + (site.home / "server.log").read_text())


@pytest.fixture(scope="session")
def demonstration(serve) -> Site:
    """A demonstration force, served; larger where pictures are taken of it."""
    days, calls = ("30", "400") if os.environ.get("ONRECORD_SHOTS") else ("8", "60")
    return serve("demo", "--days", days, "--calls-per-day", calls)


@pytest.fixture(scope="session")
def _slow_line() -> Iterator[None]:
    """A slow line for every window, where one is asked for: what a slow machine shows once in a while is shown every time."""
    latency = float(os.environ.get("ONRECORD_TEST_LATENCY", "0"))
    new_page, set_offline = BrowserContext.new_page, BrowserContext.set_offline
    windows: WeakKeyDictionary[BrowserContext, list[tuple[Page, CDPSession]]] = WeakKeyDictionary()

    def emulate(session: CDPSession, offline: bool) -> None:
        line = {"latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {"offline": offline, **line})

    def slow(self: BrowserContext) -> Page:
        page = new_page(self)
        session = self.new_cdp_session(page)
        session.send("Network.enable")
        emulate(session, False)
        windows.setdefault(self, []).append((page, session))
        return page

    def cut(self: BrowserContext, offline: bool) -> None:
        # A line that is only slow would stand against one that is cut. The page hears of its signal last, when there is one.
        if offline:
            set_offline(self, True)
        for page, session in windows.get(self, []):
            if not page.is_closed():
                emulate(session, offline)
        if not offline:
            set_offline(self, False)

    with pytest.MonkeyPatch.context() as patched:
        if latency:
            patched.setattr(BrowserContext, "new_page", slow)
            patched.setattr(BrowserContext, "set_offline", cut)
        yield


def _program(names: tuple[str, ...]) -> str:
    """The first of these that is installed."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(
            "The browser tests need Chromium and found none. On Debian: apt-get install chromium. "
            "`make test` installs it when it may."
        )
    return found


@pytest.fixture(scope="session")
def chromium(django_db_blocker, _slow_line) -> Iterator[Browser]:
    program = _program(PROGRAMS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()
        # While Playwright's loop runs, Django keeps other connections in this thread than before and after it: tests of the
        # store that ran meanwhile opened them, and PostgreSQL doesn't drop a database that is open.
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(scope="module")
def whole_browser(chromium) -> Iterator[Browser]:
    """Chromium with its windows, for what these fetch besides the page: its picture in the tab."""
    browser = chromium.browser_type.launch(executable_path=_program(WHOLE), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def context(chromium) -> Iterator[BrowserContext]:
    """A window of its own, as wide as a desk's screen; scripts are off, since no page has one."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Page:
    return context.new_page()


def sign_in(page: Page, site: Site, username: str, password: str = PASSWORD) -> None:
    page.goto(site.at("/sign-in/"))
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    go_by(page.get_by_role("main").get_by_role("button", name="Sign in"))
    expect(page).not_to_have_url(re.compile("/sign-in/"))


def wait_for_import(page: Page) -> None:
    """Look again, as a person would, until the import's process is done."""
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdecimal())
    until = time.monotonic() + 120
    while page.get_by_role("link", name="Look again", exact=True).count():
        assert time.monotonic() < until, "the import did not end"
        follow(page, "Look again", exact=True)
