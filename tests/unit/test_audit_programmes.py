"""Programmes as data: those that ship, what is refused and how it is said, and how branches are followed."""

import tomllib
from pathlib import Path

import pytest

from onrecord.audit.programmes import file as programme_file
from onrecord.audit.programmes.file import ProgrammeError, build, load_programme, shipped
from onrecord.audit.programmes.programme import END, UNCLEAR
from onrecord.audit.programmes.walk import asked, find_loop, passed, verdicts
from onrecord.audit.reading.answers import AnswerError, Answers
from onrecord.audit.reading.judgement import NamedCrime, judge, offence_of

FOLDER = Path(programme_file.__file__).parent
WANTED = {
    "inspection-cdi", "recording-of-logs", "monthly-logs", "open-logs", "vulnerability-logs", "call-listening",
    "domestic-abuse", "n100-and-rape", "cancellations", "non-crime-records", "outcomes-15-16", "timeliness", "victims-told",
}  # fmt: skip


def test_all_that_was_promised_ships():
    assert set(shipped()) == WANTED


@pytest.mark.parametrize("slug", sorted(WANTED))
def test_a_shipped_programme_is_whole(slug):
    programme = shipped()[slug]
    # The database keeps it and reads the same again.
    assert build(programme.to_json(), slug) == programme
    for question in programme.questions:
        assert question.help, question.id
        assert question.rule.title, question.id
        assert question.rule.edition, question.id
        # A page, unless it rests on the force's own policy.
        assert question.rule.page or "force" in question.rule.title.lower(), question.id
    reached = set()

    def walk(answers):
        questions = asked(programme, answers)
        reached.update(q.id for q in questions)
        last = questions[-1] if questions else None
        if last is None or not last.answers or last.id in answers:
            return
        for answer in last.offered:
            walk({**answers, last.id: answer.say})

    if len(programme.questions) < 10:
        walk({})
        assert reached == {q.id for q in programme.questions}


def data(**changes):
    found = tomllib.loads((FOLDER / "timeliness.toml").read_text(encoding="utf-8"))
    return {"slug": "timeliness", **found, **changes}


def problems(**changes):
    with pytest.raises(ProgrammeError) as caught:
        build(data(**changes), "mine.toml")
    assert {p.file for p in caught.value.problems} == {"mine.toml"}
    assert all(p.what_to_do for p in caught.value.problems)
    return {p.key: p.problem for p in caught.value.problems}


