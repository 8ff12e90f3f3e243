"""Numbers of other services and the Welsh are checked by a person of the force before the public reads them, and again when they
change; until then the registrar's pages, `doctor` and the Welsh pages say so."""

import pytest

from onrecord.home import demonstration_marker
from onrecord.ledger.models import LedgerEntry
from onrecord.people.access import NotAllowed
from onrecord.people.roles import Role
from onrecord.reporting import catalogue
from onrecord.reporting.editing.actions import keep_type
from onrecord.reporting.errors import ReportError
from onrecord.reporting.health import doctors_findings
from onrecord.reporting.models import Checked
from onrecord.reporting.switch.actions import keep_check, set_switch
from onrecord.reporting.switch.checks import SERVICES, WELSH, new_since, standing
from onrecord.reporting.switch.outside import named_now
from onrecord.reporting.types.held import shipped_definitions
from tests.integration.kept_log import person

pytestmark = pytest.mark.django_db
NOTE = "drafft peiriant"


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    (tmp_path / "force.toml").write_text('name = "Loamshire Police"\n')
    return tmp_path


@pytest.fixture
def registrar():
    return person("reg", Role.REGISTRAR, department="")


def reach():
    return {each.reach for each in named_now()}


def doctor(about):
    return [(well, words) for well, words in doctors_findings() if about in words]


def opened(registrar):
    person("pc", Role.OFFICER, department="Contact")
    set_switch(by=registrar, on=True, department="Contact")


def test_every_number_and_address_is_named_wherever_it_stands(house, registrar):
    found = reach()
    for wanted in ("0808 2000 247", "0808 500 2222 · https://247sexualabusesupport.org.uk"):
        assert wanted in found
    assert "https://www.bbc.co.uk/weather" in found
    assert "0300 123 2040 · reportfraud.police.uk" in found
    assert "159" in found
    assert any("08 08 16 89 111" in each for each in found)
    # The police's own in a text are no other service's; nor are sums, days and references numbers to call.
    assert not any(each in found for each in ("999", "101", "999 · 101"))
    assert not any("20260601" in each or "5,000" in each for each in found)
    # What the registrar writes counts as well, in either language.
    own = {
        **shipped_definitions()["theft"],
        "title": "Allotment thefts",
        "hint": "The allotment line, 020 7946 0000",
    }
    keep_type(by=registrar, definition=own)
    assert "020 7946 0000" in reach()


def test_a_check_counts_for_what_was_seen(house, registrar):
    now = standing(SERVICES)
    assert not now.stands
    assert not now.changed
    with pytest.raises(NotAllowed):
        keep_check(by=person("sup", Role.SUPERVISOR), what=SERVICES, digest=now.digest, how="x")
    with pytest.raises(ReportError, match="Write how it was checked"):
        keep_check(by=registrar, what=SERVICES, digest=now.digest, how=" \0 ")
    with pytest.raises(ReportError, match="changed since you saw it"):
        keep_check(by=registrar, what=SERVICES, digest="0" * 64, how="rang each")
    row = keep_check(by=registrar, what=SERVICES, digest=now.digest, how=" rang\neach today ")
    assert (row.by, row.how, row.number) == ("reg", "rang each today", 1)
    entry = LedgerEntry.objects.get(seq=row.entry_seq)
    assert (entry.kind, entry.subject) == ("report-check.kept", "report-check:services:1")
    assert keep_check(by=registrar, what=SERVICES, digest=now.digest, how="again") == row
    assert standing(SERVICES).stands
    # The force writes another number: that one is to be checked again, and is marked.
    (house / "stops.toml").write_text(
        '[stop.danger]\ntitle = "Call 999 now"\nwords = ["Call."]\n'
        '[[stop.danger.help]]\nname = "Our own line"\nwords = "By day"\nphone = "01632 960002"\n'
    )
    later = standing(SERVICES)
    assert later.changed
    assert not later.stands
    assert [each.reach for each, new in new_since(later) if new] == ["01632 960002"]
    assert keep_check(by=registrar, what=SERVICES, digest=later.digest, how="rang it").number == 2


def test_the_registrar_ticks_it_on_the_page_and_doctor_hears(client, registrar):
    # Before anything is open it is a thing to do, and no fault.
    assert [well for well, _ in doctor("numbers and addresses")] == [True]
    opened(registrar)
    assert [well for well, _ in doctor("numbers and addresses")] == [False]
    client.force_login(registrar)
    assert "Nobody has checked the numbers" in client.get("/reporting/").content.decode()
    page = client.get("/reporting/services/")
    shown = page.content.decode()
    for words in (
        "Nobody has checked these yet",
        "National Domestic Abuse Helpline",
        "0300 123 2040",
    ):
        assert words in shown
    digest = page.context["form"]["digest"].value()
    empty = client.post("/reporting/services/", {"digest": digest, "how": ""})
    assert empty.status_code == 400
    old = client.post("/reporting/services/", {"digest": "0" * 64, "how": "rang each"})
    assert "changed since you saw it" in old.content.decode()
    assert f'value="{digest}"' in old.content.decode()
    kept = client.post("/reporting/services/", {"digest": digest, "how": "rang each"}, follow=True)
    assert "rang each" in kept.content.decode()
    assert doctor("numbers and addresses") == []
    assert "Nobody has checked the numbers" not in client.get("/reporting/").content.decode()


def test_a_demonstration_says_that_nobody_checked_them(client, registrar, house):
    demonstration_marker().touch()
    opened(registrar)
    ((well, words),) = doctor("numbers and addresses")
    assert well
    assert "This is a demonstration: call none of them" in words
    client.force_login(registrar)
    assert "In this demonstration nobody has checked them" in client.get("/reporting/").content.decode()  # fmt: skip


def test_the_mark_leaves_the_welsh_pages_when_a_speaker_checked_these_texts(client, registrar, monkeypatch):  # fmt: skip
    opened(registrar)
    assert NOTE in client.get("/report/?lang=cy").content.decode()
    assert doctor("drafted by a machine")
    client.force_login(registrar)
    page = client.get("/reporting/welsh/")
    shown = page.content.decode()
    assert "Beth hoffech chi" in shown or "Am beth ydych chi am roi gwybod?" in shown
    assert "What do you want to report?" in shown
    digest = page.context["form"]["digest"].value()
    kept = client.post("/reporting/welsh/", {"digest": digest, "how": "Gwen Invented, translator"}, follow=True)  # fmt: skip
    assert "Gwen Invented" in kept.content.decode()
    client.logout()
    assert NOTE not in client.get("/report/?lang=cy").content.decode()
    assert doctor("drafted by a machine") == []
    # Another word in it, and it is a machine's again as far as anybody knows.
    monkeypatch.setattr(catalogue, "version", lambda: "another")
    assert NOTE in client.get("/report/?lang=cy").content.decode()
    assert standing(WELSH).changed
    assert Checked.objects.get().held["texts"] == len(catalogue.texts())


def test_the_catalogue_is_read_as_gettext_reads_it():
    from gettext import GNUTranslations

    held = {}
    for name in ("reporting", "partners"):
        path = catalogue.APPS / name / "locale" / "cy" / "LC_MESSAGES" / "django.mo"
        with path.open("rb") as file:
            held[name] = GNUTranslations(file)
    texts = catalogue.texts()
    assert len(texts) > 500
    for each in texts:
        if " (" not in each.english and len(each.welsh) == 1:
            assert any(one.gettext(each.english) == each.welsh[0] for one in held.values())
