"""The data of decisions: tests of the flow chart, review rules, desks, the offence search."""

import copy
from datetime import date

import pytest

from crimerules import decide  # noqa: F401  (loads every rule)
from crimerules.decision import EXITS
from crimerules.docs import load_rules
from crimerules.rule import RULES
from onrecord.contact.force import force
from onrecord.deciding import desks, reviews
from onrecord.deciding.answers import kind_of, put
from onrecord.deciding.desks import DeskError
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.facts import clean, years
from onrecord.deciding.marks import MARKS
from onrecord.deciding.otherwise import offence, search
from onrecord.deciding.rationale import choices, negated, which_test
from onrecord.deciding.reviews import ReviewRulesError
from onrecord.deciding.states import (
    REVIEW_TRANSITIONS,
    TRANSITIONS,
    Reviewer,
    ReviewState,
    State,
)
from onrecord.recording.incidents import sub_codes

ON = date(2026, 6, 1)


def test_every_state_has_its_row():
    assert set(TRANSITIONS) == set(State)
    assert set(REVIEW_TRANSITIONS) == set(ReviewState)


@pytest.mark.parametrize("key", list(choices().tests))
def test_each_test_of_the_flow_chart_names_a_rule_and_a_way_out(key):
    load_rules()
    test = choices().tests[key]
    assert test.cites in RULES
    assert test.exit in EXITS
    entry = negated(key, "rape")
    if test.rape:
        assert entry.exit == "N100"
        assert f"N{entry.code}" in sub_codes("N100")
    else:
        assert entry.exit == test.exit
    assert negated(key, "other").exit == test.exit


@pytest.mark.parametrize(
    ("rule", "test"),
    [
        ("whether.contrary-evidence", "contrary"),
        ("whether.n100-02", "contrary"),
        ("whether.balance-of-probability", "balance"),
        ("whether.counter-allegation", "balance"),
        ("whether.state-based", "points"),
        ("whether.no-victim-no-crime", "not-traced"),
        ("whether.other-third-party", "not-confirmed"),
        ("whether.n100-01", "not-confirmed"),
        ("whether.other-force-records", "other-force"),
        ("place.abroad", "rules-direct"),
        ("place.railway", "other-force"),
        ("whether.schools-protocol", "rules-direct"),
        ("whether.prison", "rules-direct"),
        ("class.damage-cleanable", "not-a-crime"),
        # A quarrel, lost property: no other body deals with it.
        ("whether.no-crime-reported", "not-a-crime"),
        ("class.fraud.refer", "rules-direct"),
        ("something.else", "rules-direct"),
    ],
)
def test_each_rule_leads_out_by_its_test(rule, test):
    assert which_test(rule) == test


def test_a_negation_with_nonsense_is_refused():
    with pytest.raises(DecisionError, match="which test"):
        negated("nonsense", "other")
    with pytest.raises(DecisionError, match="rape, a death"):
        negated("balance", "nonsense")
    assert negated("balance", "death").exit == "N300"


def test_review_rules_are_sound_and_the_registrar_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(reviews, "home", lambda: tmp_path)
    held = reviews.rules()
    assert len({each.id for each in held}) == len(held)
    assert all(each.when <= set(MARKS) for each in held)
    both = reviews.wanted({"not-recorded", "rape", "domestic"})
    assert both is not None
    assert (both.by, both.rules) == (
        Reviewer.REGISTRAR,
        ("rape-not-recorded", "domestic-not-recorded"),
    )
    assert reviews.wanted({"domestic"}) is None
    known = set(force().qualifiers)
    assert all(set(names) <= known for names in reviews.qualifiers().values())


def test_a_force_has_its_own_review_rules_and_a_broken_file_hides_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(reviews, "home", lambda: tmp_path)
    own = tmp_path / "reviews.toml"
    own.write_text(
        '[[rule]]\nid = "all"\nwhen = ["not-recorded"]\nby = "supervisor"\nhours = 4\nwords = "Each."\n'
    )
    found = reviews.wanted({"not-recorded", "rape"})
    assert found is not None
    assert found.rules == ("all",)
    own.write_text("[[rule\n")
    with pytest.raises(ReviewRulesError, match="not TOML"):
        reviews.rules()
    found = reviews.wanted({"not-recorded", "rape"})
    assert found is not None
    assert set(found.rules) == {"rape-not-recorded", "broken-file"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"when": ["nonsense"]}, "nonsense"),
        ({"when": []}, "nothing"),
        ({"by": "chief"}, "chief"),
        ({"hours": 0}, "whole number"),
        ({"words": None}, "lacks words"),
    ],
)
def test_a_wrong_review_rule_is_named(changes, words):
    rule = {"id": "x", "when": ["rape"], "by": "registrar", "hours": 1, "words": "w", **changes}
    rule = {key: value for key, value in rule.items() if value is not None}
    with pytest.raises(ReviewRulesError, match=words):
        reviews.build(rule, "reviews.toml")


