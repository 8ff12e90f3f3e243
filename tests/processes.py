"""Help for tests in which several processes share one installation."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What a script begins with.
START = "import django; django.setup()\n"


def python(settings: dict[str, str], *arguments: object) -> str:
    """What a script that must succeed says."""
    run = [sys.executable, *map(str, arguments)]
    done = subprocess.run(run, env=settings, capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(settings: dict[str, str], *arguments: object) -> "subprocess.Popen[str]":
    """A script that runs beside the test, which speaks with it."""
    run = [sys.executable, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(run, env=settings, text=True, cwd=ROOT, **pipes)
