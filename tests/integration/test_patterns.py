"""The finder's patterns on their pages: read, tried on a text, switched with a reason, and a force's own."""

import pytest
from django.urls import reverse

from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.screening.actions import screen_logs
from onrecord.screening.models import Suspect
from onrecord.screening.patterns.actions import PatternError, switch_pattern, switched_off
from onrecord.screening.patterns.models import PatternSwitch
from onrecord.screening.rules.engine import LogFacts, load_rules, weigh
from onrecord.screening.rules.load import broken, shipped_rules
from onrecord.web.doctor import examine
from tests.integration.kept_log import person
from tests.integration.test_screening_actions import log as imported_log

pytestmark = pytest.mark.django_db
KITE = """
[[rule]]
id = "kite-cut"
name = "Kite cut"
points = 20
says = "Somebody's kite was cut: “{quote}”."
phrases = ["cut ... kite"]
matches = ["He cut my kite."]
does_not_match = ["The kite flew off."]
"""


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def fcr():
    return person("fcr", Role.REGISTRAR, "")


def ids(book):
    return {rule.id for rule in (*book.words, *book.explained)}


def test_a_pattern_is_switched_off_and_on_with_reasons(fcr):
    before = load_rules().version
    log = imported_log("He punched her.")
    screen_logs([log.pk])
    rule = Suspect.objects.get(log=log).rule
    switch_pattern(rule=rule, on=False, why="It finds boxers.", by=fcr)
    assert switched_off() == {rule}
    assert rule not in ids(load_rules())
    assert load_rules().version != before, "a score says which patterns made it"
    screen_logs([log.pk])
    assert not Suspect.objects.filter(log=log, rule=rule).exists()
    with pytest.raises(PatternError, match="off already"):
        switch_pattern(rule=rule, on=False, why="x", by=fcr)
    switch_pattern(rule=rule, on=True, why="Mended.", by=fcr)
    assert rule in ids(load_rules())
    assert switched_off() == frozenset()
    assert list(PatternSwitch.objects.values_list("on", "why")) == [
        (True, "Mended."),
        (False, "It finds boxers."),
    ]


def test_the_ledger_vouches_for_switches(fcr):
    row = switch_pattern(rule="assault", on=False, why="x", by=fcr)
    assert not verify_ledger(records=True).problems
    PatternSwitch.objects.filter(pk=row.pk).update(why="y")
    assert verify_ledger(records=True).problems


def test_who_may_not_and_what_can_not(fcr):
    with pytest.raises(NotAllowed):
        switch_pattern(rule="assault", on=False, why="x", by=person("aud", Role.AUDITOR))
    for rule, why, message in (("nonsense", "x", "no such"), ("assault", " ", "empty"), ("assault", "x", "on already")):  # fmt: skip
        with pytest.raises(PatternError, match=message):
            switch_pattern(rule=rule, on=True, why=why, by=fcr)
    assert not PatternSwitch.objects.exists()


def test_what_can_not_be_written_changes_nothing(fcr, own_home):
    (own_home / "patterns" / "off.txt.new").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        switch_pattern(rule="assault", on=False, why="x", by=fcr)
    assert not PatternSwitch.objects.exists()


def test_a_pattern_of_the_forces_own(own_home):
    folder = own_home / "patterns"
    folder.mkdir()
    (folder / "words-ours.toml").write_text(KITE)
    assert "kite-cut" in ids(load_rules())
    assert "kite-cut" not in ids(shipped_rules())
    assert "kite-cut" in {r.rule for r in weigh(LogFacts(text="Someone cut the kite."))}
    assert (True, "1 patterns of the force's own do what their examples say.") in list(examine())


@pytest.mark.parametrize(
    ("text", "why"),
    [("nonsense", "not a TOML"), (KITE.replace("points = 20\n", ""), "missing"), (KITE + KITE, "two rules")],
)  # fmt: skip
def test_a_broken_file_is_left_out_and_said(own_home, text, why, fcr, client):
    folder = own_home / "patterns"
    folder.mkdir()
    (folder / "words-ours.toml").write_text(text)
    assert ids(load_rules()) == ids(shipped_rules())
    assert why in broken()
    assert any(not well and why in sentence for well, sentence in examine())
    client.force_login(fcr)
    assert why in client.get(reverse("finder-patterns")).content.decode()


def test_a_pattern_that_fails_its_own_example_is_named(own_home, fcr, client):
    folder = own_home / "patterns"
    folder.mkdir()
    (folder / "words-ours.toml").write_text(KITE.replace("flew off", "he cut: a kite"))
    assert any(not well and "kite-cut" in sentence for well, sentence in examine())
    client.force_login(fcr)
    page = client.get(reverse("finder-pattern", args=["kite-cut"])).content.decode()
    assert "does not do what these examples say" in page


def test_the_pages(fcr, client):
    client.force_login(fcr)
    url = reverse("finder-patterns")
    page = client.get(url).content.decode()
    assert "Strangulation or suffocation" in page
    assert "Write a text" in client.post(url, {"text": " "}).content.decode()
    tried = client.post(
        url, {"text": "<i>He</i> punched her. She was not robbed."}
    ).content.decode()
    assert "The text tells of an assault" in tried
    assert "Robbery (denied)" in tried
    assert "<i>He" not in tried
    one = reverse("finder-pattern", args=["assault"])
    assert "Texts that it must match" in client.get(one).content.decode()
    assert client.get(reverse("finder-pattern", args=["nonsense"])).status_code == 404
    assert "Give the reason" in client.post(one, {"why": ""}).content.decode()
    answer = client.post(one, {"why": "For a test."}, follow=True).content.decode()
    assert "“Assault” is off" in answer
    assert "Switch it on" in answer
    assert "<strong>off</strong>" in client.get(url).content.decode()
    client.force_login(person("aud", Role.AUDITOR))
    assert "Switch it" not in client.get(one).content.decode()
    assert client.post(one, {"why": "x"}).status_code == 403
    assert switched_off() == {"assault"}
