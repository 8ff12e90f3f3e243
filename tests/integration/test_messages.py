"""Messages from a month's findings, their pictures and papers, campaigns, and what changed after them."""

import contextlib
import io
import re
import zlib
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from onrecord.audit.actions import freeze_audit
from onrecord.audit.findings import actions as findings
from onrecord.audit.findings.causes import causes
from onrecord.audit.findings.lessons import lessons
from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.states import FindingState
from onrecord.contact.models import Log
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.training import measured, messaging, picture
from onrecord.training.aims import aims
from onrecord.training.drafts import candidates, draft, month_of
from onrecord.training.errors import TrainingError
from onrecord.training.measured import rate_changes, share_change
from onrecord.training.message_models import Campaign, Message
from onrecord.training.personal import personal
from onrecord.training.picture import SIZES, Words, draw
from onrecord.training.practice import next_card
from onrecord.training.sheets import PAPER, briefing, poster
from onrecord.training.topics import topic_of_rule
from tests.findings_world import logs, people, read, read_audit
from tests.integration.training_world import campaign

pytestmark = pytest.mark.django_db

JUNE = date(2026, 6, 1)
WORDS = {
    "headline": "Belief is enough. Record it.",
    "wrong": "Recording waited for proof.",
    "do": "Record on the balance of probability.",
    "rule": "Crime Recording Rules 2026/27, p. 7",
}


@pytest.fixture
def staff():
    return people()


@pytest.fixture
def accepted(staff):
    """Findings of June: those of the north because proof was waited for, the others because nobody read on.

    Written straight into the table: what is tested here begins after findings were answered (test_findings.py)."""
    audit = read_audit()
    findings.send_findings(audit=audit, by=staff["fcr"])
    closed = timezone.make_aware(datetime(2026, 6, 20, 12))
    rows = Finding.objects.all()
    rows.update(state=FindingState.ACCEPTED, closed_at=closed, causes=["not-read"])
    rows.filter(department="North").update(causes=["belief", "unchecked"])
    return list(rows)


def test_a_month_says_which_causes_and_rules_came_with_n_and_interval(accepted):
    north = sum(row.department == "North" for row in accepted)
    assert 0 < north < len(accepted)
    found = {row.aim: row for row in candidates(JUNE)}
    belief = found["cause:belief"]
    assert (belief.number, belief.n) == (north, len(accepted))
    told = [(lesson.weight, "belief" in lesson.causes) for lesson in lessons()]
    assert len({weight for weight, _ in told}) > 1, "all weigh the same: nothing is tested"
    by_hand = sum(weight for weight, yes in told if yes) / sum(weight for weight, _ in told)
    assert belief.share.rate == pytest.approx(by_hand)
    low, high = belief.share.interval.low, belief.share.interval.high
    assert low < by_hand < high
    assert f"{north} of {len(accepted)} findings of June 2026" in belief.sentence
    rules = [row for aim, row in found.items() if aim.startswith("rule:")]
    assert rules
    assert max(row.number for row in rules) == len(accepted)
    assert candidates(date(2026, 5, 1)) == []
    assert candidates(date(2026, 7, 1)) == []


def test_every_cause_and_rule_gives_a_draft_that_can_be_kept(accepted, staff):
    Finding.objects.update(causes=[each.code for each in causes()])
    found = candidates(JUNE)
    assert len(found) > len(causes())
    for one in found:
        words = draft(one)
        row = messaging.make_message(
            words=words, aim=one.aim, figures=one.figures(), by=staff["ada"]
        )
        assert row.state == "draft"
        assert row.rule, one.aim
    assert verify_ledger().ok


def test_a_finding_that_fell_or_is_open_says_nothing(accepted):
    Finding.objects.filter(department="North").update(state=FindingState.REVERSED)
    Finding.objects.filter(department="South").update(state=FindingState.DEPARTMENT)
    assert month_of(JUNE) == []
    assert aims().n == 0


def test_what_audits_find_stands_beside_what_cards_show(accepted, staff, client):
    Finding.objects.update(closed_at=timezone.now())
    north = sum(row.department == "North" for row in accepted)
    found = {row.topic.id: row for row in aims().topics}
    assert found["believed"].findings == north
    # Each finding once, whichever causes of the topic it has.
    assert found["whether"].findings == len(accepted)
    assert not found["believed"].shown
    assert sum(row.number for row in aims().rules) >= len(accepted)
    client.force_login(staff["ada"])
    body = client.get(reverse("training-aims")).content.decode()
    assert "The victim is believed" in body
    assert "too few" in body


