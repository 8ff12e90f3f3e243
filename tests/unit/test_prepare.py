"""Each failure of the set-up ends in one sentence that says what to do."""

import importlib.util
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("prepare", ROOT / "tools" / "prepare.py")
prepare = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(prepare)


@pytest.mark.parametrize(
    ("pip_says", "sentence_has"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES ... hashes do not match", "its hash differs"),
        ("error: command 'gcc' failed: No such file or directory", "compiler"),
        (
            "Could not find a version that satisfies the requirement django",
            "registry could not be reached",
        ),
        ("something nobody has seen", "pip's own words"),
    ],
)
def test_a_failed_install_is_explained_in_one_sentence(pip_says, sentence_has):
    sentence = prepare.explain_pip_failure(pip_says)
    assert sentence_has in sentence
    assert "\n" not in sentence


def test_too_little_disk_is_said_before_anything_is_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(
        prepare.shutil, "disk_usage", lambda where: type("Usage", (), {"free": 5 * 2**20})()
    )
    with pytest.raises(SystemExit, match="900 MB of disk are needed and 5 MB are free"):
        prepare.make_environment(tests=False)
    assert not (tmp_path / ".venv").exists()


def test_an_old_python_without_a_newer_one_is_told_which_to_install(monkeypatch):
    monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(prepare.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        prepare.newest_python()


QUICK = "chromium-headless-shell"


@pytest.mark.parametrize(
    ("has", "root", "known", "apt_works", "asked", "stops"),
    [
        ({"chromium", QUICK}, True, True, True, [], ""),
        (set(), True, True, True, ["chromium", QUICK], ""),
        ({"chromium"}, True, True, True, [QUICK], ""),
        # A Debian without it, one that can't be reached, and somebody who may install nothing: the whole browser does.
        ({"chromium"}, True, False, True, [], ""),
        ({"chromium"}, True, True, False, [QUICK], ""),
        ({"chromium"}, False, True, True, [], ""),
        (set(), True, True, False, ["chromium"], "could not be installed"),
        (set(), False, True, True, [], "apt-get install chromium"),
    ],
)
def test_the_browser_without_windows_is_taken_where_it_can_be_had(
    monkeypatch, has, root, known, apt_works, asked, stops
):
    tried = []

    def install(package, what):
        tried.append(package)
        return "" if apt_works else "no network"

    monkeypatch.setattr(prepare, "install", install)
    monkeypatch.setattr(prepare, "may_install", lambda: root)
    monkeypatch.setattr(prepare.shutil, "which", lambda name: name if name in has else None)
    looked = SimpleNamespace(returncode=0 if known else 100)
    monkeypatch.setattr(prepare.subprocess, "run", lambda *args, **more: looked)
    with pytest.raises(SystemExit, match=stops) if stops else nullcontext():
        prepare.browsers()
    assert tried == asked


def test_prepare_needs_nothing_but_the_standard_library():
    """It runs before anything is installed: isolated mode, no site-packages."""
    code = f"import sys; sys.argv=['prepare.py']; exec(compile(open({str(ROOT / 'tools' / 'prepare.py')!r}).read(), 'prepare', 'exec'), {{'__name__': 'x', '__file__': {str(ROOT / 'tools' / 'prepare.py')!r}}})"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
