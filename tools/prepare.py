"""Prepare `.venv`: the first thing `make run` and `make test` do. Standard library only.

    python3 tools/prepare.py          what running needs
    python3 tools/prepare.py --tests  what the tests need as well (packages, PostgreSQL server, Chromium)

A second start takes a fraction of a second: a stamp in `.venv` holds the hash of the lock file it was made from.
Every failure ends in one sentence that says what is missing and what to do.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEEDED_MB = {False: 900, True: 1800}
QUICK = "chromium-headless-shell"


def stop(sentence: str) -> None:
    sys.exit(f"onrecord: {sentence}")


def newest_python() -> str:
    """A Python of at least 3.11: the one that runs this, else a newer one on the path."""
    if sys.version_info >= (3, 11):
        return sys.executable
    for name in ("python3.13", "python3.12", "python3.11"):
        if found := shutil.which(name):
            return found
    stop(
        f"Python 3.11 or newer is needed and this is {sys.version.split()[0]}. "
        "Install python3.11 (or newer) and try again."
    )
    return ""


def explain_pip_failure(output: str) -> str:
    """One sentence for why packages could not be installed."""
    low = output.lower()
    if "no space left" in low or "disk quota" in low:
        return "the disk is full. Free some space (about 1 GB is needed) and run the same command again."
    if "hashes" in low and "do not match" in low:
        return (
            "a downloaded package is not the one we locked (its hash differs). Nothing was installed. "
            "Try again; if it happens twice, tell whoever runs your package mirror."
        )
    compiler = (
        "gcc",
        "error: command",
        "microsoft visual c++",
        "python.h",
        "cmake",
        "rustc",
        "cargo",
    )
    if any(sign in low for sign in compiler) and "failed" in low:
        return (
            "a package had no ready-made build for this machine and there is no compiler. Use Python 3.11 to 3.13 "
            "on 64-bit Linux, macOS or Windows, or install a C compiler (Debian: apt-get install gcc python3-dev)."
        )
    network = (
        "connection",
        "temporary failure",
        "name or service",
        "timed out",
        "no matching distribution",
        "could not find a version",
    )
    if any(sign in low for sign in network):
        return "the package registry could not be reached. Check the network or pip's settings and run the same command again."
    return "the packages could not be installed; pip's own words are above."


def make_environment(tests: bool) -> None:
    lock = ROOT / ("requirements-dev.lock" if tests else "requirements.lock")
    # The stamp of the larger set serves the smaller one too.
    digest = hashlib.sha256(
        lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    ).hexdigest()
    stamps = [VENV / "prepared-tests"] + ([] if tests else [VENV / "prepared-run"])
    if any(s.exists() and s.read_text() == digest_for(s) for s in stamps):
        return
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < NEEDED_MB[tests]:
        stop(f"about {NEEDED_MB[tests]} MB of disk are needed and {free} MB are free in {ROOT}.")
    python = newest_python()
    if not (VENV / "bin" / "python").exists():
        print("onrecord: making the environment in .venv (first time only) ...", flush=True)
        made = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            words = (made.stdout + made.stderr).lower()
            if "ensurepip" in words:
                stop(
                    "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
                )
            if "no space" in words:
                stop("the disk is full: about 1 GB is needed.")
            stop(
                f"the environment could not be made in {VENV}: {made.stderr.strip().splitlines()[-1:] or made.stdout}"
            )
    print("onrecord: installing packages, hashes checked (a minute or two) ...", flush=True)
    pip = [
        str(VENV / "bin" / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-input",
    ]
    for step in (
        [*pip, "--require-hashes", "-r", str(lock)],
        [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    ):
        done = subprocess.run(step, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout[-3000:] + done.stderr[-3000:], file=sys.stderr)
            stop(explain_pip_failure(done.stdout + done.stderr))
    (VENV / ("prepared-tests" if tests else "prepared-run")).write_text(digest)


def digest_for(stamp: Path) -> str:
    lock = ROOT / ("requirements-dev.lock" if stamp.name.endswith("tests") else "requirements.lock")
    return hashlib.sha256(
        lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    ).hexdigest()


def may_install() -> bool:
    return shutil.which("apt-get") is not None and os.getuid() == 0


def install(package: str, what: str) -> str:
    """Install a Debian package; returns what apt-get complained of, and nothing if all went well."""
    print(f"onrecord: installing {what} ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in ("update",), ("-y", "install", "--no-install-recommends", package):
        done = subprocess.run(["apt-get", "-qq", *step], capture_output=True, text=True, env=env)
    return done.stderr[-2000:] or "apt-get failed" if done.returncode else ""


def debian_package(present: bool, package: str, what: str) -> None:
    """Install a Debian package when we may; else say what to do."""
    if present:
        return
    if not may_install():
        stop(
            f"the tests need {what} and it is not installed. On Debian or Ubuntu: apt-get install {package}"
        )
    if trouble := install(package, what):
        print(trouble, file=sys.stderr)
        stop(f"{what} could not be installed with apt-get; its own words are above.")


def browsers() -> None:
    """Chromium for the tests; and, where Debian has it and we may install it, the one without windows: pages are the same in both,
    and each window of a test needs a fifth of the time."""
    whole = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    debian_package(whole, "chromium", "the Chromium browser")
    if shutil.which(QUICK) or not may_install():
        return
    known = subprocess.run(["apt-cache", "show", QUICK], capture_output=True).returncode == 0
    if known and install(QUICK, "Chromium without windows"):
        print("onrecord: it could not be installed; the tests do without and take longer.")


def main() -> None:
    tests = "--tests" in sys.argv[1:]
    try:
        make_environment(tests)
    except OSError as error:
        stop(
            f"{error.strerror}: {error.filename or ROOT}. Check the disk and the permissions of this folder."
        )
    if tests:
        servers = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        debian_package(bool(servers or shutil.which("initdb")), "postgresql", "a PostgreSQL server")
        browsers()
        debian_package(bool(shutil.which("curl")), "curl", "curl")
        # Draws the text of reports as PDF. Chromium brings one half of it.
        pango = find_library("pango-1.0") and find_library("pangoft2-1.0")
        debian_package(bool(pango), "libpangoft2-1.0-0", "the Pango library")
        # Reads responses in DOCX and ODT as those who get them do.
        debian_package(bool(shutil.which("soffice")), "libreoffice-writer", "LibreOffice Writer")


if __name__ == "__main__":
    main()
