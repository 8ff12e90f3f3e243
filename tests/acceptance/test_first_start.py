"""What `make run` does, with a small force: make the demonstration, serve it, sign in, start again."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from onrecord.people.roles import Role

ONRECORD = Path(sys.executable).parent / "onrecord"
# Each start has a folder of its own, with SQLite in it.
pytestmark = pytest.mark.one_store
SMALL = ["--days", "3", "--calls-per-day", "400", "--seed", "5"]


def environment(home: Path) -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DATABASE_URL", "ONRECORD_HOSTS", "ONRECORD_HTTPS")
    }
    return {**kept, "ONRECORD_HOME": str(home)}


def onrecord(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ONRECORD, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment(home),
        cwd=next(folder for folder in home.parents if folder.is_dir()),
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation") / "home"
    made = onrecord(folder, "demo", *SMALL)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def server(home):
    port = free_port()
    process = subprocess.Popen(
        [ONRECORD, "serve", "--port", str(port)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address, port
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


def sign_in(address: str, name: str, password: str) -> urllib.request.OpenerDirector:
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = browser.open(f"{address}/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    where = browser.open(f"{address}/").geturl()
    form = urllib.parse.urlencode(
        {"csrfmiddlewaretoken": token, "login": name, "password": password}
    )
    request = urllib.request.Request(where, form.encode(), {"Referer": where})
    browser.open(request).close()
    return browser


def test_every_role_can_sign_in_and_sees_that_it_is_a_demonstration(home, server):
    address, _ = server
    marker = json.loads((home / "demonstration.json").read_text())
    assert len(marker["accounts"]) == len(Role)
    for name, role in marker["accounts"]:
        page = sign_in(address, name, marker["password"]).open(f"{address}/").read().decode()
        assert "Sign out" in page, role
        assert "emonstration" in page


def test_a_wrong_password_is_refused(home, server):
    address, _ = server
    page = sign_in(address, "registrar", "wrong-password-123").open(f"{address}/").read().decode()
    assert "Sign out" not in page


def test_the_port_in_use_is_said_in_one_sentence(home, server):
    _, port = server
    second = onrecord(home, "serve", "--port", port)
    assert second.returncode == 2
    assert f"port {port} is in use" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1


def test_the_record_verifies_and_the_installation_is_well(home):
    verified = onrecord(home, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    examined = onrecord(home, "doctor")
    assert examined.returncode == 0, examined.stdout


def test_the_tutorials_last_line_gives_the_rate_of_the_sheet_that_comes_with_the_force(
    home, tmp_path
):
    made = home / "demonstration"
    done = onrecord(
        tmp_path / "none",
        *("check", "--logs", made / "logs.csv", "--map", made / "codes.toml"),
        *("--crimes", made / "crimes.csv", "--out", tmp_path / "report"),
        *("--readings", made / "sample-read.csv"),
    )
    # The demonstration has a few refused rows on purpose.
    assert done.returncode == 1, done.stderr
    assert "% of the crimes that should have been recorded were recorded" in " ".join(
        done.stdout.split()
    )


def test_a_second_start_leaves_the_demonstration_as_it_is(home):
    before = (home / "demonstration.json").stat().st_mtime_ns
    again = onrecord(home, "demo", "--if-empty")
    assert again.returncode == 0
    assert again.stdout == ""
    assert (home / "demonstration.json").stat().st_mtime_ns == before
    refused = onrecord(home, "demo", *SMALL)
    assert refused.returncode == 2
    assert "already holds a demonstration" in refused.stderr


def test_a_demonstration_never_mixes_into_a_real_installation(tmp_path):
    home = tmp_path / "real"
    made = onrecord(home, "init")
    assert made.returncode == 0, made.stderr
    assert "one-time password" in made.stdout
    assert onrecord(home, "demo", *SMALL).returncode == 2
    assert onrecord(home, "demo", "--if-empty").returncode == 0
    assert not (home / "demonstration").exists()


def test_a_demonstration_killed_half_way_is_made_again(tmp_path):
    home = tmp_path / "killed"
    process = subprocess.Popen(
        [ONRECORD, "demo", "--days", "5", "--calls-per-day", "1500"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        if (home / "onrecord.sqlite3").exists():
            break
        time.sleep(0.1)
    process.kill()
    process.wait()
    again = onrecord(home, "demo", "--if-empty", *SMALL)
    assert again.returncode == 0, again.stderr
    assert json.loads((home / "demonstration.json").read_text())["state"] == "ready"
    assert onrecord(home, "verify").returncode == 0


def test_without_an_installation_every_command_says_how_to_make_one(tmp_path):
    for command in (["verify"], ["serve"], ["user", "add", "x", "--role", "auditor"]):
        done = onrecord(tmp_path / "nothing", *command)
        assert done.returncode == 2
        assert "onrecord init" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_used_is_said_in_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    done = onrecord(blocked / "home", "init")
    assert done.returncode == 2
    assert "ONRECORD_HOME" in done.stderr
    assert "Traceback" not in done.stderr
