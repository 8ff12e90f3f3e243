"""Whatever people try in whatever order, a crime record and a reported incident stay inside their table of states, what is
refused leaves nothing, and the ledger vouches for every row."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from onrecord.contact.actions import LogError
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Qualification, Role
from onrecord.recording import actions
from onrecord.recording.linking import link_all
from onrecord.recording.models import Crime, CrimeEvent, CrimeLog, ReportedIncident
from onrecord.recording.states import (
    CRIME_STEPS,
    INCIDENT_STEPS,
    CrimeState,
    IncidentState,
)
from tests.integration.crime_world import ABH, RAPE, STALKING, make_world, person

# Those who may do something come up more often than those who may not, or nothing much would happen.
WHO = st.sampled_from(
    ["registrar", "ddm", "officer", "registrar", "ddm", "officer", "supervisor", "auditor", "other"]
)
YES = st.sampled_from([True, True, True, True, True, True, False, None])
TEXT = st.sampled_from(["Because.", "Ж 李 😢 <script>alert(1)</script>", "Yes", "No", " \x00 "])
INFORMATION = dict.fromkeys(("came", "source", "checked", "shows"), "Seen.")
MOVES = {str(step.event): step for step in CRIME_STEPS.values()}
INCIDENT_MOVES = {str(step.event): step for step in INCIDENT_STEPS.values()}


class CrimeLife(RuleBasedStateMachine):
    """One log with its crimes and incidents, and six people who may or may not do things to them."""

    @initialize()
    def begin(self):
        self.world = make_world()
        self.people = {
            "officer": self.world.officer,
            "supervisor": self.world.supervisor,
            "registrar": self.world.registrar,
            "auditor": self.world.auditor,
            "other": self.world.other,
            "ddm": person("dee", Role.SUPERVISOR, qualifications=[Qualification.DDM]),
        }
        self.crimes = [self.world.crime(each) for each in (ABH, RAPE, STALKING)]
        self.incidents = [self._incident("N100", "N100/01"), self._incident("non-crime", "child")]

    def _incident(self, kind, code):
        return actions.record_incident(
            log=self.world.log,
            by=self.world.officer,
            kind=kind,
            sub_code=code,
            reason="Not confirmed.",
            victims=["ann"],
        )

    def attempt(self, action, **more):
        """Do it, or be refused in words and leave nothing."""
        size, events = LedgerEntry.objects.count(), CrimeEvent.objects.count()
        refused = ""
        try:
            action(**more)
        except (LogError, NotAllowed) as error:
            refused = str(error) or "without a word"
        if refused:
            assert refused != "without a word"
            assert (LedgerEntry.objects.count(), CrimeEvent.objects.count()) == (size, events)

    @rule(who=WHO, n=st.integers(0, 2), topic=st.sampled_from(["cancel", "transfer", "outcome"]))
    def tell(self, who, n, topic):
        for matter in ("14", "16", "18") if topic == "outcome" else ("",):
            self.attempt(
                actions.tell_victim,
                record=self.crimes[n],
                by=self.people[who],
                topic=topic,
                person="ann",
                how="telephone",
                said="Told.",
                matter=matter,
                reference="OF/1" if topic == "transfer" else "",
            )

    @rule(
        who=WHO,
        n=st.integers(0, 2),
        ground=st.sampled_from(["C1", "C2", "C3", "C4", "C5"]),
        answers=st.fixed_dictionaries(
            dict.fromkeys(
                ("independent", "additional", "verifiable", "no_crime", "mistake", "self_defence"),
                YES,
            )
        ),
        twin=st.integers(0, 2),
    )
    def cancel(self, who, n, ground, answers, twin):
        self.attempt(
            actions.cancel_crime,
            crime=self.crimes[n],
            by=self.people[who],
            ground=ground,
            reason="Because.",
            answers={name: value for name, value in answers.items() if value is not None},
            information=INFORMATION,
            other_ref=self.crimes[twin].ref,
        )

    @rule(who=WHO, n=st.integers(0, 2))
    def transfer(self, who, n):
        self.attempt(
            actions.transfer_crime,
            crime=self.crimes[n],
            by=self.people[who],
            other_force="Otherfolk",
            other_ref="OF/1",
            reason="Across the river.",
        )

    @rule(
        who=WHO,
        n=st.integers(0, 2),
        outcome=st.sampled_from(["1", "14", "16", "18"]),
        yes=YES,
    )
    def outcome(self, who, n, outcome, yes):
        answers = {
            "charged": yes,
            "suspect_told": yes,
            "victim_unable": yes,
            "only_no_contact": False,
            "true_identity": yes,
            "investigated": yes,
        }
        self.attempt(
            actions.give_outcome,
            crime=self.crimes[n],
            by=self.people[who],
            outcome=outcome,
            reason="So it ended.",
            answers={name: value for name, value in answers.items() if value is not None},
        )

    @rule(who=WHO, n=st.integers(0, 2), text=TEXT)
    def reopen(self, who, n, text):
        self.attempt(actions.reopen_crime, crime=self.crimes[n], by=self.people[who], reason=text)

    @rule(
        who=WHO,
        n=st.integers(0, 2),
        to=st.sampled_from([("8N", "008/01"), ("20A", "020/05"), ("8Q", "195/12"), ("9", "x")]),
        text=TEXT,
    )
    def reclassify(self, who, n, to, text):
        self.attempt(
            actions.reclassify_crime,
            crime=self.crimes[n],
            by=self.people[who],
            to_class=to[0],
            to_code=to[1],
            reason="information",
            justification=text,
        )

    @rule(who=WHO, n=st.integers(0, 2), investigated=st.booleans())
    def n100(self, who, n, investigated):
        self.attempt(
            actions.make_n100,
            crime=self.crimes[n],
            by=self.people[who],
            sub_code="1",
            justification="A mistake.",
            investigated=investigated,
        )

    @rule(who=WHO, n=st.integers(0, 2), days=st.integers(-400, 2), yes=YES)
    def go_on(self, who, n, days, yes):
        self.attempt(
            actions.continue_conduct,
            crime=self.crimes[n],
            by=self.people[who],
            happened_at=timezone.now() + timedelta(days=days),
            text="Again.",
            same_people=yes,
            was_dealt_with=False,
            long_gap_excused=yes,
        )

    @rule(
        who=WHO,
        n=st.integers(0, 2),
        flags=st.lists(st.sampled_from(["alcohol", "online", "hate-religion", "x"]), max_size=3),
        text=TEXT,
        stale=st.booleans(),
    )
    def keep(self, who, n, flags, text, stale):
        crime = Crime.objects.get(pk=self.crimes[n].pk)
        version = crime.version - 1 if stale else crime.version
        more = {"crime": crime, "by": self.people[who], "version": version}
        self.attempt(actions.set_flags, flags=flags, reason=text, **more)
        self.attempt(actions.set_person, roles=["witness"], name=text, **more)
        self.attempt(actions.set_property, what="stolen", description=text, **more)
        self.attempt(actions.correct_facts, place=text, **more)
        self.attempt(actions.write_note, record=crime, by=self.people[who], text=text)

    @rule(
        n=st.integers(0, 2),
        step=st.sampled_from(["cancel", "transfer", "outcome", "reopen", "n100", "convert"]),
    )
    def as_it_should_be(self, n, step):
        """The victim told and the right person asked, so that runs get far; the state decides alone."""
        if step in ("cancel", "transfer", "outcome"):
            self.tell("officer", n, step)
        yes = dict.fromkeys(("independent", "additional", "verifiable", "no_crime"), True)
        does = {
            "cancel": lambda: self.cancel("registrar", n, "C2", yes, n),
            "transfer": lambda: self.transfer("officer", n),
            "outcome": lambda: self.outcome("supervisor", n, "16", True),
            "reopen": lambda: self.reopen("registrar", n, "Because."),
            "n100": lambda: self.n100("registrar", n, False),
            "convert": lambda: self.incident("registrar", n % 2, "convert", "Confirmed.", True),
        }
        does[step]()

    @rule(
        who=WHO,
        n=st.integers(0, 1),
        step=st.sampled_from(["convert", "close", "cancel", "reopen", "tried", "redate", "code"]),
        text=TEXT,
        yes=YES,
    )
    def incident(self, who, n, step, text, yes):
        more = {"incident": self.incidents[n], "by": self.people[who]}
        does = {
            "convert": lambda: self.attempt(
                actions.convert_incident,
                crime={"class": "19C", "code": "019/08"},
                reason=text,
                **more,
            ),
            "close": lambda: self.attempt(actions.close_incident, reason=text, **more),
            "cancel": lambda: self.attempt(
                actions.cancel_incident, reason=text, mistake=yes, **more
            ),
            "reopen": lambda: self.attempt(actions.reopen_incident, reason=text, **more),
            "tried": lambda: self.attempt(actions.note_tried, text=text, to_try=text, **more),
            "redate": lambda: self.attempt(
                actions.redate_incident, comes_up_on=timezone.localdate(), reason=text, **more
            ),
            "code": lambda: self.attempt(actions.set_sub_code, sub_code="2", reason=text, **more),
        }
        does[step]()

    @invariant()
    def every_state_follows_from_the_table(self):
        """Walk each record's events through the table, from the state in which it began to the one that it has."""
        if not hasattr(self, "crimes"):
            return
        for model, states, moves, first in (
            (Crime, CrimeState, MOVES, CrimeState.RECORDED),
            (ReportedIncident, IncidentState, INCIDENT_MOVES, IncidentState.OPEN),
        ):
            for row in model.objects.prefetch_related("events"):
                state = str(first)
                for event in sorted(row.events.all(), key=lambda event: event.pk):
                    step = moves.get(event.kind)
                    if step is not None:
                        assert state in step.since, (row.ref, state, event.kind)
                        state = str(step.to or state)
                assert state == row.state
                assert row.state in states.values
        for row in Crime.objects.all():
            assert bool(row.ground) == (row.state in ("cancelled", "transferred"))
            assert bool(row.outcome) == (row.state == "finalised")

    def teardown(self):
        if not hasattr(self, "crimes"):
            return
        assert verify_ledger(records=True, processes=1).problems == []
        before = sorted(CrimeLog.objects.values_list("crime", "log", "how"))
        link_all()
        assert sorted(CrimeLog.objects.values_list("crime", "log", "how")) == before


class InATransaction(CrimeLife):
    """Each run begins with an empty store: what it wrote is rolled back."""

    def __init__(self):
        super().__init__()
        self._all = transaction.atomic()
        self._all.__enter__()

    def teardown(self):
        try:
            super().teardown()
        finally:
            transaction.set_rollback(True)
            self._all.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_order_of_steps_leaves_the_table():
    run_state_machine_as_test(
        InATransaction,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
