"""Junk is held back and delays nobody; the same words are known again; nothing is refused or dropped."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from onrecord.contact.models import Log, LogLink
from onrecord.home import home
from onrecord.ledger.live import verify_ledger
from onrecord.reporting.front.drafts import AT_ONCE, answer, find, give_code
from onrecord.reporting.guard import gate, sums
from onrecord.reporting.guard.models import KnownWording, WordingBand
from onrecord.reporting.guard.queries import alike
from onrecord.reporting.guard.settings import limits
from onrecord.reporting.models import Draft, Report, Switch
from onrecord.reporting.receiving.intake import Sent, take_in
from onrecord.reporting.states import ReportState
from onrecord.reporting.types.held import type_named

pytestmark = pytest.mark.django_db
WORDS = (
    "Somebody broke the lock of my shed last night and took two bicycles and a drill. I heard a van at about two "
    "in the morning, but did not look out."
)
PHONE = {"phone": "07700 900123"}


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    cache.clear()
    yield
    cache.clear()


def say(account=WORDS, at=None, **more):
    sent = Sent(type_key="theft", title="Theft", account=account, **more)
    return take_in(sent=sent, origin=str(uuid4()), submitted_at=at)[0]


def draft(**more):
    at = timezone.now() - timedelta(minutes=5)
    values = {"origin": str(uuid4()), "token_hash": uuid4().hex, "started_at": at}
    return Draft.objects.create(
        **{**values, "changed_at": at, "expires_at": at + timedelta(days=7), **more}
    )


def ask(of, account=WORDS, address="192.0.2.1", **filled):
    request = RequestFactory().post("/", filled, REMOTE_ADDR=address)
    sent = Sent(type_key="theft", title="Theft", account=account)
    return gate.doubts_of(request, draft=of, sent=sent)


def test_the_same_person_twice_is_marked_and_linked_and_both_are_logs():
    first = say(contact=PHONE)
    more = f"{WORDS} I forgot: one of the bicycles is red, and the saw is gone too, I think."
    second = say(more, contact={"phone": "+44 7700 900123"})
    assert (first.same_as, second.same_as) == ("", first.ref)
    assert Log.objects.count() == 2
    link = LogLink.objects.get()
    assert {link.first_ref, link.second_ref} == {first.log_ref, second.log_ref}
    assert second.ref in link.why
    other = say("My car was scratched from end to end in the car park.", contact=PHONE)
    assert other.same_as == ""
    KnownWording.objects.all().delete()
    assert verify_ledger(records=True, processes=1).problems == []


def test_few_words_of_different_people_are_not_the_same():
    first = say("My bike was stolen")
    assert say("my bike was stolen.").same_as == ""
    assert say(WORDS).same_as == ""
    assert say(WORDS.replace("drill", "saw")).same_as != ""
    assert first.state == ReportState.RECEIVED


def test_the_same_words_again_and_again_are_held_back_and_none_is_dropped():
    most = limits().same_words
    sent = [say(WORDS.replace("drill", f"thing{number}")) for number in range(most + 3)]
    states = [each.state for each in sent]
    assert states == [ReportState.RECEIVED] * most + [ReportState.HELD_BACK] * 3
    assert "same words" in sent[-1].doubts[0]
    assert Report.objects.count() == most + 3
    real = say("He followed me home from the bus and tried to open my door.")
    assert real.state == ReportState.RECEIVED
    assert real.log_ref
    # Partners send the same form all day, and what was said long ago counts no more.
    assert say(route="partner", organisation="shop").state == ReportState.RECEIVED
    KnownWording.objects.update(at=timezone.now() - timedelta(days=limits().days + 1))
    WordingBand.objects.update(at=timezone.now() - timedelta(days=limits().days + 1))
    assert say().state == ReportState.RECEIVED


def test_what_looking_costs_does_not_grow():
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            say()
        return len(seen)

    say()
    say()
    few = queries()
    for number in range(2 * limits().same_words):
        say(f"{WORDS} {number}")
    assert queries() <= few + 2


def test_old_words_are_thrown_away(monkeypatch):
    monkeypatch.setattr("onrecord.reporting.guard.repeats.TIDY_EVERY", 1)
    long_ago = timezone.now() - timedelta(days=limits().days + 2)
    say(at=long_ago)
    assert KnownWording.objects.count() == 1
    say("Somebody threw a stone through the window of the shop.")
    assert KnownWording.objects.filter(at=long_ago).count() == 0
    assert Report.objects.count() == 2


def test_an_ordinary_report_needs_no_sum_and_raises_no_doubt():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    of = draft()
    assert gate.fields_for(request, of).asked == ""
    assert not hasattr(request, "runs_script")
    assert ask(of) == []


@pytest.mark.parametrize(
    ("filled", "more", "account", "word"),
    [
        ({gate.EMPTY: "x"}, {}, WORDS, "don't see"),
        ({}, {"started_at": None}, WORDS, "seconds"),
        ({}, {}, "buy " + "http://a.example " * 4, "web addresses"),
    ],
)
def test_what_programs_do_is_a_doubt(filled, more, account, word):
    more = {name: timezone.now() for name in more}
    (said,) = ask(draft(**more), account, **filled)
    assert word in said


def test_a_refuge_behind_one_address_sends_forty_and_above_that_does_a_sum():
    most = limits().reports_per_hour
    assert [ask(draft()) for _ in range(most)] == [[]] * most
    of = draft()
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    fields = gate.fields_for(request, of)
    assert request.runs_script
    (without,) = ask(of)
    assert "this address" in without
    answer = sums.solve(fields.asked, fields.bits)
    assert ask(of, **{gate.SUM: answer}) == []
    # Another draft's sum is none.
    assert ask(draft(), **{gate.SUM: answer}) != []
    assert ask(draft(), address="192.0.2.2") == []


def test_a_thousand_addresses_are_noticed_together():
    most = 60
    (home() / "guard.toml").write_text(f"reports_everywhere = {most}\n")
    said = [ask(draft(), address=f"198.51.100.{number}") for number in range(most + 5)]
    assert said[:most] == [[]] * most
    assert all("ten minutes" in each[0] for each in said[most:])


def test_a_real_report_amid_a_flood_goes_straight_through_and_junk_can_be_set_aside_together():
    junk, real = 120, None
    for number in range(junk):
        if number == junk // 2:
            of = draft()
            request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
            fields = gate.fields_for(request, of)
            words = "He is outside again and has a knife. I have locked the door."
            doubts = ask(of, words, **{gate.SUM: sums.solve(fields.asked, fields.bits)})
            real = say(words, doubts=doubts)
        of = draft()
        say("win a prize now at this place " + "x" * (number % 3), doubts=ask(of, "win"))
    held = Report.objects.filter(state=ReportState.HELD_BACK)
    assert held.count() > junk - limits().reports_per_hour - 1
    assert Report.objects.count() == junk + 1
    assert real is not None
    assert real.state == ReportState.RECEIVED
    # In the ordinary order, by the clock, only what came straight through before it stands before it.
    open_ = list(Log.objects.order_by("received_at").values_list("ref", flat=True))
    assert len(open_) <= limits().reports_per_hour + 1
    assert real.log_ref in open_
    heap = max((alike(each) for each in held), key=lambda one: one.count())
    assert heap.count() > 10
    assert set(heap) <= set(held)


def start(address="192.0.2.9", **more):
    return Client().post(reverse("report-start"), {"kind": "theft", **more}, REMOTE_ADDR=address)


def life(answer):
    held = find(answer.headers["Location"].split("/")[3])
    return held, held.expires_at - held.started_at


def test_beginning_very_often_takes_a_sum_and_shuts_nobody_out():
    (home() / "guard.toml").write_text("drafts_per_hour = 4\nsum_bits = 8\n")
    Switch.objects.create(pk=1, on=True, by="rex", at=timezone.now(), entry_seq=1)
    page = reverse("report-start")
    # On ordinary days the page has no script.
    assert "<script" not in Client().get(page, REMOTE_ADDR="192.0.2.9").content.decode()
    for _one in range(4):
        assert life(start())[1] > timedelta(days=1)
    # Above the limit with the sum of the page it is a draft as any; and the sum is good for one.
    shown = Client().get(page, REMOTE_ADDR="192.0.2.9")
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]
    fields = shown.context["guard"]
    solved = {gate.SUM: sums.solve(fields.asked, fields.bits)}
    held, lasts = life(start(**solved))
    assert lasts > timedelta(days=1)
    assert life(start(**solved))[1] <= timedelta(hours=1)
    # It is none for sending the report that it becomes.
    assert not sums.solves(solved[gate.SUM], origin=held.origin, least=8, hours=12)
    # Without scripts it is begun all the same, and lies there for an hour after the last answer.
    held, lasts = life(start())
    assert lasts <= timedelta(hours=1)
    ago = timezone.now() - timedelta(minutes=50)
    Draft.objects.filter(pk=held.pk).update(changed_at=ago, expires_at=ago + timedelta(hours=1))
    held.refresh_from_db()
    written = answer(held, type_named("theft"), "danger", "no")
    assert timedelta(minutes=59) < written.expires_at - timezone.now() <= timedelta(hours=1)
    # What was saved with a code is kept as long as any.
    give_code(written, "token")
    written.refresh_from_db()
    assert written.expires_at - timezone.now() > timedelta(days=20)
    # Somebody elsewhere notices nothing.
    assert life(start("198.51.100.7"))[1] > timedelta(days=1)
    # What is over goes by the way, a few for each that comes.
    Draft.objects.exclude(pk=written.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    before = Draft.objects.count()
    start()
    assert Draft.objects.count() == before - AT_ONCE + 1


def test_very_many_that_are_begun_everywhere_are_noticed_together():
    (home() / "guard.toml").write_text("drafts_everywhere = 3\n")
    Switch.objects.create(pk=1, on=True, by="rex", at=timezone.now(), entry_seq=1)
    lives = [life(start(f"192.0.2.{number}"))[1] for number in range(5)]
    assert [each > timedelta(days=1) for each in lives] == [True, True, True, False, False]
