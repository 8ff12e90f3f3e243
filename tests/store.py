"""Loaded before Django: gives the tests a folder of their own and, when asked, a real PostgreSQL server.

ONRECORD_TEST_STORE=postgres   run against PostgreSQL: Debian's server, started here on a free port and stopped at the end
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_home = tempfile.mkdtemp(prefix="onrecord-tests-")
os.environ["ONRECORD_HOME"] = _home
atexit.register(shutil.rmtree, _home, ignore_errors=True)


def _server_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) + [
        Path(p) for p in [shutil.which("initdb")] if p
    ]
    if not found:
        raise SystemExit(
            "The tests need a PostgreSQL server and found none. On Debian: apt-get install postgresql. "
            "`make test` installs it when it may."
        )
    return found[-1].parent


def start_postgres() -> str:
    """Start a throw-away server and return its DATABASE_URL. PostgreSQL refuses to run as root, so root lends it to `postgres`."""
    programs = _server_programs()
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    as_user: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    folder.chmod(0o700)
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": "/"}
    subprocess.run(
        [
            *as_user,
            programs / "initdb",
            "-D",
            data,
            "-U",
            "onrecord",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ],
        check=True,
        **quiet,
    )
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    )
    subprocess.run(
        [
            *as_user,
            programs / "pg_ctl",
            "-D",
            data,
            "-w",
            "-o",
            options,
            "-l",
            folder / "log",
            "start",
        ],
        check=True,
        **quiet,
    )

    def stop() -> None:
        subprocess.run(
            [*as_user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet
        )
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return f"postgres://onrecord@127.0.0.1:{port}/postgres"


# Workers of a parallel run inherit DATABASE_URL from the process that started them.
if os.environ.get("ONRECORD_TEST_STORE") == "postgres":
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start_postgres()
else:
    os.environ.pop("DATABASE_URL", None)
