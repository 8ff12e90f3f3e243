"""A new user follows the package's README, and every command answers as printed there."""

import json
import re
from pathlib import Path

import pytest

from crimerules.cli import main

README = (Path(__file__).parents[2] / "crimerules" / "README.md").read_text(encoding="utf-8")
CASE = re.search(r"```json\n(.*?)```", README, re.DOTALL)[1]
pytestmark = pytest.mark.one_store
COMMANDS = re.findall(r"```console\n\$ crimerules (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "door.json").write_text(CASE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("command", "printed"), COMMANDS)
def test_a_command_answers_as_printed(folder, capsys, command, printed):
    assert main(command.split()) == 0
    assert capsys.readouterr().out == printed


def test_another_day_changes_the_answer(folder):
    assert {"decide door.json", "decide door.json --on 2019-06-01"} <= {
        each[0] for each in COMMANDS
    }


def test_what_is_missing_is_asked_for_as_printed(folder, capsys):
    asked = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1]
    facts = json.loads(CASE)
    del facts["acts"][0]["injury"]
    (folder / "door.json").write_text(json.dumps(facts), encoding="utf-8")
    assert main(["decide", "door.json"]) == 0
    told = capsys.readouterr().out
    assert asked in told
    assert "ON WHAT IS KNOWN SO FAR, RECORD one crime" in told


@pytest.mark.parametrize(
    "command",
    ["schema", "offences strangulation", "rules whether.", "edition --on 2019-06-01"],
)
def test_the_other_commands_named_there_answer(capsys, command):
    assert f"`crimerules {command}`" in README
    assert main(command.split()) == 0
    assert capsys.readouterr().out
