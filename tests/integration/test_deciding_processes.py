"""One decision confirmed by several server processes at the same moment: recorded once, and the ledger verifies."""

from tests.processes import START, python, start

MAKE = (
    START
    + """
from onrecord.deciding import actions
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests.deciding_world import answer_all
olu = User.objects.create(username="olu", role=Role.OFFICER)
print(answer_all(actions.start_decision(by=olu), olu, {"what": "theft"}).pk)
"""
)
CONFIRM = (
    START
    + """
import sys
from onrecord.deciding import actions
from onrecord.deciding.models import RecordingDecision
from onrecord.people.models import User
olu = User.objects.get(username="olu")
row = RecordingDecision.objects.get(pk=int(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(*actions.conclude(decision=row, by=olu, version=row.version).crime_refs)
"""
)
COUNT = (
    START
    + """
from onrecord.ledger.live import verify_ledger
from onrecord.recording.models import Crime
print(Crime.objects.count(), len(verify_ledger(records=True).problems))
"""
)


def test_confirmed_by_four_processes_at_the_same_moment(installation):
    number = python(installation, "-c", MAKE).strip()
    confirmers = [start(installation, "-c", CONFIRM, number) for _ in range(4)]
    for one in confirmers:
        assert one.stdout.readline() == "ready\n"
    for one in confirmers:
        one.stdin.write("go\n")
        one.stdin.flush()
    said = []
    for one in confirmers:
        out, err = one.communicate(timeout=120)
        assert one.returncode == 0, err
        said.append(out.strip())
    assert len(set(said)) == 1
    assert said[0]
    assert python(installation, "-c", COUNT).split() == ["1", "0"]
