"""Which kind a log is of: by meaning, code, qualifier or words."""

import pytest

from onrecord.screening.watch.kinds import kinds

BY_ID = {kind.id: kind for kind in kinds()}


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("domestic", "Her ex was at the door again", True),
        ("domestic", "Expert witness rang about an exhibit", False),
        ("child", "Girl 12 told her teacher", True),
        ("child", "Boy aged 9 was hit", True),
        ("child", "15 yo tells school nurse", True),
        ("child", "Male, 34 years old, left the shop", False),
        ("child", "Lad on night out", False),
        ("asb", "Closed as ASB, add to patrol", True),
        ("asb", "Asbestos in the skip", False),
        ("language", "Speaks little English, friend translating", True),
        ("language", "English lesson at the college", False),
    ],
)
def test_by_words(kind, text, wanted):
    assert BY_ID[kind].holds(text) is wanted


def test_by_meaning_code_and_qualifier():
    assert BY_ID["domestic"].holds("", meanings={"domestic"})
    assert BY_ID["domestic"].holds("", qualifiers=["Domestic Abuse"])
    assert BY_ID["asb"].holds("", code="ASB - Nuisance")
    assert BY_ID["language"].holds("", qualifiers=["interpreter needed"])
    assert not BY_ID["child"].holds("", code="Concern", meanings={"crime"}, qualifiers=["hate"])
