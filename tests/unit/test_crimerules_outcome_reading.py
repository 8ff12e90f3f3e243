"""A proposal that can't be read says which field and what to do."""

import pytest

from crimerules.cancel import may_cancel
from crimerules.outcome import may_assign
from crimerules.reading import CaseError


@pytest.mark.parametrize(
    ("proposal", "said"),
    [
        ({"ground": "C9", "class": "46"}, 'ground: "C9" is not a word used here'),
        ({"class": "46"}, "ground: is missing"),
        ({"ground": "C3", "class": "46", "live": True}, "live: is not a field of a proposal"),
        ({"ground": "C3", "class": "46", "trained": "yes"}, "trained: is the text"),
    ],
)
def test_a_bad_cancellation_is_told(proposal: dict[str, object], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        may_cancel(proposal)


@pytest.mark.parametrize(
    ("proposal", "said"),
    [
        ({"outcome": "25", "class": "46"}, 'outcome: "25" is not a word used here'),
        ({"outcome": "1"}, "class: is missing"),
        ({"outcome": "1", "class": "46", "charged": 1}, "charged: is a number"),
    ],
)
def test_a_bad_outcome_is_told(proposal: dict[str, object], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        may_assign(proposal)


def test_a_higher_rank_may_do_what_a_lower_may() -> None:
    base = {
        "outcome": "22",
        "class": "105A",
        "code": "105/01",
        "victim_told": True,
        "suspect_told": True,
        "named_suspect": True,
        "activity_agreed": True,
        "activity_completed": True,
        "rationale": True,
        "domestic": True,
    }
    assert may_assign({**base, "decided_by": "superintendent"}).allowed is True
    assert may_assign({**base, "decided_by": "sergeant"}).allowed is False
    assert may_assign(base).authorisers == ("an inspector or above",)
