"""Any walk through the questions concludes, records once, and leaves a ledger that verifies."""

import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crimerules.tree import AGAIN
from onrecord.deciding import actions, interview
from onrecord.deciding.answers import UNKNOWN
from onrecord.deciding.judge import ask_of, judge
from onrecord.deciding.models import Rationale, RecordingDecision
from onrecord.deciding.states import State
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, ReportedIncident

WHY = {"evidence": "victim", "from_whom": "victim", "told": "in-person"}


class AnyWalk(TestCase):
    databases = "__all__"

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_concludes_once_and_verifies(self, data):
        olu = User.objects.create(username=f"olu{uuid.uuid4().hex[:8]}", role=Role.OFFICER)
        row = actions.start_decision(by=olu)
        for _ in range(80):
            here = interview.replay(row.answers)
            if here.finished:
                break
            offered = list(here.screen.answers)
            if here.at == AGAIN and len(row.answers) > 18:
                offered = [each for each in offered if each.say == "no"]
            chosen = data.draw(st.sampled_from(offered))
            say = str(chosen.least) if chosen.say == "number" else chosen.say
            row = actions.answer(decision=row, by=olu, say=say)
            if data.draw(st.integers(0, 9)) == 0 and len(row.answers) > 1:
                self.changed(row, olu, data)
                row.refresh_from_db()
        else:
            raise AssertionError("the questions don't end")
        row = self.asked_more(row, olu, data)
        done = actions.conclude(decision=row, by=olu, rationale=WHY)
        before = Crime.objects.count(), ReportedIncident.objects.count(), Rationale.objects.count()
        again = actions.conclude(decision=row, by=olu, rationale=WHY)
        assert done.version == again.version
        assert before == (
            Crime.objects.count(),
            ReportedIncident.objects.count(),
            Rationale.objects.count(),
        )
        held = RecordingDecision.objects.get(pk=row.pk)
        assert held.state in (State.CONCLUDED, State.REFERRED)
        counted = sum(each["count"] for each in held.result["crimes"])
        if held.state == State.CONCLUDED:
            assert len(held.crime_refs) == counted
            assert Crime.objects.filter(decision_ref=held.origin).count() == counted
            if held.result["not_recorded"]:
                assert held.rationales.exists()
        assert verify_ledger(records=True).problems == []

    def changed(self, row, olu, data):
        """Change any answer to any other that is offered there."""
        number = data.draw(st.integers(1, len(row.answers)))
        here = interview.replay(row.answers[: number - 1])
        chosen = data.draw(st.sampled_from(list(here.screen.answers)))
        say = str(chosen.most) if chosen.say == "number" else chosen.say
        actions.answer(decision=row, by=olu, say=say, number=number)

    def asked_more(self, row, olu, data):
        """Answer what the rules ask besides, or say that it isn't known."""
        for _ in range(60):
            asked = judge(row).asked
            if not asked:
                return row
            ask = ask_of(asked[0])
            says = [UNKNOWN, *(word for word, _ in ask.choices)]
            before = row.facts.get("answers", {})
            said = {**before, ask.field: data.draw(st.sampled_from(says))}
            row = actions.put_facts(decision=row, by=olu, facts={"answers": said})
        raise AssertionError("the rules don't stop asking")
