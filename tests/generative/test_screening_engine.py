"""Whatever is written in a log, the rules answer quickly, in order, and quote only what is there."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.screening.rules.codes import CodeBook
from onrecord.screening.rules.engine import LogFacts, load_rules, score, total

BOOK = load_rules()
# Words that rules look for, words that take them back, and noise, in any order.
PIECES = [
    *(text for rule in BOOK.words for text in (*rule.matches, *rule.does_not_match)),
    "no", "not", "denies", "or", "if", "?", ".", "/", "//", "\n", "<b>", "</b>", "&amp;", "ip", "AP", "NFA", "IC1", "😀",
    "verbal only", "no offences", "duplicate of log 3", "crime recorded", "’", "‐", "said he", "in the face",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=30).map(" ".join),
)
MEANINGS = st.frozensets(
    st.sampled_from(["crime", "report", "passed", "reason", "no-crime", "domestic", "duplicate"])
)
FACTS = st.builds(
    LogFacts,
    text=TEXTS,
    opening_code=st.text(max_size=20),
    closing_code=st.text(max_size=20),
    opening=MEANINGS,
    closing=MEANINGS,
    closed=st.booleans(),
    link=st.sampled_from(["none", "claimed", "linked"]),
    crime_refs=st.lists(st.text(max_size=8), max_size=5).map(tuple),
    minutes_to_crime=st.one_of(st.none(), st.integers(-10_000, 10_000)),
    limit=st.sampled_from([None, 24, 72]),
    register=st.booleans(),
)


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


@given(FACTS)
@settings(max_examples=300, deadline=None)
def test_reasons_are_ordered_told_and_bounded(facts):
    reasons = score(facts)
    points = [reason.points for reason in reasons]
    assert points == sorted(points, reverse=True)
    assert len({reason.rule for reason in reasons}) == len(reasons)
    assert total(reasons) == (max(1, sum(points)) if reasons else 0)
    assert not reasons or points[0] > 0
    for reason in reasons:
        assert reason.words
        assert "{" not in reason.words or "{" in facts.text + facts.opening_code + facts.closing_code + "".join(
            facts.crime_refs
        )  # fmt: skip
        assert len(reason.quote) <= 200
    if facts.link != "none":
        assert len(reasons) <= 1
    if facts.link == "none" and "crime" in facts.opening:
        assert "opening-code" in {reason.rule for reason in reasons}


@given(
    st.lists(st.sampled_from(PIECES), max_size=30)
    .map(" ".join)
    .filter(lambda t: "<" not in t and "&" not in t)
)
@settings(max_examples=200, deadline=None)
def test_quotes_stand_in_the_text(text):
    for reason in score(LogFacts(text=text)):
        assert letters(reason.quote) in letters(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_same_text_gives_the_same_answer(text):
    facts = LogFacts(text=text, opening=frozenset({"crime"}), opening_code="Theft")
    assert score(facts) == score(facts)
    # Capitals carry no meaning. (Letters without a capital of their own, as in "ß", are left aside.)
    if text.upper().lower() == text.lower():
        upper = score(LogFacts(text=text.upper(), opening=facts.opening, opening_code="Theft"))
        assert [reason.rule for reason in upper] == [reason.rule for reason in score(facts)]


@given(st.lists(st.text(max_size=10), max_size=6), st.text(max_size=20))
@settings(deadline=None)
def test_any_pattern_can_be_a_code(patterns, code):
    found = CodeBook({"crime": patterns}).meanings(code)
    assert found <= {"crime"}
    if "*" in patterns and code.strip() and not any(p.startswith("!") for p in patterns):
        assert found == {"crime"}
