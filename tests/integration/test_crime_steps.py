"""What a crime's record takes while it lives: another class, further conduct, people, property, flags and facts, by whom and once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry
from onrecord.ledger.queries import history
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.recording import actions, subjects
from onrecord.recording.errors import Conflict, CrimeError, NotMet
from onrecord.recording.models import Crime, CrimeEvent, CrimeProperty
from onrecord.recording.policies import can_view_crime
from tests.integration.crime_steps_made import refused, state, told
from tests.integration.crime_world import HEARD, RAPE, STALKING, make_world, person

pytestmark = pytest.mark.django_db


ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"


@pytest.fixture
def world():
    return make_world()


def test_reclassifying_keeps_both_classes_and_the_log_s_time(world, ddm):
    crime = world.crime()
    size = crime.log_refs
    more = {
        "crime": crime,
        "to_class": "8N",
        "to_code": "008/01",
        "reason": "information",
        "justification": "The jaw is broken.",
    }
    refused(lambda: actions.reclassify_crime(by=world.officer, **more), "registrar", NotAllowed)
    refused(
        lambda: actions.reclassify_crime(by=ddm, **{**more, "to_code": "008/06"}),
        "another class or code",
        NotMet,
    )
    refused(
        lambda: actions.reclassify_crime(by=ddm, **{**more, "to_code": "999/01"}), "offence list"
    )
    refused(lambda: actions.reclassify_crime(by=ddm, **{**more, "reason": "x"}), "no reason")
    done = actions.reclassify_crime(by=ddm, **more)
    assert (done.ho_code, done.log_refs) == ("008/01", size)
    event = CrimeEvent.objects.get(crime=crime, kind="reclassified")
    assert (event.detail["before"]["code"], event.detail["after"]["code"]) == ("008/06", "008/01")
    changes = history(subjects.of_crime(done))[-1].changes
    assert {(c.field, c.before, c.after) for c in changes} >= {("ho_code", "008/06", "008/01")}
    sexual = {**more, "to_class": "20A", "to_code": "020/05", "reason": "error"}
    assert actions.reclassify_crime(by=ddm, **sexual).group == "sexual"
    assert verify_ledger(records=True).problems == []


def test_a_rape_recorded_by_mistake_becomes_n100(world, ddm):
    crime = world.crime(RAPE)
    more = {
        "crime": crime,
        "sub_code": "N100/02",
        "justification": "The call was about another day.",
        "investigated": False,
    }
    refused(lambda: actions.make_n100(by=ddm, **more), "College of Policing register", NotAllowed)
    refused(
        lambda: actions.make_n100(by=world.registrar, **{**more, "investigated": True}),
        "no substantive investigation",
        NotMet,
    )
    made = actions.make_n100(by=world.registrar, **more)
    assert (made.sub_code, made.log, state(crime)) == ("N100/02", world.log, "n100")


def test_further_conduct_joins_unless_dealt_with_or_three_months_have_passed(world):
    now = timezone.now()
    crime = world.crime(
        STALKING, known_at=now - timedelta(days=200), recorded_at=now - timedelta(days=200)
    )

    def go_on(at, **more):
        return actions.continue_conduct(
            **{
                "crime": crime,
                "by": world.officer,
                "happened_at": at,
                "text": "He waited outside her work.",
                "same_people": True,
                "was_dealt_with": False,
                **more,
            }
        )

    refused(lambda: go_on(now + timedelta(days=1)), "lies in the future")
    refused(lambda: go_on(now - timedelta(days=1)), "Over three months have passed", NotMet)
    refused(lambda: go_on(now - timedelta(days=150), same_people=False), "same offender", NotMet)
    go_on(now - timedelta(days=150))
    go_on(now - timedelta(days=70))
    assert go_on(now - timedelta(days=1)).committed_to == now - timedelta(days=1)
    told(crime, world.officer, "outcome", matter="1")
    answers = {"charged": True, "suspect_told": True}
    actions.give_outcome(
        crime=crime, by=world.officer, outcome="1", reason="Charged.", answers=answers
    )
    refused(lambda: go_on(now), "not charged, summonsed or cautioned", NotMet)


def test_conduct_and_n100_are_for_their_classes_only(world):
    crime = world.crime()
    refused(
        lambda: actions.continue_conduct(
            crime=crime,
            by=world.officer,
            happened_at=HEARD,
            text="x",
            same_people=True,
            was_dealt_with=False,
        ),
        "stalking, harassment or controlling",
        NotMet,
    )
    refused(
        lambda: actions.make_n100(
            crime=crime,
            by=world.registrar,
            sub_code="1",
            justification="x",
            investigated=False,
        ),
        "rape or attempted rape",
        NotMet,
    )


def test_people_property_flags_and_facts_with_their_history(world):
    crime = world.crime()
    by = world.officer
    new = actions.set_person(
        crime=crime, by=by, roles=["witness"], name="Żaneta 🦊 <script>", age=40, phone="07"
    )
    assert new.label == "person-4"
    with pytest.raises(CrimeError, match="lies in the future"):
        actions.set_person(
            crime=crime, by=by, roles=["witness"], born=timezone.localdate() + timedelta(days=1)
        )
    refused(lambda: actions.set_person(crime=crime, by=by, roles=["king"]), "at least one role")
    refused(
        lambda: actions.set_person(crime=crime, by=by, person=new, roles=["witness"], remove=True),
        "reason for taking somebody out is empty",
    )
    actions.set_person(
        crime=crime, by=by, person=new, roles=["witness"], remove=True, reason="Not there."
    )
    assert [v.number for v in history(subjects.of_person(new))] == [1, 2]
    item = actions.set_property(
        crime=crime, by=by, what="damaged", description="Front door", value=18000, owner="ann"
    )
    refused(
        lambda: actions.set_property(crime=crime, by=by, what="damaged", description="x", value=-1),
        "value can't be right",
    )
    refused(
        lambda: actions.set_property(
            crime=crime, by=by, what="stolen", description="x", owner="zoe"
        ),
        "nobody in this crime",
    )
    actions.set_property(
        crime=crime,
        by=by,
        thing=item,
        what="damaged",
        description="Back door",
        value=200,
        owner="ann",
    )
    assert CrimeProperty.objects.get(pk=item.pk).description == "Back door"
    actions.set_flags(
        crime=crime, by=by, flags=["domestic-abuse", "alcohol"], reason="She said so."
    )
    for flags, words in (
        (["hate-religion"], "perceived religion"),
        (["hate-religion-sikh"], "religion flag"),
        (["metal-theft-infrastructure", "metal-theft-other"], "one of its two"),
        (["child-sexual-exploitation"], "abuse as well"),
        (["nonsense"], "no flag"),
    ):
        refused(lambda flags=flags: actions.set_flags(crime=crime, by=by, flags=flags), words)
    actions.correct_facts(
        crime=crime, by=by, place="12 Any Street", committed_from=HEARD, committed_to=HEARD
    )
    refused(
        lambda: actions.correct_facts(
            crime=crime, by=by, committed_from=HEARD, committed_to=HEARD - timedelta(hours=1)
        ),
        "begun after it ended",
    )
    actions.write_note(record=crime, by=by, text="<b>bold</b>\x00")
    assert verify_ledger(records=True).problems == []


def test_two_people_and_one_crime(world):
    crime = world.crime()
    actions.set_flags(crime=crime, by=world.officer, flags=["alcohol"], version=crime.version)
    refused(
        lambda: actions.set_flags(
            crime=crime, by=world.supervisor, flags=["online"], version=crime.version
        ),
        "Somebody else changed crime",
        Conflict,
    )


@pytest.mark.parametrize("what", ["person", "property", "flags", "facts", "note", "tell"])
def test_the_same_form_twice_is_one_change(world, what):
    crime = world.crime()
    does = {
        "person": lambda: actions.set_person(
            crime=crime, by=world.officer, roles=["witness"], name="W", origin=ORIGIN
        ),
        "property": lambda: actions.set_property(
            crime=crime, by=world.officer, what="stolen", description="Bag", origin=ORIGIN
        ),
        "flags": lambda: actions.set_flags(
            crime=crime, by=world.officer, flags=["alcohol"], origin=ORIGIN
        ),
        "facts": lambda: actions.correct_facts(
            crime=crime, by=world.officer, place="x", origin=ORIGIN
        ),
        "note": lambda: actions.write_note(record=crime, by=world.officer, text="x", origin=ORIGIN),
        "tell": lambda: told(crime, world.officer, origin=ORIGIN),
    }
    first = does[what]()
    size = LedgerEntry.objects.count()
    assert does[what]().pk == first.pk
    assert LedgerEntry.objects.count() == size


def test_who_sees_a_crime(world):
    crime = world.crime()
    stranger = person("str", Role.OFFICER, "Elsewhere")
    lonely = world.crime(log=None, by=world.other, people={})
    assert can_view_crime(world.officer, crime)
    assert not can_view_crime(stranger, crime)
    assert can_view_crime(world.other, lonely)
    assert not can_view_crime(world.officer, lonely)
    assert can_view_crime(world.auditor, lonely)
    refused(
        lambda: actions.write_note(record=crime, by=stranger, text="x"), "no log that", NotAllowed
    )
    refused(
        lambda: actions.write_note(record=crime, by=world.auditor, text="x"), "may not", NotAllowed
    )


def test_a_crime_from_another_system_is_kept_there(world):
    crime = Crime.objects.create(
        system="niche", ref="N1", ref_key="N1", log_refs=[], recorded_at=HEARD, entry_seq=0
    )
    refused(
        lambda: actions.write_note(record=crime, by=world.registrar, text="x"), "came from niche"
    )
