"""Every command of docs/how-to/use-the-api.md, run as it stands there against a server."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from onrecord.calls.models import Recording
from onrecord.contact.models import Log
from tests import sounds_made
from tests.api_made import program

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"
BLOCK = re.compile(r"^```sh( refused)?\n(.*?)^```$", re.M | re.S)


@pytest.mark.django_db(transaction=True)
def test_every_command_of_the_guide_does_what_it_says(live_server, tmp_path):
    (tmp_path / "call.wav").write_bytes(sounds_made.wav(1))
    caller = program()
    known = {**os.environ, "ONRECORD": live_server.url, "TOKEN": caller.secret}
    blocks = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    assert len(blocks) == 11
    said = []
    for refused, command in blocks:
        done = subprocess.run(
            ["bash", "-c", command],
            env=known,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        # 22 is curl's word for an answer of 400 or more.
        assert done.returncode == (22 if refused else 0), f"{command}{done.stdout}{done.stderr}"
        answer = json.loads(done.stdout)
        said.append(answer)
        if "record_by" in answer:
            known["LOG"] = str(answer["id"])
        if "question" in answer:
            known["DECISION"] = str(answer["id"])
    me, _, log, entry, whole, found, recording, tried, begun, answered, problem = [
        said[n] for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1)
    ]
    assert me["username"] == "feed"
    assert Log.objects.get().ref == log["ref"] == whole["ref"] == found["results"][0]["title"]
    assert entry["text"] in [each["text"] for each in whole["entries"]]
    assert Recording.objects.get().sha256 == recording["sha256"]
    assert tried["decision"]["crimes"][0]["class"] == "8N"
    assert begun["id"] == answered["id"]
    assert problem["type"] == "urn:onrecord:problem:refused"