@pytest.mark.parametrize(
    "text",
    [
        "Ring PC 4711 about it",
        "See LOG-0001 of last week",
        "Write to olu@anyshire.police.uk",
        "At EX4 4QJ they forgot",
        "On 03/06/2026 nobody read it",
        "Call 01392 496000",
        "Ask Olu Officer how",
        "Like CR/4711/26",
        "Reference L20260601-0001",
    ],
)
def test_a_message_names_nobody_and_no_record(staff, text):
    User.objects.filter(username="olu").update(first_name="Olu", last_name="Officer")
    assert personal(text)
    for name in ("headline", "wrong", "do"):
        with pytest.raises(TrainingError, match="names nobody"):
            messaging.make_message(
                words={**WORDS, name: text}, aim="cause:belief", figures={}, by=staff["fcr"]
            )
    assert not personal("In 2026/27, 24 hours, class 8N, 105A and N100; pp. 7-8, section 39.")


def test_a_message_is_read_before_use_and_again_after_a_change(staff):
    row = messaging.make_message(words=WORDS, aim="cause:belief", figures={}, by=staff["ada"])
    plan = {"name": "June", "departments": [], "starts": timezone.localdate()}
    plan["ends"] = plan["starts"]
    with pytest.raises(TrainingError, match="ready first"):
        messaging.start_campaign(message=row, by=staff["ada"], **plan)
    row = messaging.move_message(message=row, to="ready", by=staff["ada"])
    assert messaging.edit_message(message=row, words=WORDS, by=staff["ada"]).state == "ready"
    row = messaging.edit_message(message=row, words={**WORDS, "do": "Do."}, by=staff["ada"])
    assert row.state == "draft"
    row = messaging.move_message(message=row, to="withdrawn", by=staff["ada"])
    with pytest.raises(TrainingError, match="withdrawn"):
        messaging.edit_message(message=row, words=WORDS, by=staff["ada"])
    with pytest.raises(TrainingError):
        messaging.move_message(message=row, to="ready", by=staff["ada"])
    for name in ("sam", "olu", "com"):
        with pytest.raises(NotAllowed):
            messaging.make_message(words=WORDS, aim="x", figures={}, by=staff[name])
    for wrong in ({"do": " "}, {"headline": "x" * 91}):
        with pytest.raises(TrainingError):
            messaging.make_message(words={**WORDS, **wrong}, aim="x", figures={}, by=staff["fcr"])
    assert verify_ledger().ok


def test_campaigns_run_between_their_days_for_their_departments(staff, client):
    today = timezone.localdate()
    row = campaign(staff["fcr"])
    assert row.state == "running"
    client.force_login(staff["olu"])
    assert "Read on." in client.get(reverse("training")).content.decode()
    client.force_login(staff["cal"])
    assert "Read on." not in client.get(reverse("training")).content.decode()
    assert campaign(staff["fcr"], starts=today + timedelta(days=1)).state == "to come"
    for starts, ends in (
        (today - timedelta(days=40), today),
        (today, today - timedelta(days=1)),
        (today, today + timedelta(days=400)),
    ):
        with pytest.raises(TrainingError):
            messaging.start_campaign(
                message=row.message,
                name="No",
                departments=[],
                starts=starts,
                ends=ends,
                by=staff["fcr"],
            )
    ended = messaging.end_campaign(campaign=row, by=staff["ada"])
    assert ended.state == "over"
    with pytest.raises(TrainingError, match="over already"):
        messaging.end_campaign(campaign=row, by=staff["ada"])
    client.force_login(staff["olu"])
    assert "Read on." not in client.get(reverse("training")).content.decode()
    assert verify_ledger().ok


def test_a_running_campaign_brings_cards_of_its_topic_first(staff):
    campaign(staff["fcr"], aim="cause:third-party")
    assert topic_of_rule(next_card(staff["olu"]).rule).id == "third-party"
    assert topic_of_rule(next_card(staff["cal"]).rule).id != "third-party"


