"""The equality check and the drift watch: what they count, what they say, and that too few say nothing."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import reverse

from onrecord.people.roles import Role
from onrecord.screening.fates.right import Share
from onrecord.screening.finder.verdict import least_kept
from onrecord.screening.models import Suspect
from onrecord.screening.scoring.scorers import adopt_model
from onrecord.screening.watch import drift as drift_watch
from onrecord.screening.watch.drift import verdict, watch
from onrecord.screening.watch.equality import against, lines
from tests.integration.kept_log import person
from tests.integration.test_fates_right import audited, rejected
from tests.integration.test_screening_actions import log as imported_log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]


@pytest.fixture
def fcr():
    return person("fcr", Role.REGISTRAR, "")


def test_pointed_to_and_right_by_kind(fcr):
    audited(
        fcr,
        [
            ("Her ex punched her.", 1, 0),
            ("Her ex did it again. Not the first time.", 1, 0),
            ("A stranger punched him.", 1, 0),
            ("Nothing of note.", 0, 0),
        ],
    )
    rejected(fcr, "My husband threatened to kill me.", "Threats to kill")
    rows = {line.name: line for line in lines()}
    domestic, none = rows["Domestic"], rows["None of these"]
    assert (domestic.found.right, domestic.found.n) == (1, 2)
    assert (domestic.right.right, domestic.right.n) == (1, 2)
    assert (none.found.right, none.found.n) == (1, 1)
    assert domestic.found_words == "too few to say"
    assert rows["With a child"].found.n == 0


def test_a_difference_is_said_only_where_it_is_shown():
    assert against(Share("", "", 3, 4), Share("", "", 50, 100)) == "too few to say"
    assert "no difference" in against(Share("", "", 8, 10), Share("", "", 85, 100))
    assert against(Share("", "", 20, 100), Share("", "", 80, 100)).startswith("lower than the others, by 4")  # fmt: skip
    assert against(Share("", "", 80, 100), Share("", "", 20, 100)).startswith("higher")


def fill(month, logs, suspects, score=2300):
    at = datetime(2026, month, 10, 12, tzinfo=UTC)
    for number in range(logs):
        made = imported_log("x", received_at=at)
        if number < suspects:
            Suspect.objects.create(
                log=made, score=score, rule="assault", received_at=at, ref=made.ref, rules_version="v",
            )  # fmt: skip


def test_a_month_that_moves_is_said_plainly(monkeypatch):
    monkeypatch.setattr(drift_watch, "LEAST", 20)
    for month in (1, 2, 3, 4):
        fill(month, 20, 2)
    fill(5, 20, 12)
    fill(6, 3, 3)
    months = watch()
    assert [(m.logs, m.suspects, m.usual) for m in months] == [
        (20, 2, True), (20, 2, True), (20, 2, True), (20, 2, False), (20, 12, False), (3, 3, False),
    ]  # fmt: skip
    assert months[3].index == pytest.approx(0)
    assert months[3].words == "as usual"
    assert months[4].words.startswith("it has moved")
    assert months[5].words == "too few logs to say"
    assert verdict(months).startswith("May 2026: it has moved")
    assert verdict(months[:3]).startswith("There are too few months")


def test_the_spread_of_scores_moves_though_the_share_does_not(monkeypatch):
    monkeypatch.setattr(drift_watch, "LEAST", 20)
    for month in (1, 2, 3):
        fill(month, 20, 10, score=least_kept(25))
    fill(4, 20, 10, score=least_kept(90))
    assert watch()[3].words.startswith("it has moved")


def test_a_forces_own_model_is_held_against_its_training(monkeypatch):
    from onrecord.screening.finder.linear import LinearModel

    monkeypatch.setattr(drift_watch, "LEAST", 20)
    model = LinearModel({"punched": 3.0}, -1.0, {"spread": {"edges": [0.0], "shares": [0.9, 0.1]}})
    adopt_model(model=model, by="fcr")
    for _ in range(20):
        imported_log("He punched her", received_at=datetime(2026, 1, 10, tzinfo=UTC))
    (month,) = watch()
    assert month.own > 0.25


def test_the_pages(fcr, client):
    client.force_login(fcr)
    assert "There are no logs yet" in client.get(reverse("finder-drift")).content.decode()
    cache.clear()
    fill(1, 3, 1)
    page = client.get(reverse("finder-drift")).content.decode()
    assert "January 2026" in page
    assert "too few logs to say" in page
    page = client.get(reverse("finder-equality")).content.decode()
    assert "Coded as anti-social behaviour" in page
    assert "too few to say" in page
