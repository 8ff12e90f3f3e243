"""Facts are read strictly, mistakes name their field and remedy, and nothing is lost on the way."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from crimerules import vocabulary
from crimerules.cancel import Proposal
from crimerules.case import Case, CaseError, first_report_on
from crimerules.checks import mistakes
from crimerules.deciding import decide
from crimerules.decision import Crime, Decision, NotRecorded, Offence, Question, Step
from crimerules.engine import Context
from crimerules.outcome_facts import OutcomeProposal
from crimerules.rule import EDITION, RULES, rule

KNOCK = {
    "id": "knock",
    "force": "Anyshire",
    "reports": [{"capacity": "victim", "by": "ann", "at": "2026-06-01T21:30:00+01:00"}],
    "people": [
        {"id": "ann", "age": 34, "confirms": True},
        {"id": "bob", "age": 36},
    ],
    "relationships": [{"first": "bob", "kind": "partner", "second": "ann", "former": True}],
    "acts": [
        {
            "id": "hit",
            "by": ["bob"],
            "to": ["ann"],
            "class": "8N",
            "code": "008/06",
            "injury": "minor",
            "property": [{"owner": "ann", "value": 20}],
            "place": {"kind": "dwelling", "force": "Anyshire", "country": "england"},
        }
    ],
}


def changed(path, value):
    """The case with one field set; the path is like acts.0.injury."""
    import copy

    data = copy.deepcopy(KNOCK)
    *way, last = path.split(".")
    here = data
    for part in way:
        here = here[int(part)] if part.isdigit() else here.setdefault(part, {})
    here[last] = value
    return data


def test_a_case_comes_back_from_its_plain_form():
    case = Case.from_dict(KNOCK)
    assert Case.from_dict(case.to_dict()) == case
    assert case.acts[0].class_ == "8N"
    assert case.to_dict()["acts"][0]["class"] == "8N"
    assert "means" not in case.to_dict()["acts"][0]
    assert first_report_on(case) == date(2026, 6, 1)


def test_null_is_the_same_as_left_out():
    assert Case.from_dict(changed("people.1.age", None)).people[1].age is None


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        ("people.0.age", 140, "people[0].age", "not an age anybody reaches"),
        ("people.0.age", -1, "people[0].age", "not an age anybody reaches"),
        ("people.0.age", "old", "people[0].age", "Write it as a number"),
        ("people.0.age", True, "people[0].age", "Write it as a number"),
        ("people.0.confirms", "yes", "people[0].confirms", "Write true or false"),
        ("people.0.colour", "red", "people[0].colour", "is not a field of a person"),
        ("people.1.id", "ann", "people", '2 entries have the id "ann"'),
        ("people.1.id", " ", "people", "empty id"),
        ("acts.0.by", [], "acts[0].by", "nobody did this act"),
        ("acts.0.to", ["anne"], "acts[0].to", 'Did you mean "ann"?'),
        ("acts.0.injury", "minro", "acts[0].injury", 'Did you mean "minor"?'),
        ("acts.0.injury", 3, "acts[0].injury", "Write it as text"),
        ("acts.0.means", {"a": 1}, "acts[0].means", "Write a list"),
        ("acts.0.times", 0, "acts[0].times", "Give 1 or more"),
        ("acts.0.until", "2026-06-01", "acts[0].until", "no time zone"),
        ("reports.0.at", "9999-12-31T23:59:59+00:00", "reports[0].at", "believable"),
        ("reports.0.at", "0001-01-01T00:00:00+14:00", "reports[0].at", "believable"),
        ("acts.0.until", "late", "acts[0].until", "not a date and time"),
        ("acts.0.until", 7, "acts[0].until", "Write a date and time"),
        ("acts.0.facts", {"no-such-fact": 1}, "acts[0].facts.no-such-fact", "not a fact known"),
        ("acts.0.facts", [1], "acts[0].facts", "Write an object"),
        ("acts.0.property.0.value", -5, "acts[0].property[0].value", "less than nothing"),
        ("acts.0.property.0.value", 1e18, "acts[0].property[0].value", "believable range"),
        ("acts.0.place", "home", "acts[0].place", "Write an object with the fields of a place"),
        ("acts", "none", "acts", "each entry is an act"),
        ("reports.0.at", "2199-01-01T00:00:00Z", "reports[0].at", "in the future"),
        ("reports.0.by", "carl", "reports[0].by", "not the id of any person"),
        ("relationships.0.second", "bob", "relationships[0]", "two different people"),
        ("acts", [{}] * 1_001, "acts", "1,001 entries"),
        ("acts.0.to", ["ann"] * 1_001, "acts[0].to", "Keep it to 1,000"),
        ("force", "x" * 20_001, "force", "20,001 characters"),
    ],
)
def test_a_mistake_names_its_field_and_the_remedy(path, value, where, says):
    with pytest.raises(CaseError) as caught:
        Case.from_dict(changed(path, value))
    assert where in [each.field for each in caught.value.problems]
    assert says in str(caught.value)


def test_every_mistake_is_told_at_once():
    data = changed("people.0.confirms", "yes")
    data["acts"][0]["injury"] = "?"
    with pytest.raises(CaseError) as caught:
        Case.from_dict(data)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("data", [None, 3, "case", [], [KNOCK]])
def test_what_is_no_case_is_refused(data):
    with pytest.raises(CaseError, match="fields of a case"):
        Case.from_dict(data)


def test_a_required_field_that_is_missing_is_named():
    with pytest.raises(CaseError, match=r"reports\[0\].capacity: is missing"):
        Case.from_dict({"reports": [{}]})


def test_an_act_that_says_nothing_is_refused():
    data = {"people": [{"id": "a"}], "acts": [{"id": "x", "by": ["a"]}]}
    with pytest.raises(CaseError, match="neither what was done nor a class"):
        Case.from_dict(data)


def test_an_act_that_ends_before_it_begins_is_refused():
    data = changed("acts.0.at", "2026-06-01T21:00:00+01:00")
    data["acts"][0]["until"] = "2026-06-01T20:00:00+01:00"
    with pytest.raises(CaseError, match="before the beginning"):
        Case.from_dict(data)


def test_nobody_is_their_own_ancestor():
    data = changed(
        "relationships",
        [
            {"first": "ann", "kind": "parent", "second": "bob"},
            {"first": "bob", "kind": "grandparent", "second": "cem"},
            {"first": "cem", "kind": "parent", "second": "ann"},
        ],
    )
    data["people"].append({"id": "cem"})
    with pytest.raises(CaseError, match="own ancestor"):
        Case.from_dict(data)
    del data["relationships"][2]
    assert len(Case.from_dict(data).relationships) == 2


def test_two_parents_of_the_same_child_are_no_circle():
    data = changed(
        "relationships",
        [
            {"first": "ann", "kind": "parent", "second": "kid"},
            {"first": "bob", "kind": "parent", "second": "kid"},
            {"first": "ann", "kind": "parent", "second": "sis"},
            {"first": "kid", "kind": "sibling", "second": "sis"},
        ],
    )
    data["people"] += [{"id": "kid"}, {"id": "sis"}]
    assert len(Case.from_dict(data).relationships) == 4


def test_the_future_is_measured_from_the_moment_given():
    case = Case.from_dict(KNOCK)
    before = datetime(2026, 6, 1, 20, 0, tzinfo=UTC)
    assert [each.field for each in mistakes(case, before)] == ["reports[0].at"]


def test_a_death_needs_nobody_who_did_it():
    data = {"people": [{"id": "d"}], "acts": [{"id": "x", "does": "dies", "to": ["d"]}]}
    assert Case.from_dict(data).acts[0].by == ()


def test_a_decision_comes_back_from_its_plain_form():
    made = Decision(
        on=date(2026, 6, 1),
        edition="2026/27",
        crimes=(
            Crime("8N", "008/06", "ABH", ("ann",), ("bob",), ("hit",), absorbed=(("58C", ""),)),
        ),
        not_recorded=(NotRecorded("N100", "not confirmed", ("x",), "r", code="100/01"),),
        questions=(Question("q", "people.ann.confirms", "Does she say so?", "It counts", "r"),),
        steps=(Step("r", "hit", "yes"),),
    )
    assert Decision.from_dict(made.to_dict()) == made
    assert made.count == 1
    assert not made.settled
    assert list(made.rules()) == ["r"]


@pytest.mark.parametrize("data", [{}, {"on": "yesterday"}, {"crimes": 1}])
def test_what_is_no_decision_is_refused(data):
    with pytest.raises(ValueError, match="not a decision written by crimerules"):
        Decision.from_dict(data)


def test_a_word_never_gets_two_meanings():
    meaning = vocabulary.WORDS["injury"]["minor"]
    vocabulary.add("injury", {"minor": meaning})
    with pytest.raises(ValueError, match="already means"):
        vocabulary.add("injury", {"minor": "something else"})
    with pytest.raises(ValueError, match="unknown kind"):
        vocabulary.add_facts({"odd": ("colour", "x")})
    with pytest.raises(ValueError, match="unknown kind"):
        vocabulary.add_facts({"odd": ("word:no-such-sort", "x")})


def test_rule_ids_are_unique_and_early_rules_name_their_support():
    known = next(iter(RULES), None)
    if known is not None:
        with pytest.raises(ValueError, match="two rules"):
            rule(known, title="t", says="s", page="1")
    with pytest.raises(ValueError, match="no source"):
        rule("test.early", title="t", says="s", page="1", since=date(2018, 4, 1))
    with pytest.raises(ValueError, match="ends before"):
        rule("test.ends", title="t", says="s", page="1", until=date(2020, 1, 1))
    assert "test.early" not in RULES


def test_relationships_read_both_ways_and_endings_count():
    ctx = Context(Case.from_dict(KNOCK), EDITION)
    assert ctx.connected("ann", "bob")
    assert ctx.former_partner("ann", "bob")
    assert ctx.former_partner("bob", "ann")
    data = changed("relationships.0.former", False)
    assert not Context(Case.from_dict(data), EDITION).former_partner("ann", "bob")


def test_an_offence_defaults_to_one_per_victim():
    assert Offence("8N", "008/06", "ABH", "hit").unit == "per_victim"


def test_a_point_referred_once_names_every_act_it_concerns() -> None:
    case = Case.from_dict(
        {
            "reports": [{"capacity": "victim", "by": "ann"}],
            "people": [{"id": "ann"}, {"id": "bob"}],
            "acts": [
                {"id": "hit", "does": "assaults", "by": ["bob"], "to": ["ann"], "injury": "none",
                 "intent": ["none"], "place": {"kind": "prison"}},
                {"id": "theft", "does": "steals", "by": ["bob"], "to": ["ann"],
                 "property": [{"kind": "pedal-cycle"}], "place": {"kind": "prison"}},
            ],
        }
    )  # fmt: skip
    (referral,) = decide(case, date(2026, 6, 1)).referrals
    assert referral.acts == ("hit", "theft")


@pytest.mark.parametrize(
    "act",
    [
        {"does": "exploits-child-sexually", "by": ["bob"], "facts": {"exploitation": "pays"}},
        {"does": "dies", "facts": {"death": "homicide"}},
    ],
)
def test_an_act_without_a_victim_is_never_lost(act: dict[str, object]) -> None:
    case = Case.from_dict({"people": [{"id": "bob"}], "acts": [{"id": "one", **act}]})
    made = decide(case, date(2026, 6, 1))
    assert [each.field for each in made.questions] == ["acts[one].to"]


@pytest.mark.parametrize(("age", "code"), [(0, "001/02"), (0.5, "001/02"), (1, "001/01")])
def test_homicide_of_a_baby_by_age(age: float, code: str) -> None:
    facts = {"death": "homicide"}
    case = Case.from_dict(
        {
            "people": [{"id": "baby", "age": age}],
            "acts": [{"id": "one", "does": "dies", "to": ["baby"], "facts": facts}],
        }
    )
    assert [crime.code for crime in decide(case, date(2026, 6, 1)).crimes] == [code]


def _told(**changes: object) -> str:
    case = {
        "reports": [{"capacity": "victim", "by": "ann", "at": "2026-06-01T21:30:00+01:00"}],
        "people": [{"id": "ann"}, {"id": "bob"}],
        "acts": [{"id": "theft", "does": "steals", "by": ["bob"], "to": ["ann"]}],
    }
    with pytest.raises(CaseError) as error:
        Case.from_dict({**case, **changes})
    return str(error.value)


def test_an_act_after_the_last_report_of_it_is_told() -> None:
    act = {"id": "theft", "does": "steals", "by": ["bob"], "to": ["ann"]}
    told = _told(acts=[{**act, "at": "2026-06-03T10:00:00+01:00"}])
    assert "acts[0].at: 2026-06-03T10:00:00+01:00 is after the last report of it" in told
    assert "add the report that tells of it" in told


def test_a_crime_on_record_must_be_on_the_list_too() -> None:
    recorded = {"ref": "C1", "by": ["bob"], "to": ["ann"]}
    assert "recorded[0].code: class '8N' doesn't hold code '195/12'" in _told(
        recorded=[{**recorded, "class": "8N", "code": "195/12"}]
    )
    assert "recorded[0].class: class '8Z' isn't on the offence list" in _told(
        recorded=[{**recorded, "class": "8Z"}]
    )
    reported_incident = Case.from_dict(
        {
            "people": [{"id": "ann"}, {"id": "bob"}],
            "recorded": [{**recorded, "class": "N100", "code": "100/01"}],
        }
    )
    assert reported_incident.recorded[0].class_ == "N100"


def test_a_day_after_the_year_held_is_told() -> None:
    case = Case.from_dict({"people": [{"id": "ann"}]})
    assert decide(case, date(2027, 3, 31)).notes == ()
    assert "check whether a later one is in force" in decide(case, date(2027, 4, 1)).notes[0]


@pytest.mark.parametrize("make", [Proposal.from_dict, OutcomeProposal.from_dict])
def test_a_proposal_names_an_offence_of_the_list(make: Callable[[object], object]) -> None:
    kind = {"ground": "C4"} if make == Proposal.from_dict else {"outcome": "15"}
    with pytest.raises(CaseError, match="code: class '8N' doesn't hold code '105/01'"):
        make({**kind, "class": "8N", "code": "105/01"})
    with pytest.raises(CaseError, match="class: class '8Z' isn't on the offence list"):
        make({**kind, "class": "8Z"})
    assert make({**kind, "class": "N100", "code": "100/01"})