def test_what_changed_is_compared_over_fixed_days_or_said_to_be_too_few(
    accepted, staff, monkeypatch
):
    north = [row for row in accepted if row.department == "North"]
    row = campaign(staff["fcr"], aim="cause:belief")
    starts = timezone.localdate()

    def lay(rows, day, codes):
        moment = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        Log.objects.filter(pk__in=[each.item.log_id for each in rows]).update(received_at=moment)
        Finding.objects.filter(pk__in=[each.pk for each in rows]).update(
            causes=codes, department="North"
        )

    lay(north, starts - timedelta(days=3), ["belief"])
    few = share_change(row)
    assert few.change is None
    assert "nothing can be said" in few.sentence
    half = len(accepted) // 2
    monkeypatch.setattr(measured, "FEWEST", half)
    old, new = accepted[:half], accepted[half:]
    # The day before the first, and the first day itself.
    lay(old, starts - timedelta(days=1), ["belief"])
    lay(new, starts, ["belief"])
    same = share_change(row)
    assert (same.before.number, same.before.n) == (half, half)
    assert (same.after.number, same.after.n) == (len(new), len(new))
    assert not same.change.shown
    assert "doesn't show a change" in same.sentence
    lay(new, starts, ["not-read"])
    fell = share_change(row)
    assert fell.after.number == 0
    assert fell.change.interval.high < 0
    assert "This shows a fall" in fell.sentence
    # Older than half a year, or of another department, counts on neither side.
    lay(old, starts - timedelta(days=183), ["belief"])
    assert share_change(row).before.n == 0
    Finding.objects.update(department="South")
    assert share_change(row).after.n == 0


def test_rates_before_and_after_are_kept_from_who_may_read_second(staff):
    starts = date(2026, 3, 15)
    logs()
    for name, first, last in (
        ("Before", date(2026, 3, 1), date(2026, 3, 10)),
        ("After", date(2026, 3, 16), date(2026, 3, 31)),
    ):
        audit = freeze_audit(
            name=name,
            seed="7",
            sample_size=60,
            by="fcr",
            programme="inspection-cdi",
            date_from=first,
            date_to=last,
        )
        for item in audit.items.select_related("log").order_by("position"):
            read(item)
    row = Campaign(starts=starts, ends=starts, message=campaign(staff["fcr"]).message)
    seen = rate_changes(row, staff["fcr"])
    assert [(one.before.name, one.after.name) for one in seen] == [("Before", "After")]
    assert "rate changed by" in seen[0].change.sentence
    assert rate_changes(row, staff["com"])
    assert rate_changes(row, staff["ada"]) == []


def test_the_page_drafts_keeps_and_shows_a_message(accepted, staff, client):
    client.force_login(staff["ada"])
    month = reverse("messages") + "?month=2026-06"
    body = client.get(month).content.decode()
    assert "waited for proof" in body
    new = reverse("message-new") + "?month=2026-06&aim=cause:belief"
    page = client.get(new)
    sent = {**page.context["form"].initial, "headline": "Belief is enough"}
    answer = client.post(new, sent, follow=True)
    assert "Kept as a draft" in answer.content.decode()
    row = answer.context["message"]
    assert row.headline == "Belief is enough"
    assert row.figures["n"] == len(accepted)
    wrong = client.post(new, {**sent, "do": "Ask PC 4711"})
    assert "collar number" in wrong.content.decode()
    assert client.get(reverse("message-new") + "?month=2026-06&aim=cause:no").status_code == 404
    client.force_login(staff["olu"])
    assert client.get(reverse("message-screen", args=[row.pk])).status_code == 403
    client.force_login(staff["com"])
    assert client.post(reverse("message", args=[row.pk]), {"to": "ready"}).status_code == 403
    assert "waited for proof" not in client.get(month).content.decode()
    client.force_login(staff["ada"])
    client.post(reverse("message", args=[row.pk]), {"to": "ready"})
    client.force_login(staff["olu"])
    assert (
        "Belief is enough" in client.get(reverse("message-screen", args=[row.pk])).content.decode()
    )
    sheet = client.get(reverse("message-poster", args=[row.pk, "a3"]))
    assert sheet.content.startswith(b"%PDF")
    assert client.get(reverse("message-poster", args=[row.pk, "a0"])).status_code == 404
    assert client.get(reverse("message-image", args=[row.pk, 800, 600])).status_code == 404
    text = client.get(reverse("message-briefing", args=[row.pk])).content.decode()
    assert "BELIEF IS ENOUGH" in text
    assert f"of {len(accepted)} findings" in text
    assert "The answer: " in text
    client.force_login(staff["ada"])
    plan = {"name": "June", "departments": ["North"], "starts": "2099-01-01", "ends": "2099-01-31"}
    made = client.post(reverse("campaign-new", args=[row.pk]), plan, follow=True)
    body = made.content.decode()
    assert "What changed" in body
    assert "nothing can be said" in body
    assert Campaign.objects.get().departments == ["North"]