def question(id="q", goes_to="", **more):
    return {
        "id": id,
        "asks": "What?",
        "help": "This.",
        "rule": {"title": "T", "edition": "E", "page": "1"},
        "answers": [{"say": "yes", "goes_to": goes_to}, {"say": "no"}],
        **more,
    }


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        ({"title": ""}, "title", "is missing"),
        ({"title": 7}, "title", "is no text"),
        ({"title": "x" * 81}, "title", "longer than 80"),
        ({"measure": "luck"}, "measure", "not known"),
        ({"nonsense": 1}, "nonsense", "means nothing here"),
        ({"population": {"sources": ["moon"], "words": "x"}}, "population.sources", "'moon' is not known"),
        ({"population": {"sources": ["logs"], "words": "x", "filters": {"moon": ["x"]}}}, "population.filters.moon", "means"),
        ({"design": {"strata": "simple", "sample_size": 3, "minimum": 4}}, "design.sample_size", "is 3"),
        ({"design": {"strata": "simple", "sample_size": "many", "minimum": 4}}, "design.sample_size", "is 'many'"),
        ({"design": {"strata": "simple", "sample_size": 50, "minimum": 4, "targets": {"moon": 3}}}, "design.targets.moon", "no"),
        ({"second_reading": {"failures": "yes", "passes_percent": 5}}, "second_reading.failures", "is 'yes'"),
        ({"second_reading": {"failures": True, "passes_percent": 101}}, "second_reading.passes_percent", "is 101"),
        ({"bands": [{"name": "a", "at_least": 50}, {"name": "b", "at_least": "50"}]}, "bands", "begin at the same"),
        ({"questions": []}, "questions", "is missing"),
        ({"questions": "none"}, "questions", "no list of tables"),
        ({"questions": [question(rule=None)]}, "questions[1 q].rule", "is missing"),
        ({"questions": [question(rule={"of": "moon"})]}, "questions[1 q].rule.of", "not in [rules]"),
        ({"questions": [question(), question()]}, "questions.q", "two questions"),
        ({"questions": [question(goes_to="moon")]}, "questions.q.answers.yes.goes_to", "no question 'moon'"),
        ({"questions": [question(answers=["yes", "perhaps"])]}, "questions[1 q].answers[2]", "'perhaps' is no short"),
        ({"questions": [question(answers=["yes"])]}, "questions[1 q].answers", "only one answer"),
        ({"questions": [question(answers=["yes", "yes", "no"])]}, "questions[1 q].answers", "same name"),
        ({"questions": [question(answers=[{"say": UNCLEAR, "text": "x"}, "no"])]}, "questions[1 q].answers[1].say", "itself"),
        ({"questions": [question(answers=["na", {"say": "x", "text": "x"}])]}, "questions", "nothing to count"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_a_remedy(changes, key, says):
    found = problems(**changes, **({} if "design" in changes else {"design": {"strata": "simple", "sample_size": 50, "minimum": 4}}))  # fmt: skip
    assert says in found[key]


def test_every_fault_is_found_at_once():
    assert len(problems(title="", measure="luck", questions=[question(rule=None)])) >= 3


def test_branches_in_a_circle_are_refused():
    found = problems(
        questions=[question("a"), question("b", goes_to="c"), question("c", goes_to="a")],
        design={"strata": "simple", "sample_size": 50, "minimum": 4},
    )
    assert "go round in a circle: a -> b -> c -> a" in found["questions.a"]
    found = problems(
        questions=[question("a", goes_to="a")],
        design={"strata": "simple", "sample_size": 50, "minimum": 4},
    )
    assert "a -> a" in found["questions.a"]


def test_going_on_and_out_is_no_circle():
    programme = build(
        data(
            questions=[question("a", goes_to="c"), question("b", goes_to=END), question("c")],
            design={"strata": "simple", "sample_size": 50, "minimum": 4},
        ),
        "x",
    )
    assert find_loop(programme.questions) == []


def test_a_damaged_file_names_its_line(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("title = \n")
    with pytest.raises(ProgrammeError, match=r"x\.toml: is not TOML.*line 1"):
        load_programme(path)
    with pytest.raises(ProgrammeError, match="is not there"):
        load_programme(tmp_path / "none.toml")


def test_only_what_the_answers_lead_to_is_asked_and_kept():
    programme = shipped()["timeliness"]
    assert [q.id for q in asked(programme, {})] == ["first-report"]
    in_time = {"first-report": "yes", "within-24": "yes", "exception": "no"}
    assert [q.id for q in asked(programme, in_time)] == ["first-report", "within-24"]
    found = judge(programme, answers=in_time)
    assert found.answers == {"first-report": "yes", "within-24": "yes"}
    assert found.passed is True
    late = {"first-report": "yes", "within-24": "no", "exception": "no", "where-lost": "victim"}
    assert judge(programme, answers=late).passed is False
    assert verdicts(programme, late) == {
        "first-report": "pass",
        "within-24": "fail",
        "exception": "fail",
    }


def test_a_record_that_can_not_be_judged_neither_passes_nor_fails():
    programme = shipped()["timeliness"]
    answers = {"first-report": UNCLEAR, "within-24": "yes"}
    assert passed(programme, answers) is None
    assert judge(programme, outcome="undecidable").passed is None


def wrong(programme, **values):
    with pytest.raises(AnswerError) as caught:
        judge(programme, **values)
    return {p.field: p.problem for p in caught.value.problems}


def test_answers_are_checked():
    programme = shipped()["timeliness"]
    assert wrong(programme, answers={}) == {"first-report": "has no answer"}
    assert wrong(programme, answers={"first-report": "maybe"}) == {
        "first-report": "is no answer to this question"
    }
    assert "crimes" in wrong(
        programme,
        answers={"first-report": "yes", "within-24": "yes"},
        crimes=[NamedCrime("8N", "", 1, 0)],
    )
    assert wrong(programme, outcome="lost") == {"outcome": "is no outcome"}
    assert wrong(programme, outcome="referred") == {"comment": "is blank"}


def test_crimes_by_class_come_to_the_numbers():
    programme = shipped()["recording-of-logs"]
    crimes = [
        NamedCrime("8N", "008/06", 2, 1),
        NamedCrime("19C", "", 1, 1),
        NamedCrime("49", "", 1, 0),
    ]
    counts = judge(programme, crimes=crimes).counts
    assert (counts.should_violence, counts.recorded_violence) == (2, 1)
    assert (counts.should_sexual, counts.recorded_sexual) == (1, 1)
    assert (counts.should_other, counts.recorded_other) == (1, 0)
    assert judge(programme, crimes=crimes, counts=counts).counts == counts
    assert wrong(programme, crimes=crimes, counts=Answers(should_violence=3)).keys() >= {
        "should_violence"
    }
    assert "crimes[1].recorded" in wrong(programme, crimes=[NamedCrime("8N", "", 1, 2)])
    assert "crimes[1].class" in wrong(programme, crimes=[NamedCrime("", "", 1, 0)])
    assert "crimes[1].count" in wrong(programme, crimes=[NamedCrime("8N", "", 0, 0)])


def test_whether_a_crime_is_disclosed_follows_from_the_numbers():
    programme = shipped()["inspection-cdi"]
    none = judge(programme, answers={"reason-written": "na"})
    assert none.answers == {"disclosed": "none", "reason-written": "na"}
    some = {"all-victims": "na", "right-class": "yes", "in-time": "yes"}
    found = judge(programme, answers=some, counts=Answers(should_other=1, recorded_other=1))
    assert found.answers["disclosed"] == "crime"
    assert found.passed is True
    assert "disclosed" in wrong(programme, answers={"disclosed": "crime", **some})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8N", ("8N", "")),
        ("class 8n", ("8N", "")),
        ("8N 008/06", ("8N", "008/06")),
        ("195/12", ("8Q", "195/12")),
        ("nonsense", ("", "")),
        ("", ("", "")),
        ("8N 195/12", ("", "")),
        ("4/1", ("4/1", "")),
    ],
)
def test_an_offence_as_people_write_it(text, found):
    assert offence_of(text) == found