def test_desks_are_sound_and_a_force_adds_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(desks, "home", lambda: tmp_path)
    assert {each.name for each in desks.desks()} == {
        "initial-investigation",
        "central-referral",
        "modern-slavery",
        "domestic-abuse",
    }
    known = set(force().qualifiers)
    assert all(set(each.qualifiers) <= known for each in desks.desks())
    (tmp_path / "desks").mkdir()
    guide = (desks.FOLDER.parents[2] / "docs" / "how-to" / "set-up-a-desk.md").read_text()
    own = guide.split("```toml\n")[1].split("```")[0]
    (tmp_path / "desks" / "hate-crime.toml").write_text(own)
    (tmp_path / "desks" / "domestic-abuse.toml").write_text(
        'title = "DA"\nwords = "w"\norder = 1\n'
    )
    (tmp_path / "desks" / "broken.toml").write_text("title =")
    assert desks.desk_named("hate-crime").title == "Hate Crime Team"
    assert desks.desks()[0].title == "DA"
    assert len(desks.desks()) == 5
    assert "broken.toml" in desks.broken()[0]
    with pytest.raises(DecisionError, match="no desk 'nothing'"):
        desks.desk_named("nothing")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("Big Name", {}, "small letters"),
        ("x", {"colour": "red"}, "colour"),
        ("x", {"title": ""}, "title is missing"),
        ("x", {"answers": "victim"}, "list of texts"),
        ("x", {"order": -1}, "whole number"),
    ],
)
def test_a_wrong_desk_is_named(name, data, words):
    with pytest.raises(DeskError, match=words):
        desks.build(name, {"title": "T", "words": "w", **data}, "x.toml")


def test_the_offence_list_is_searched_by_words_class_or_code():
    assert next(each.code for each in search("theft shops stalls", ON)) == "046/00"
    assert {each.code for each in search("046/00", ON)} == {"046/00"}
    assert search("8N", ON)[0].crime_class == "8N"
    assert search("", ON) == search("%$", ON) == search("unicorn", ON) == []
    assert all(each.in_force(ON) for each in search("assault", ON))
    with pytest.raises(DecisionError, match="isn't on the offence list"):
        offence("46", "999/99", ON)


def test_answers_to_the_rules_questions_are_put_where_they_belong():
    case = {
        "people": [{"id": "v"}],
        "acts": [{"id": "a", "to": ["v"]}],
        "contrary": [{"what": "x"}],
    }
    for field, word in {
        "people[v].age": "15",
        "people[v].confirms": "no",
        "acts[a].injury": "minor",
        "acts[a].support": "witness",
        "acts[a].facts.force": "yes",
        "acts[a].place.school_hours": "yes",
        "acts[a].property": "residence",
        "contrary[0].credible": "yes",
        "acts[gone].injury": "minor",
    }.items():
        put(case, field, word)
    assert case == {
        "people": [{"id": "v", "age": 15, "confirms": False}],
        "acts": [
            {
                "id": "a",
                "to": ["v"],
                "injury": "minor",
                "support": ["witness"],
                "facts": {"force": True},
                "place": {"school_hours": True},
                "property": [{"kind": "residence", "owner": "v"}],
            }
        ],
        "contrary": [{"what": "x", "credible": True}],
    }
    assert kind_of("acts[a].nonsense") == ("", "")


def test_age_on_a_day():
    assert years(date(2008, 6, 2), None, ON) == 17
    assert years(date(2008, 6, 1), None, ON) == 18
    assert years(None, 40, ON) == 40
    assert years(date(2030, 1, 1), None, ON) is None


ODD = [
    "",
    "acts",
    "acts[a1]",
    "acts[a1].",
    "acts[a1].nonsense",
    "acts[a1].facts.nonsense",
    "acts[a1].facts",
    "acts[a1].property.value",
    "acts[a1].does.what",
    "acts[a1].to.name",
    "acts[].at",
    "people[v].home.nonsense",
    "people[v].name.first",
    "nobody[v].name",
    "people[v].confirms\n",
    "__class__",
    "x" * 5000,
]


@pytest.mark.parametrize("field", ODD)
def test_an_odd_field_is_no_place_for_an_answer(field):
    case = {
        "acts": [{"id": "a1", "property": [{"value": 3}], "to": ["v"]}],
        "people": [{"id": "v"}],
    }
    before = copy.deepcopy(case)
    with pytest.raises(DecisionError, match="is no field of a case to which an answer can go"):
        put(case, field, "yes")
    assert case == before
    with pytest.raises(DecisionError, match="is no field of a case"):
        clean({"answers": {field: "yes"}})


def test_a_field_of_somebody_who_is_gone_is_left_out():
    case = {"people": [{"id": "v"}]}
    put(case, "people[gone].confirms", "yes")
    assert case == {"people": [{"id": "v"}]}


@pytest.mark.parametrize("answers", ["yes", ["people[v].confirms"], {"people[v].confirms": True}])
def test_answers_are_fields_and_words(answers):
    with pytest.raises(DecisionError, match="Give the answers as field and word"):
        clean({"answers": answers})