def _shares(data: bytes):
    """The picture, and for each quarter of its height the share of points that aren't ground."""
    image = Image.open(io.BytesIO(data))
    image.load()
    assert image.mode == "RGB"
    ground = image.getpixel((image.width - 1, image.height - 1))
    found = []
    for part in range(4):
        box = (0, part * image.height // 4, image.width, (part + 1) * image.height // 4)
        strip = image.crop(box).resize((200, 100), Image.Resampling.NEAREST)
        points = list(strip.get_flattened_data())
        found.append(sum(point != ground for point in points) / len(points))
    return image, found


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("size", "own"),
    [*((size, False) for size in SIZES), ((1366, 768), True), ((1080, 1920), True)],
)
def test_pictures_have_their_size_hold_the_words_and_leave_room_for_the_clock(
    size, own, monkeypatch
):
    if own:
        # A machine without fonts: Pillow's own has no £ and no curly quotes.
        monkeypatch.setattr(picture, "_file", lambda bold: "")
    words = Words(
        "Not wanted is still recorded: the victim’s wish changes the investigation, not the record",
        "Each report of a crime is recorded within 24 hours, £5 or £5,000, wanted or not. " * 3,
        "Crime Recording Rules for Front line Officers and Staff 2026/27, p. 7, " * 2,
        "Anyshire Police · Crime recording",
    )
    image, shares = _shares(draw(words, size))
    assert image.size == size
    assert shares[0] > 0.05
    assert shares[1] > 0.05
    assert 0 < shares[3] < 0.04
    short = draw(Words("Record it.", "Now.", "p. 7", "Police"), size)
    assert short != draw(words, size)


@pytest.mark.one_store
@pytest.mark.parametrize("text", ["", "W" * 90, "a b " * 70])
def test_odd_words_make_a_picture_too(text):
    assert draw(Words(text, text, text, text), (1366, 768)).startswith(b"\x89PNG")


@pytest.mark.one_store
def test_no_line_of_a_picture_is_wider_than_it_may_be():
    font = picture._font(True, 40)
    for text in ("A headline of several words", "Donaudampfschifffahrtsgesellschaft " * 3, ""):
        lines = picture.wrapped(text, font, 300)
        even = picture.balanced(text, font, 300)
        assert len(even) == len(lines)
        assert " ".join(even).replace(" ", "") == " ".join(lines).replace(" ", "")
        assert all(font.getlength(line) <= 300 for line in [*lines, *even])
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.one_store
@pytest.mark.parametrize("paper", PAPER)
def test_a_poster_is_one_sheet_however_long_its_words(paper):
    full = {name: ("Several crimes " * 30)[:limit] for name, limit in messaging.LIMITS.items()}
    for words in (WORDS, full):
        pdf = poster(Message(**words, figures={"sentence": "7 of 31 findings " * 4}), paper)
        assert _sheets(pdf) == 1


def _sheets(pdf: bytes) -> int:
    """How many pages a PDF has; what describes them is packed."""
    found = 0
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found += len(re.findall(rb"/Type\s*/Page\b", zlib.decompress(packed)))
    return found


def test_a_briefing_without_a_topic_has_no_question(staff):
    row = messaging.make_message(words=WORDS, aim="cause:systems", figures={}, by=staff["fcr"])
    assert "A question for the team" not in briefing(row)
    other = messaging.make_message(words=WORDS, aim="cause:belief", figures={}, by=staff["fcr"])
    assert "A question for the team" in briefing(other)
