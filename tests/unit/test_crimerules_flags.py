"""The ten flags: when each is set, and when it stays off."""

from datetime import date
from typing import Any

import pytest

from crimerules.case import Case
from crimerules.classify import classify
from crimerules.deciding import decide
from crimerules.decision import Crime
from crimerules.engine import Context
from crimerules.flags import FLAGS, flags_for

ON = date(2026, 6, 1)


def flags(
    does: str = "assaults",
    *,
    on: date = ON,
    crime_class: str = "8N",
    code: str = "008/06",
    victim: dict[str, Any] | None = None,
    suspect: dict[str, Any] | None = None,
    relationship: str = "",
    former: bool = False,
    facts: dict[str, Any] | None = None,
    **act: Any,
) -> set[str]:
    links = (
        [{"first": "bob", "kind": relationship, "second": "ann", "former": former}]
        if relationship
        else []
    )
    case = Case.from_dict(
        {
            "people": [{"id": "ann", **(victim or {})}, {"id": "bob", **(suspect or {})}],
            "relationships": links,
            "acts": [
                {
                    "id": "it",
                    "does": does,
                    "by": ["bob"],
                    "to": ["ann"],
                    "facts": facts or {},
                    **act,
                }
            ],
        }
    )
    ctx = Context(case, on)
    crime = Crime(crime_class, code, "", ("ann",), ("bob",), ("it",))
    found = flags_for(ctx, crime, case.acts)
    assert [step.rule.startswith("flag.") for step in ctx.steps] == [True] * len(found)
    return set(found)


def test_an_assault_between_strangers_has_no_flag() -> None:
    assert flags() == set()


def test_hate_takes_every_strand_perceived_by_anybody() -> None:
    assert flags(aggravated=["race"]) == {"hate-race"}
    both = flags(facts={"perceived-hostility": ["disability", "orientation"]})
    assert both == {"hate-disability", "hate-orientation"}
    assert flags(aggravated=["sex"]) == set()


def test_religion_carries_the_religion_that_was_meant() -> None:
    temple = flags(aggravated=["religion"], facts={"targeted-religion": "muslim"})
    assert temple == {"hate-religion", "hate-religion-muslim"}
    assert "hate-religion-unknown" in flags(aggravated=["religion"])


@pytest.mark.parametrize(
    ("metal", "flag"),
    [
        ("infrastructure", "metal-theft-infrastructure"),
        ("hard-to-tell", "metal-theft-infrastructure"),
        ("other", "metal-theft-other"),
    ],
)
def test_metal_theft_carries_exactly_one_flag(metal: str, flag: str) -> None:
    assert flags("steals", crime_class="49", code="049/10", facts={"scrap-metal": metal}) == {flag}


@pytest.mark.parametrize(
    ("given", "flagged"),
    [
        ({"relationship": "partner"}, True),
        ({"relationship": "partner", "former": True}, True),
        ({"relationship": "sibling"}, True),
        ({"relationship": "acquaintance"}, False),
        ({"relationship": "parent", "victim": {"age": 15}}, False),
        ({"relationship": "parent", "victim": {"age": 0}}, False),
        ({"relationship": "parent", "victim": {"age": 16}, "suspect": {"age": 40}}, True),
        ({"relationship": "partner", "crime_class": "49", "code": "049/10"}, False),
        (
            {
                "relationship": "partner",
                "crime_class": "49",
                "code": "049/10",
                "facts": {"economic-abuse": True},
            },
            True,
        ),
        ({"crime_class": "36", "code": "036/05"}, True),
    ],
)
def test_domestic_abuse(given: dict[str, Any], flagged: bool) -> None:
    assert ("domestic-abuse" in flags(**given)) is flagged


def test_online_needs_any_part_on_line() -> None:
    assert flags("sends-message", crime_class="8R", code="008/72", means=["online"]) == {"online"}
    assert flags("sends-message", crime_class="8R", code="008/72", means=["post"]) == set()
    assert flags(place={"kind": "online"}) == {"online"}


def test_sexual_crimes_against_children() -> None:
    girl = {"age": 14, "sex": "female"}
    assert flags("touches-sexually", crime_class="20A", code="020/05", victim=girl) == {
        "child-sexual-abuse"
    }
    assert flags(
        "touches-sexually",
        crime_class="20A",
        code="020/05",
        victim=girl,
        facts={"child-exploited": True},
    ) == {"child-sexual-abuse", "child-sexual-exploitation"}
    assert flags("touches-sexually", crime_class="20A", code="020/05", victim={"age": 18}) == set()
    assert flags("holds-child-image", crime_class="86", code="086/10") == {"child-sexual-abuse"}


def test_exploitation_is_never_flagged_without_abuse() -> None:
    found = flags("assaults", victim={"age": 12}, facts={"child-exploited": True})
    assert found == {"child-sexual-abuse", "child-sexual-exploitation"}


def test_alcohol_corrosive_honour_and_spiking() -> None:
    assert flags(facts={"alcohol-factor": True}) == {"alcohol"}
    assert flags(facts={"corrosive-verified": True}) == {"corrosive"}
    assert flags(crime_class="58C", code="149/00", facts={"corrosive-verified": True}) == set()
    assert flags(facts={"honour-based": True}) == {"honour-based"}
    assert "honour-based" in flags("mutilates", code="008/52")
    assert flags("gives-substance", code="008/02") == {"spiking"}
    assert flags(crime_class="46", code="046/00", facts={"spiked": True}) == set()


def test_no_flag_is_set_for_a_day_whose_flags_are_not_held() -> None:
    assert flags("gives-substance", code="008/02", on=date(2026, 3, 31)) == set()


def test_every_flag_set_has_a_meaning() -> None:
    assert len({name.split("-")[0] for name in FLAGS}) == 9  # two child flags share a word
    assert all(FLAGS.values())
    assert classify  # the words of the classes are registered by importing it


def test_a_breach_of_an_order_against_a_former_partner_is_domestic_abuse() -> None:
    order = {"order": "non-molestation-order"}
    breach = {"id": "breach", "does": "breaches-order", "by": ["bob"], "to": ["ann"]}
    case = Case.from_dict(
        {
            "people": [{"id": "ann", "age": 30}, {"id": "bob", "age": 30}],
            "relationships": [{"first": "bob", "kind": "partner", "second": "ann", "former": True}],
            "acts": [{**breach, "made_out": True, "facts": order}],
        }
    )
    (crime,) = decide(case, date(2026, 6, 1)).crimes
    assert (crime.victims, crime.flags) == ((), ("domestic-abuse",))
