"""The content check: a copied sentence is flagged, ordinary words are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.supervision.reviews.copying import Earlier, check, words

FIRST = (
    "I have read the log and the officer's notes. CCTV of the shop was asked for on 3 June and is not back yet. "
    "The victim was rung on 4 June and is content with how it goes."
)


def of(text, *earlier):
    return check(text, [Earlier(f"entry {n}", each) for n, each in enumerate(earlier, 1)])


def test_the_same_words_are_a_copy_and_it_is_said_of_what():
    found = of(FIRST, "Something else entirely was written here before.", FIRST)
    assert found.copied
    assert not found.meaningful
    assert (found.share, found.where, len(found.sentences)) == (1.0, "entry 2", 3)


@pytest.mark.parametrize(
    "changed",
    [
        FIRST.replace("3 June", "17 July").replace("4 June", "18 July"),
        FIRST.upper(),
        FIRST.replace("’", "'").replace(". ", ".\n"),
        f"{FIRST} Reviewed today.",
    ],
)
def test_another_date_or_another_look_does_not_hide_it(changed):
    assert of(changed, FIRST).copied


def test_one_sentence_copied_into_new_words_is_flagged_by_itself():
    copied = "CCTV of the shop was asked for on 3 June and is not back yet."
    new = f"Spoke to PC Jones this morning about the second suspect, who has been named. {copied}"
    found = of(new, FIRST)
    assert found.sentences == (copied,)
    assert found.share < 0.6
    assert found.copied


def test_what_is_new_is_not_flagged_though_short_phrases_come_again():
    new = (
        "The CCTV came back and shows a man in a red coat; it goes to briefing tonight. "
        "The victim was rung and told so. Statement of the shop keeper is to be taken by Friday."
    )
    found = of(new, FIRST, "The victim was rung.")
    assert found.meaningful
    assert found.share < 0.3


@pytest.mark.parametrize("text", ["No change.", "Reviewed. Reviewed. Reviewed.", "OK", "—", ""])
def test_what_says_nothing_is_thin(text):
    found = of(text)
    assert found.thin
    assert not found.meaningful
    assert not found.copied


def test_words_are_compared_without_case_marks_and_with_numbers_alike():
    assert words("She’s rung 07700 900123 — TWICE!") == ["shes", "rung", "0", "0", "twice"]
    assert words("Ｆｕｌｌ width, ÉTÉ 😢") == ["full", "width", "été"]


@given(st.text(max_size=300), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_is_checked_without_failing(text, earlier):
    found = of(text, *earlier)
    assert 0 <= found.share <= 1
    assert found.meaningful == (not found.copied and not found.thin)


@given(st.text(alphabet="abcdefgh ", min_size=60, max_size=200))
def test_a_text_is_always_wholly_in_itself(text):
    found = of(text, text)
    assert found.share == (1.0 if len(words(text)) >= 4 else 0.0)
