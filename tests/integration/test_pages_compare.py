"""Two audits, or published figures, beside each other."""

from copy import deepcopy

import pytest
from django.core.cache import cache
from django.urls import reverse

from onrecord.audit.actions import record_reading
from onrecord.audit.models import Audit
from tests.integration import pages_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(made_pages, monkeypatch):
    cache.clear()
    with pages_world.no_processes(monkeypatch):
        yield deepcopy(made_pages)


@pytest.fixture
def registrar(world, client):
    client.force_login(world.people["registrar"])
    return client


def asked(client, **fields):
    return client.get(reverse("audit-compare"), fields).content.decode()


def test_the_published_figures_come_out_of_their_n(registrar):
    """West Midlands 2018, violence, as HMICFRS printed it; the year before, as the force did."""
    page = asked(registrar, before_rate="77.9", before_n="586", after_rate="78.2", after_n="795")
    assert "± 2.87" in page
    assert "+0.3 points" in page
    assert "This doesn&#x27;t show a change" in page
    assert "± 4.4 points" in page


def test_one_figure_alone_has_its_interval(registrar):
    page = asked(registrar, after_rate="89.2", after_n="507")
    assert "± 2.70" in page
    assert "This doesn" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"after_rate": "78.2"}, "needs its rate and its number"),
        ({"after_n": "795"}, "needs its rate and its number"),
        ({"after_rate": "178", "after_n": "795"}, "at most 100"),
        ({"after_rate": "many", "after_n": "795"}, "such as 78.2"),
        ({"after_rate": "78.2", "after_n": "0"}, "at least one crime"),
        ({"after": "99999"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_compared_is_said(registrar, fields, words):
    page = asked(registrar, **fields)
    assert words in page
    assert "What may be said" not in page


def test_an_audit_without_a_rate_says_so_and_one_with_a_rate_is_compared(registrar, world):
    audit = Audit.objects.get()
    chosen = {"before_rate": "78.2", "before_n": "795", "after": str(audit.pk)}
    page = asked(registrar, **chosen)
    assert "no rate:" in page
    assert "one of them has no rate yet" in page
    for item in audit.items.all():
        record_reading(
            item=item, by="auditor", should_other=2, recorded_other=item.position % 2 + 1
        )
    page = asked(registrar, **chosen)
    assert "the rate changed by" in page
    assert audit.name in page
    both = asked(registrar, **chosen, after_rate="80", after_n="100")
    assert "not both" in both
