"""Several processes send the same at the same moment: one deed, and everybody gets its answer."""

import json

from tests.processes import START, python, start

ROUNDS = 12
MAKE = (
    START
    + """
from tests.api_made import program
print(program().secret)
"""
)
SEND = (
    START
    + f"""
import json, sys
from django.test import Client
client = Client(SERVER_NAME="localhost")
print("ready", flush=True)
sys.stdin.readline()
for turn in range({ROUNDS}):
    answer = client.post(
        "/api/v1/logs",
        json.dumps({{"source": "999 call", "text": f"report {{turn}}"}}),
        content_type="application/json",
        HTTP_AUTHORIZATION="Bearer " + sys.argv[1],
        HTTP_IDEMPOTENCY_KEY=f"key-of-turn-{{turn}}",
    )
    print(json.dumps([answer.status_code, answer.json()]), flush=True)
"""
)
COUNT = (
    START
    + """
from onrecord.api.models import KeptAnswer
from onrecord.contact.models import Log
from onrecord.ledger.live import verify_ledger
print(Log.objects.count(), KeptAnswer.objects.filter(status=201).count())
print(verify_ledger(records=True).problems)
"""
)


def test_the_same_key_at_the_same_moment_is_one_deed(installation):
    secret = python(installation, "-c", MAKE).strip()
    senders = [start(installation, "-c", SEND, secret) for _ in range(3)]
    for sender in senders:
        assert sender.stdout.readline() == "ready\n"
    for sender in senders:
        sender.stdin.write("go\n")
        sender.stdin.flush()
    told = []
    for sender in senders:
        said, failed = sender.communicate(timeout=120)
        assert sender.returncode == 0, failed
        assert "Traceback" not in failed, failed
        told.append([json.loads(line) for line in said.splitlines()])
    assert [status for status, _ in told[0]] == [201] * ROUNDS
    assert told[0] == told[1] == told[2]
    counts, problems = python(installation, "-c", COUNT).splitlines()
    assert (counts, problems) == (f"{ROUNDS} {ROUNDS}", "[]")
