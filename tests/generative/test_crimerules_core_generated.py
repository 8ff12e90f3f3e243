"""What must hold of every case, whatever its facts: generated from the examples and from the vocabulary."""

import copy
from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from crimerules.case import CAPACITIES, CHANNELS, COUNTRIES, Case, CaseError
from crimerules.deciding import decide
from crimerules.decision import Decision
from crimerules.examples import load_all
from crimerules.explain import AUDIENCES, explain
from crimerules.offences import find
from crimerules.rule import RULES
from crimerules.vocabulary import FACTS, WITHOUT_DOER, WORDS

DAY = date(2026, 6, 1)
POOL = [each.case for each in load_all() if each.on == DAY and not each.case.get("recorded")]
QUICK = settings(max_examples=80, deadline=None)


def answer(decision):
    """What a decision says, without the order in which it says it."""
    return (
        Counter(
            (c.class_, c.code, c.victims, c.by, c.acts, c.count, c.force) for c in decision.crimes
        ),
        Counter((e.exit, e.code, e.acts, e.count) for e in decision.not_recorded),
        Counter((j.ref, j.acts) for j in decision.joined),
        {q.id for q in decision.questions},
        {r.id for r in decision.referrals},
    )


def crimes(decision):
    return Counter((c.class_, c.code, c.victims, c.by, c.count) for c in decision.crimes)


def renamed(data, mark):
    """The same case with every id marked, so that it shares nobody with another case."""
    data = copy.deepcopy(data)
    people = {each["id"] for each in data.get("people", [])}
    acts = {each["id"] for each in data.get("acts", [])}

    def person(name):
        return f"{mark}{name}" if name in people else name

    def act(name):
        return f"{mark}{name}" if name in acts else name

    for each in data.get("people", []):
        each["id"] = person(each["id"])
        if each.get("household"):
            each["household"] = mark + each["household"]
    for each in data.get("relationships", []):
        each["first"], each["second"] = person(each["first"]), person(each["second"])
    for each in data.get("acts", []):
        each["id"] = act(each["id"])
        each["by"] = [person(name) for name in each.get("by", [])]
        each["to"] = [person(name) for name in each.get("to", [])]
        for thing in each.get("property", []):
            if "owner" in thing:
                thing["owner"] = person(thing["owner"])
        if "part-of" in each.get("facts", {}):
            each["facts"]["part-of"] = act(each["facts"]["part-of"])
    for each in data.get("reports", []):
        if "by" in each:
            each["by"] = person(each["by"])
    for part in ("reports", "contrary"):
        for each in data.get(part, []):
            each["acts"] = [act(name) for name in each.get("acts", [])] or sorted(map(act, acts))
    data.pop("rulings", None)
    return data


def together(one, other):
    merged = {}
    for part in ("reports", "people", "relationships", "acts", "contrary"):
        merged[part] = one.get(part, []) + other.get(part, [])
    return merged


