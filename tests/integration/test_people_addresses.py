"""E-mail addresses for the digest: set by whom, told how when wrong, and never in the ledger."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.findings.digest import Digest
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerBody, LedgerEntry
from onrecord.measures.alerts.models import Outgoing
from onrecord.measures.sending.audit_digests import put_digests
from onrecord.measures.sending.queue import deliver
from onrecord.people import actions
from onrecord.people.access import NotAllowed
from onrecord.people.addresses import BY_NAME, NONE, OWN, address_of, addresses
from onrecord.people.models import User
from onrecord.people.policies import check_can_set_address
from onrecord.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    made = {}
    for name, role in (
        ("fcr", Role.REGISTRAR), ("alex", Role.ADMINISTRATOR), ("sam", Role.SUPERVISOR), ("ada", Role.AUDITOR),
    ):  # fmt: skip
        made[name] = User(username=name, role=role)
        made[name].set_unusable_password()
        made[name].save()
    return made


def test_everybody_sets_their_own_and_some_set_those_of_others(people):
    for user in people.values():
        check_can_set_address(user, user)
    for name in ("fcr", "alex"):
        check_can_set_address(people[name], people["sam"])
    for name in ("sam", "ada"):
        with pytest.raises(NotAllowed):
            check_can_set_address(people[name], people["fcr"])


def test_a_change_is_in_the_ledger_and_the_address_is_not(people):
    secret = "sam.smith@force.example"
    person = actions.set_address(person=people["sam"], by="sam", address=f" {secret} ")
    assert person.email == secret
    actions.set_address(person=person, by="sam", address=secret)
    person = actions.set_address(person=person, by="fcr", address="other@force.example")
    actions.set_address(person=person, by="fcr", address="")
    entries = LedgerEntry.objects.filter(subject="person:sam").order_by("seq")
    bodies = [LedgerBody.objects.get(seq=e.seq).body for e in entries]
    assert [e.actor for e in entries] == ["sam", "fcr", "fcr"]
    for body, what in zip(bodies, ("set", "changed", "taken away"), strict=True):
        assert f"e-mail address {what}" in body
    everything = "".join(LedgerBody.objects.values_list("body", flat=True))
    assert "smith" not in everything
    assert "force.example" not in everything
    assert verify_ledger().ok


@pytest.mark.parametrize(
    "wrong",
    ["sam", "sam@", "sam@force", "sam smith@force.example", "sam@force.example, eve@evil.example", "sam@force.example\nBcc: eve@evil.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(people, client, wrong):
    with pytest.raises(actions.PersonError, match="is no e-mail address"):
        actions.set_address(person=people["sam"], by="sam", address=wrong)
    client.force_login(people["sam"])
    page = client.post(reverse("own-address"), {"address": wrong})
    assert page.status_code == 200
    assert "is no e-mail address. Write it in full" in page.content.decode()
    people["sam"].refresh_from_db()
    assert people["sam"].email == ""


def test_the_pages_set_and_show(people, client, settings):
    settings.ONRECORD_EMAIL_DOMAIN = ""
    client.force_login(people["sam"])
    assert "No address is known" in client.get(reverse("own-address")).content.decode()
    client.post(reverse("own-address"), {"address": "sam@force.example"})
    assert "sam@force.example" in client.get(reverse("own-address")).content.decode()
    assert client.get(reverse("addresses")).status_code == 403
    assert (
        client.post(reverse("address", args=["fcr"]), {"address": "x@y.example"}).status_code == 403
    )
    client.force_login(people["fcr"])
    assert "sam@force.example" in client.get(reverse("addresses")).content.decode()
    client.post(reverse("address", args=["ada"]), {"address": "ada@force.example"})
    people["ada"].refresh_from_db()
    assert people["ada"].email == "ada@force.example"
    actions.set_active(person=people["ada"], active=False, by="alex")
    assert client.get(reverse("address", args=["ada"])).status_code == 404


def test_the_account_goes_before_the_domain(people, settings):
    settings.ONRECORD_EMAIL_DOMAIN = "force.example"
    people["sam"].email = "s@other.example"
    people["sam"].save()
    found = {each.person.username: (each.address, each.origin) for each in addresses()}
    assert found["sam"] == ("s@other.example", OWN)
    assert found["fcr"] == ("fcr@force.example", BY_NAME)
    assert address_of(User(username="a@b.example")).origin == NONE


def test_an_address_that_no_header_can_hold_keeps_nobody_else_waiting(people, settings):
    settings.ONRECORD_EMAIL_DOMAIN = ""
    User.objects.filter(username="sam").update(email="two words@force.example\n")
    User.objects.filter(username="fcr").update(email="fcr@force.example")
    now = timezone.now()
    found = [Digest("sam", "two words@force.example\n", "x"), Digest("ben", "", "x"), Digest("fcr", "fcr@force.example", "x")]  # fmt: skip
    assert put_digests(found, now) == ["ben"]
    done = deliver(now)
    assert (done.sent, done.given_up) == (1, 1)
    assert [m.to for m in mail.outbox] == [["fcr@force.example"]]
    assert "can't be written" in Outgoing.objects.get(to="sam").trouble
