"""Partners for tests: invented organisations, their people, and what they fill in."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crimerules.tree import FIRST
from onrecord.contact.models import Log
from onrecord.deciding import actions
from onrecord.partners.bulk import take_file
from onrecord.partners.forms_held import held_form
from onrecord.partners.given import checked
from onrecord.partners.organisations import add_member, make_link, make_organisation
from onrecord.partners.sending import send
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests.deciding_world import answer_all

WORDS = "She said: “he hit me\nbehind the hall” <b>twice</b>. ‏שלום"
CONTACT = {"name": "Toni Teacher", "job": "Head of year", "phone": "01632 960001"}


def registrar() -> User:
    return User.objects.get_or_create(username="rowan", defaults={"role": Role.REGISTRAR})[0]


def partner(kind="school", name="", username="", **more):
    """An organisation of a kind and somebody who refers for it."""
    row = make_organisation(
        name=name or f"Invented {kind}", kind=kind, by=registrar(), department="North", **more
    )
    member, _ = add_member(
        organisation=row,
        by=registrar(),
        username=username or f"of-{row.key}",
        name="Toni Teacher",
        job="Head of year",
    )
    User.objects.filter(pk=member.user_id).update(must_change_password=False)
    return row, User.objects.get(pk=member.user_id)


def given(form, their_ref="", contact=CONTACT, several=None, **answers):
    raw = {"answers": answers, "contact": contact, "their_ref": their_ref}
    if several is not None:
        raw["several"] = several
    return checked(held_form(form), raw)


def referred(row, user, form, origin="", several=None, their_ref="", **answers):
    """Send a form of an organisation."""
    return send(
        organisation=row,
        form=held_form(form),
        given=given(form, several=several, their_ref=their_ref, **answers),
        origin=origin or str(uuid4()),
        by=user,
    )


def no_crime(referral, olu, **wanted):
    """An officer decides about a referral, and that it is no crime."""
    row = actions.start_decision(by=olu, log=Log.objects.get(ref=referral.report.log_ref))
    first = {FIRST: "denied", "what": "theft", "theft-from": "elsewhere", **wanted}
    row = answer_all(row, olu, first)
    why = {
        "evidence": "video",
        "from_whom": "officer",
        "told": "by-phone",
        "text": "Mrs Brown says so",
    }
    actions.conclude(decision=row, by=olu, rationale=why)


def theft(**more):
    """What a program of a retailer sends."""
    answers = {"capacity": "staff", "account": WORDS, "place": "Shop 1", "force": "no"}
    return {"form": "retailer", "answers": {**answers, **more}, "contact": CONTACT}


def fill(world):
    """For the tests of every page: the world's person of a partner refers for a retailer."""
    by = world.people["registrar"]
    shop = make_organisation(name="Invented Stores", kind="retailer", by=by, department="North")
    user = world.people["partner"]
    add_member(organisation=shop, by=by, username=user.username, name=WORDS)
    [sent] = referred(shop, user, "retailer", account=WORDS, capacity="staff", place="Shop 1")
    file = SimpleUploadedFile("thefts.csv", b"shop,date,what happened\nShop 1,31/02/2026,=1+1\n")
    upload = take_file(by=user, file=file, origin=str(uuid4()), capacity="staff", contact=CONTACT)
    world.link, world.link_secret = make_link(
        organisation=shop,
        by=by,
        form="retailer",
        label="Night staff",
        expires_on=timezone.localdate() + timedelta(days=7),
    )
    world.shop = SimpleNamespace(pk=shop.key)
    world.referral = sent
    world.upload = SimpleNamespace(pk=upload.name)
