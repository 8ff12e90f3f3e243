"""A department goes into another: everything open follows the people who go on, and the figures stay where they were."""

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings.actions import send_findings
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.policies import leads, repeats_seen, visible_findings
from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import visible_decisions
from onrecord.finding.index import catch_up
from onrecord.measures import months
from onrecord.measures.alerts.counts import COUNTS
from onrecord.measures.by_month.queries import Asked, by_month
from onrecord.measures.by_month.rollup import count_month
from onrecord.measures.registry import measure
from onrecord.people.roles import Role
from onrecord.screening.actions import screen_logs
from onrecord.supervision.day.queries import my_day, nobodys
from onrecord.supervision.departments import actions as departments
from onrecord.supervision.lists.kept import current
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.queries import counts, visible
from onrecord.supervision.lists.worklist import build
from tests import findings_world
from tests.measures_world import log as imported
from tests.supervision_world import HOUR, NORTH, SOUTH, make_world, opened, person

pytestmark = pytest.mark.django_db
WORDS = "He punched me in the face and broke my tooth."


def merge(by, since=None):
    """North goes into South today; those who go on are asked anew, as in their next request."""
    today = timezone.localdate()
    for name in (NORTH, SOUTH):
        departments.open_department(name=name, by=by, since=since or today.replace(month=1, day=1))
    departments.end_department(name=NORTH, by=by, until=today, merged_into=SOUTH)


def later(user):
    return type(user).objects.get(pk=user.pk)


def day_of(user):
    day = my_day(later(user), timezone.now(), staff())
    return {line.worklist.slug: line.counts.all for line in day.team if line.counts.all}


@pytest.fixture
def world():
    return make_world()


def test_what_was_open_in_one_department_is_open_in_the_other(world):
    north, south = day_of(world.sol), day_of(world.sue)
    assert len(north) > 8
    merge(world.rex)
    assert day_of(world.sue) == {
        slug: north.get(slug, 0) + south.get(slug, 0) for slug in north | south
    }
    decisions = visible_decisions(later(world.sue), RecordingDecision.objects.all())
    assert decisions.count() == RecordingDecision.objects.count() > 1
    # Nobody's: the north has no department of its own any more, but its work has people.
    assert [each for each in nobodys(world.rex, timezone.now(), staff()) if each.why] == []


def test_a_list_of_the_one_that_goes_on_and_its_head_have_the_others_work(world):
    undecided = next(each for each in current() if each.slug == "undecided")
    wanted = {**undecided.to_json(), "title": "Of the south", "departments": [SOUTH]}
    one = build({key: value for key, value in wanted.items() if key != "slug"}, "of-the-south")
    now = timezone.now()

    def of_the_south():
        return counts(visible(later(world.sue), one, now), one, now).all

    # A head who doesn't work on the list: what is late comes before them, with the question of a northern log.
    ina = person("ina", Role.REGISTRAR)
    departments.open_department(
        name="Elsewhere", by=world.rex, since=timezone.localdate(), head="ina"
    )

    def before_the_head():
        day = my_day(later(ina), now + 5 * HOUR, staff())
        return [line.counts.all for line in day.late_for_me if line.worklist.slug == "escalations"]

    assert (of_the_south(), before_the_head()) == (1, [])
    merge(world.rex)
    departments.name_head(name=SOUTH, by=world.rex, head="ina")
    assert (of_the_south(), before_the_head()) == (3, [1])


def test_alerts_on_what_waits_follow_and_figures_stay(world):
    now = timezone.now()
    late = COUNTS["late"].number
    before = late(NORTH, now), late(SOUTH, now)
    assert before == (1, 1)
    imported(now - 40 * HOUR, department=NORTH)
    month = months.month_of(now - 40 * HOUR)

    def figures():
        count_month("log-footprint", month)
        return [
            by_month(measure("log-footprint"), [month], Asked(department=name))[0].share.n
            for name in (NORTH, SOUTH)
        ]

    counted = figures()
    merge(world.rex)
    assert late(SOUTH, now) == 2
    assert figures() == counted


def test_suspects_and_the_search_follow(world, client):
    text = f"Caller states: {WORDS} No further action."
    row = imported(timezone.now() - 40 * HOUR, ref="NORTHERN-77", department=NORTH, text=text, closed_at=timezone.now() - HOUR, closing_code="ASB")  # fmt: skip
    screen_logs([row.pk])
    told = opened(world.olu, 1, text=WORDS)
    catch_up()
    client.force_login(world.sue)

    def found():
        suspects = client.get(reverse("suspects")).content.decode()
        search = client.get(reverse("find"), {"q": "punched tooth"}).content.decode()
        return [row.ref in suspects, told.ref in search]

    assert found() == [False, False]
    merge(world.rex)
    assert found() == [True, True]
    assert client.get(reverse("log", args=[row.pk])).status_code == 200


def test_findings_follow(db):
    people = findings_world.people()
    audit = findings_world.read_audit(sample_size=40)
    send_findings(audit=audit, by=people["fcr"])
    sue = people["sue"]
    before = visible_findings(sue).count()
    northern = Finding.objects.filter(department=NORTH)
    assert northern.exists()
    assert not leads(sue, NORTH)
    merge(people["fcr"])
    sue = later(sue)
    assert visible_findings(sue).count() == Finding.objects.count() > before
    assert leads(sue, NORTH)
    assert set(repeats_seen(sue).departments) == {NORTH, SOUTH}
    assert Log.objects.filter(department=NORTH).exists(), "the record keeps the name of its day"
