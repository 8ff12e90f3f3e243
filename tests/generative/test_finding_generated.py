"""Any question to any text: nothing fails, and the index says what a plain reading of every text says, on both stores."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.finding import store
from onrecord.finding.asking import fits, understand
from onrecord.finding.folding import GAP, compact, fold, spans, words
from onrecord.finding.models import KINDS
from onrecord.finding.snippets import marked, matches

WORDS = [
    "knife", "Knives", "path", "garden", "O’Brien", "Zoë", "王小明", "小", "明", "أحمد", "😢", "B1 1AA", "b11aa", "07700 900123",
    "+44 7700 900123", "20BW/123", "20bw 123", "a", "the", "theft", "the-ft", "ŁÓDŹ", "x=y", "हिन्दी", "SP 068 864",
]  # fmt: skip
PARTS = st.sampled_from([*WORDS, '"', "-", "*", " ", "  ", "\n", "(", ")", ":", "AND", "NOT"])
QUESTIONS = st.one_of(
    st.text(max_size=60),
    st.lists(PARTS, max_size=8).map("".join),
    st.lists(st.sampled_from([*WORDS, "-knife", "-path", '"garden path"', "the*", "kni*", '"b1 1a"*']), max_size=4).map(
        " ".join
    ),
)  # fmt: skip


def pieces(text: str) -> list[list[str]]:
    """A piece of text as the index holds it: its words, and the second forms apart."""
    return [words(text), compact(text)]


@pytest.fixture
def texts(db) -> dict[int, tuple[list[list[str]], list[list[str]]]]:
    """Documents with what was said and what they are about."""
    dice = random.Random(3)  # noqa: S311 -- not for secrets
    found, entries = {}, []
    for n in range(120):
        said = [
            " ".join(dice.choices(WORDS, k=dice.randrange(1, 7))) for _ in range(dice.randrange(3))
        ]
        about = [
            " ".join(dice.choices(WORDS, k=dice.randrange(1, 3))) for _ in range(dice.randrange(2))
        ]
        found[n * KINDS] = tuple(
            [part for text in some for part in pieces(text)] for some in (said, about)
        )
        parts = [
            f" {GAP} ".join(f"{fold(text)} {GAP} {' '.join(compact(text))}" for text in some)
            for some in (said, about)
        ]
        entries.append(store.Entry(n * KINDS, n, 0, None, *parts, "=log" if n % 2 else "=crime"))
    store.write(entries, ())
    return found


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    question=QUESTIONS, said_only=st.booleans(), unlike=st.sampled_from(["", "knife", "the* path"])
)
def test_the_index_says_what_reading_every_text_says(texts, question, said_only, unlike):
    asked, other = understand(question), understand(unlike)
    if not asked:
        return
    wanted = store.Wanted(asked, (("=log", "=open"),), said_only, other or None)
    expected = set()
    for number, (said, about) in texts.items():
        parts = said if said_only else [*said, *about]
        if number // KINDS % 2 and fits(asked, parts) and not (other and fits(other, parts)):
            expected.add(number)
    assert {number for _, number in store.match(wanted, 1000, 60.0)} == expected


@given(st.text())
def test_folding_is_stable_and_its_words_have_places(text):
    found = words(text)
    assert words(" ".join(found)) == found
    assert [one.word for one in spans(text) if not one.word.startswith("=")] == found
    for one in spans(text):
        assert 0 <= one.start < one.end <= len(text)


@given(st.text(), st.text())
def test_what_stands_in_a_text_is_found_and_marked(before, word):
    asked = understand(word)
    if len(asked.must) == 1 and not asked.never and '"' not in word and not asked.must[0][0].prefix:
        assert fits(asked, pieces(f"{before} {word}"))
        assert matches(f"{before} {word}", asked.terms)


@given(st.text(), QUESTIONS, st.integers(20, 200))
def test_a_snippet_holds_no_markup_but_its_own(text, question, width):
    shown = marked(text, understand(question).terms, width)
    rest = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in rest
    assert ">" not in rest
    assert shown.count("<mark>") == shown.count("</mark>")