@QUICK
@given(st.sampled_from(POOL), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(data, random):
    mixed = copy.deepcopy(data)
    for part in ("people", "acts", "relationships", "contrary", "rulings"):
        random.shuffle(mixed.get(part, []))
    for act in mixed["acts"]:
        random.shuffle(act.get("by", []))
        random.shuffle(act.get("to", []))
    if mixed.get("contrary") != data.get("contrary"):
        mixed["contrary"] = data["contrary"]  # its questions are named by place
    assert answer(decide(Case.from_dict(mixed), DAY)) == answer(decide(Case.from_dict(data), DAY))


@QUICK
@given(st.sampled_from(POOL), st.sampled_from(POOL))
def test_an_unrelated_matter_neither_adds_nor_removes_a_crime(one, other):
    left, right = renamed(one, "a."), renamed(other, "b.")
    whole = decide(Case.from_dict(together(left, right)), DAY)
    apart = [
        decide(Case.from_dict({k: v for k, v in each.items() if k != "force"}), DAY)
        for each in (left, right)
    ]
    assert crimes(whole) == crimes(apart[0]) + crimes(apart[1])


PLAIN = [
    ("8N", "008/06"), ("8N", "008/01"), ("8N", "008/77"), ("105A", "105/01"), ("5D", "005/01"),
    ("3B", "003/01"), ("8R", "008/72"), ("8R", "005/28"), ("8Q", "195/12"), ("8Q", "008/66"),
    ("8L", "195/94"), ("8U", "008/67"), ("8M", "008/56"), ("19C", "019/08"), ("20A", "020/05"),
    ("34B", "034/01"), ("28I", "028/03"), ("39", "039/00"), ("49", "049/10"), ("45", "045/10"),
    ("48", "048/01"), ("58A", "149/00"), ("58C", "058/00"), ("56B", "056/02"), ("106", "036/07"),
    ("36", "036/01"), ("9A", "125/11"),
]  # fmt: skip


@st.composite
def incidents(draw):
    """Acts of known classes between a few victims, who confirm, and a few offenders."""
    victims, doers = ("ann", "bea", "cat"), ("bob", "carl")
    acts = []
    for number in range(draw(st.integers(1, 5))):
        class_, code = draw(st.sampled_from(PLAIN))
        acts.append(
            {
                "id": f"act{number}",
                "class": class_,
                "code": code,
                "by": draw(st.lists(st.sampled_from(doers), min_size=1, unique=True)),
                "to": draw(st.lists(st.sampled_from(victims), min_size=1, unique=True)),
            }
        )
    people = [{"id": each, "confirms": True} for each in victims] + [{"id": each} for each in doers]
    return {"reports": [{"capacity": "police"}], "people": people, "acts": acts}


@settings(max_examples=200, deadline=None)
@given(incidents(), st.sampled_from([DAY, date(2019, 6, 1)]))
def test_merging_two_victims_never_raises_the_count(data, on):
    before = decide(Case.from_dict(data), on)
    merged = copy.deepcopy(data)
    merged["people"] = [each for each in merged["people"] if each["id"] != "bea"]
    for act in merged["acts"]:
        act["to"] = sorted({"ann" if each == "bea" else each for each in act["to"]})
    after = decide(Case.from_dict(merged), on)
    if before.settled and after.settled and not before.not_recorded:
        assert after.count <= before.count


@settings(max_examples=200, deadline=None)
@given(incidents(), st.sampled_from([DAY, date(2019, 6, 1), date(2024, 6, 1)]))
def test_every_victim_who_confirms_keeps_a_crime(data, on):
    decision = decide(Case.from_dict(data), on)
    if decision.settled and not decision.not_recorded:
        harmed = {each for act in data["acts"] for each in act["to"]}
        assert {each for crime in decision.crimes for each in crime.victims} == harmed
        named = {each for crime in decision.crimes for each in crime.acts}
        assert named == {act["id"] for act in data["acts"]}


def facts_for(name):
    kind, _, sort = FACTS[name][0].partition(":")
    if kind in ("word", "words"):
        one = st.sampled_from(sorted(WORDS[sort]))
        return one if kind == "word" else st.lists(one, max_size=2, unique=True)
    simple = {
        "flag": st.booleans(),
        "number": st.integers(1, 40),
        "text": st.sampled_from(["act0", "act1", "Anyshire"]),
        "texts": st.just(["Anyshire"]),
        "day": st.just("2026-01-01"),
        "moment": st.just("2026-01-01T12:00:00+00:00"),
    }
    return simple[kind]


def some(words):
    return st.lists(st.sampled_from(sorted(words)), max_size=2, unique=True)


@st.composite
def anything(draw):
    """Any case that the vocabulary can say: most make no sense, and each must get an answer."""
    ids = ["ann", "bob", "cem"]
    people = [
        {
            "id": each,
            "age": draw(st.one_of(st.none(), st.integers(0, 99))),
            "sex": draw(st.sampled_from(["female", "male"])),
            "kind": draw(st.sampled_from(["person", "person", "business", "group"])),
            "roles": draw(some(WORDS["role"])),
            "states": draw(some(WORDS["state"])),
            "identified": draw(st.booleans()),
            "confirms": draw(st.one_of(st.none(), st.booleans())),
            "traced": draw(st.one_of(st.none(), st.booleans())),
        }
        for each in ids
    ]
    acts = []
    for number in range(draw(st.integers(1, 3))):
        does = draw(st.sampled_from(sorted(WORDS["does"])))
        facts = draw(some(FACTS))
        acts.append(
            {
                "id": f"act{number}",
                "does": does,
                "by": [] if does in WITHOUT_DOER else [draw(st.sampled_from(ids))],
                "to": draw(some(ids)),
                "intent": draw(some(WORDS["intent"])),
                "injury": draw(st.one_of(st.none(), st.sampled_from(sorted(WORDS["injury"])))),
                "means": draw(some(WORDS["means"])),
                "aggravated": draw(some(WORDS["aggravated"])),
                "completed": draw(st.booleans()),
                "independent": draw(st.booleans()),
                "made_out": draw(st.one_of(st.none(), st.booleans())),
                "necessary": draw(st.one_of(st.none(), st.booleans())),
                "by_device": draw(st.booleans()),
                "place": draw(
                    st.one_of(
                        st.none(),
                        st.builds(
                            lambda kind, country: {"kind": kind, "country": country},
                            st.sampled_from(sorted(WORDS["place"])),
                            st.sampled_from(sorted(COUNTRIES)),
                        ),
                    )
                ),
                "facts": {each: draw(facts_for(each)) for each in facts},
            }
        )
    return {
        "force": "Anyshire",
        "reports": [
            {
                "capacity": draw(st.sampled_from(sorted(CAPACITIES))),
                "channel": draw(st.sampled_from(sorted(CHANNELS))),
            }
        ],
        "people": people,
        "relationships": [
            {
                "first": "bob",
                "kind": draw(st.sampled_from(sorted(WORDS["relationship"]))),
                "second": "ann",
                "former": draw(st.booleans()),
            }
        ],
        "acts": acts,
    }


@settings(max_examples=300, deadline=None)
@given(anything(), st.dates(date(2010, 1, 1), date(2026, 12, 31)))
def test_every_case_gets_an_answer_for_every_act(data, on):
    case = Case.from_dict(data)
    decision = decide(case, on)
    told = {each for crime in decision.crimes for each in crime.acts}
    told |= {each for entry in decision.not_recorded for each in entry.acts}
    told |= {each for entry in decision.joined for each in entry.acts}
    if decision.settled:
        assert told == {act.id for act in case.acts}
    for crime in decision.crimes:
        if crime.code:
            assert find(crime.code, crime.class_, on), f"{crime.class_} {crime.code} on {on}"
        assert crime.count >= 1
    assert all(step.rule in RULES for step in decision.steps)
    for entry in (*decision.questions, *decision.referrals, *decision.not_recorded):
        assert entry.rule in RULES
    assert decide(case, on) == decision
    assert Decision.from_dict(decision.to_dict()) == decision
    for audience in AUDIENCES:
        assert explain(decision, case, audience).endswith("\n")


ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["id", "people", "acts", "by", "to", "facts", "does", "age", "kind"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(ANY_JSON)
def test_any_json_is_read_or_refused_by_name(data):
    problems = ()
    try:
        case = Case.from_dict(data)
    except CaseError as error:
        case, problems = None, error.problems
    assert bool(problems) == (case is None)
    if case is not None:
        assert Case.from_dict(case.to_dict()) == case
