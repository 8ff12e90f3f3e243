"""Nobody's report waits in a queue without a clock: in every state, whatever its reporter does meanwhile, a report stands in a
list of those who have it, with a time by which somebody is to look, until a person ended it."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from onrecord.contact.actions import change_grade, close_log
from onrecord.deciding.actions import conclude, negate, start_decision
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.months import LONDON
from onrecord.people.access import NotAllowed
from onrecord.people.reminding import waiting_for
from onrecord.people.roles import Role
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report
from onrecord.reporting.states import ReportState
from onrecord.reporting.status import reporter
from onrecord.reporting.work import working
from onrecord.reporting.work.of_log import log_of
from onrecord.supervision.day.queries import my_day
from onrecord.supervision.lists.kept import current
from onrecord.supervision.lists.owners import staff
from onrecord.supervision.lists.policies import works_on
from onrecord.supervision.lists.queries import as_rows, visible
from tests.deciding_world import answer_all
from tests.integration.kept_log import person
from tests.reports_world import GRAVE, PLAIN, THEFT, reported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
DAY = timedelta(hours=24)
SCRATCHED = "Somebody scratched my car. This is the third time."
SOUND = "Somebody asked me what to do with an old bicycle."
DANGER = "I'm writing this because he is downstairs and I can't talk"
WHY = {
    "test": "balance", "evidence": "video", "from_whom": "witness", "source": "PC 4411",
    "evidence_at": timezone.now() - timedelta(hours=1), "told": "not-yet", "text": "It was there before.",
}  # fmt: skip


@pytest.fixture
def people():
    return {
        "cal": person("cal", Role.CALL_TAKER),
        "off": person("off", Role.OFFICER),
        "sue": person("sue", Role.SUPERVISOR),
        "sam": person("sam", Role.SUPERVISOR),
        "reg": person("reg", Role.REGISTRAR, ""),
    }


def waits(report, people):
    """The lists in which it, or a message of it, stands before somebody whose list that is, with when it is due."""
    now, found = timezone.now(), {}
    for user in people.values():
        # Where nobody of the department works on reports, whoever sees every department has it in their day.
        for each in (one for one in waiting_for(user) if not one.urgent):
            found[each.url] = datetime.strptime(each.note[-16:], "%d/%m/%Y %H:%M").replace(
                tzinfo=LONDON
            )
    refs = {report.ref, report.log_ref, *(f"{report.ref}, message {n}" for n in range(1, 9))} - {""}
    for user in people.values():
        for each in current():
            if works_on(user, each):
                for row in as_rows(list(visible(user, each, now)), each, now):
                    if row.shown.ref in refs:
                        found.setdefault(each.slug, row.due)
    return found


def sent(**more):
    # In words of its own: it isn't the same report again.
    own = " ".join(
        f"{word}{uuid4().hex[:4]}" for word in ("lamp", "river", "coat", "apple", "gate") * 6
    )
    return reported(**{"hours": 1, **more, "account": f"{more.get('account', PLAIN)} {own}"})[0]


def aside(people):
    report = sent(doubts=["the same was sent ten times"])
    return working.set_aside(report=report, by=people["cal"], reason="Letters only.")


def say(report, text="And his name is Bob.", what=reporter.add_more):
    what(report=report, text=text, origin=str(uuid4()))
    report.refresh_from_db()
    return report


def graded(report, people):
    change_grade(log=log_of(report), by=people["cal"], grade="3")
    return report


def crime(report, people):
    row = start_decision(by=people["cal"], log=log_of(report))
    conclude(decision=answer_all(row, people["cal"], THEFT), by=people["cal"])
    report.refresh_from_db()
    return report


def begun(report, people):
    start_decision(by=people["cal"], log=log_of(report))
    return graded(report, people)


def none(report, people):
    negate(by=people["cal"], log=log_of(report), rationale=WHY)
    return report


def closed(report, people):
    close_log(log=log_of(report), by=people["cal"], closing_code="Crime recorded")
    return report


def passed(report, people):
    return working.pass_on(report=report, by=people["cal"], force="Otherland", their_ref="OP-9")


def released(report, people):
    return working.release(report=report, by=people["cal"])


OPEN = {
    "calm": lambda people: sent(),
    "level 1": lambda people: sent(account=SCRATCHED),
    "level 3": lambda people: sent(account=GRAVE),
    "in Welsh": lambda people: sent(account="Cafodd fy meic ei ddwyn.", language="cy"),
    "by a partner": lambda people: sent(route="partner", organisation="hill-school"),
    "of no department": lambda people: sent(department=""),
    "graded and not decided": lambda people: graded(sent(), people),
    "a decision begun and left": lambda people: begun(sent(), people),
    "held back": lambda people: sent(doubts=["x"]),
    "held back, grave": lambda people: sent(account=GRAVE, doubts=["x"]),
    "held back, for another force": lambda people: sent(doubts=["x"], other_force="Otherland"),
    "held back and released": lambda people: released(sent(doubts=["x"]), people),
    "set aside and taken up again": lambda people: released(aside(people), people),
    "for another force": lambda people: sent(other_force="Otherland"),
    "for another force, graded": lambda people: graded(sent(other_force="Otherland"), people),
    "for another force, decided here": lambda people: none(sent(other_force="Otherland"), people),
    "passed on, its log open": lambda people: passed(sent(other_force="Otherland"), people),
    "withdrawn by the reporter": lambda people: say(sent(), "", reporter.withdraw),
    "withdrawn while held back": lambda people: say(sent(doubts=["x"]), "", reporter.withdraw),
    "withdrawn after the decision": lambda people: say(crime(sent(), people), "", reporter.withdraw),
    "more after the decision": lambda people: say(crime(sent(), people)),
    "more after no crime": lambda people: say(none(sent(), people)),
    "more after it was closed": lambda people: say(closed(crime(sent(), people), people)),
    "more after it was set aside": lambda people: say(aside(people)),
    "more after it was passed on": lambda people: say(passed(crime(sent(), people), people)),
    "not safe after the decision": lambda people: say(crime(sent(), people), "", reporter.not_safe),
    "challenged": lambda people: say(crime(sent(), people), "Wrong", reporter.challenge),
    "challenged after it was set aside": lambda people: say(aside(people), "Wrong", reporter.challenge),
}  # fmt: skip
ENDED = {
    "a crime is recorded": lambda people: crime(sent(), people),
    "no crime, with a rationale": lambda people: none(sent(), people),
    "set aside with a reason": aside,
    "confirmed by another force, and decided": lambda people: passed(crime(sent(other_force="Otherland"), people), people),
}  # fmt: skip
# Lists that look at work which is done: they are no queue.
BESIDE = {"open-logs", "logs-to-look-at", "rationale-reviews", "late-decisions", "registrar-reviews", "investigations", "victims-not-told", "unfinished-decisions", "missed-response"}  # fmt: skip


@pytest.mark.parametrize("state", OPEN)
def test_it_waits_in_a_list_with_a_clock_within_the_limit(people, state):
    report = OPEN[state](people)
    found = {slug: due for slug, due in waits(report, people).items() if slug not in BESIDE}
    assert found, state
    written = report.messages.first()
    # A challenge has longer: ten working days.
    last = (
        written.due_at
        if written and written.due_at
        else (written.at if written else report.submitted_at) + DAY
    )
    assert min(found.values()) <= last


@pytest.mark.parametrize("state", ENDED)
def test_only_a_person_ends_it(people, state):
    report = ENDED[state](people)
    assert set(waits(report, people)) <= BESIDE


def test_every_state_is_looked_at_here(people):
    """A new state has to say here where it waits."""
    rows = [make(people).pk for make in (*OPEN.values(), *ENDED.values())]
    held = Report.objects.filter(pk__in=rows).values_list("state", flat=True)
    assert set(held) == set(ReportState.values)


def test_what_presses_in_a_message_is_read_at_once_whatever_became_of_the_report(people):
    """Decided, closed, held back or set aside: who writes that he is outside now isn't read tomorrow."""
    for report in (closed(crime(sent(), people), people), aside(people), sent(doubts=["x"])):
        Outgoing.objects.all().delete()
        say(report, DANGER)
        due = waits(report, people)["on-line-messages"]
        assert due <= timezone.now()
        body = Outgoing.objects.filter(to="cal").get().body
        assert "/worklists/on-line-messages/" in body
        named = my_day(people["cal"], timezone.now(), staff()).named
        assert any(each.row.shown.ref.startswith(report.ref) for each in named)


def test_what_is_held_back_is_announced_with_the_list_in_which_it_stands(people):
    sent(account=GRAVE, doubts=["x"])
    assert "/worklists/on-line-held-back/" in Outgoing.objects.filter(to="cal").get().body


def test_whoever_set_it_aside_does_not_answer_the_challenge_of_it(people):
    sam, sue = people["sam"], people["sue"]
    report = sent(doubts=["x"])
    report = working.set_aside(report=report, by=sue, reason="Letters only.")
    say(report, "It is about my bike", reporter.challenge)
    message = report.messages.get()
    said = {"message": message, "outcome": "changed", "text": "We read it again."}
    with pytest.raises(NotAllowed, match="did not"):
        working.answer_challenge(by=sue, **said)
    with pytest.raises(ReportError, match="release what was set aside"):
        working.answer_challenge(by=sam, **said)
    working.release(report=report, by=sam)
    assert working.answer_challenge(by=sam, **said).outcome == "changed"
