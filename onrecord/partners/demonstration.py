"""Partners of the demonstration: an invented school, retailer and centre, each with somebody who signs in, and something that
each sent."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.deciding import actions as deciding
from onrecord.deciding.interview import start_with
from onrecord.partners.bulk import take_file
from onrecord.partners.forms_held import held_form
from onrecord.partners.given import checked
from onrecord.partners.models import Organisation, Referral
from onrecord.partners.organisations import add_member, make_organisation
from onrecord.partners.sending import RULES, send
from onrecord.people.demonstration import DEPARTMENT, PASSWORD
from onrecord.people.models import User
from onrecord.people.roles import Role

# Kind: (organisation, user name, name, job).
PARTNERS = {
    "school": ("Invented Community College", "teacher", "Toni Teacher", "Head of year 9"),
    "retailer": ("Invented Stores", "shopkeeper", "Shay Shopkeeper", "Area manager"),
    "sarc": ("Invented Rose Centre", "centre", "Cleo Centre", "Crisis worker"),
}
_ROWS = """incident,shop,address,postcode,date,time,what happened,goods,value,force,cctv
INC-1001,Shop 12,"12 Market Street, Anytown",EX4 4QJ,{day},14:30,A man put bottles of gin into his bag and left without paying.,2 bottles of gin,46,no,yes
INC-1001,Shop 12,"12 Market Street, Anytown",EX4 4QJ,{day},14:30,A man put bottles of gin into his bag and left without paying.,1 bottle of whisky,31,no,yes
INC-1002,Shop 3,"3 Station Road, Anytown",EX1 1AA,{day},,Two girls hid make-up in their sleeves.,make-up,18,no,yes
INC-1003,Shop 3,,,31/02/2026,,A boy ran off with a jacket.,jacket,60,no,no
"""


def make_partners(accounts: list[User]) -> list[Organisation]:
    """Make them with what they sent. `accounts`: those of the demonstration, of every role."""
    of_role = {person.role: person for person in accounts}
    registrar = of_role[Role.REGISTRAR]
    made: dict[str, tuple[Organisation, User]] = {}
    for kind, (name, username, person, job) in PARTNERS.items():
        row = make_organisation(name=name, kind=kind, by=registrar, department=DEPARTMENT)
        member, _password = add_member(
            organisation=row,
            by=registrar,
            username=username,
            name=person,
            job=job,
            password=PASSWORD,
            demonstration=True,
        )
        made[kind] = (row, member.user)
    _school(*made["school"])
    _retailer(*made["retailer"], of_role[Role.OFFICER])
    _centre(*made["sarc"])
    return [row for row, _user in made.values()]


def _contact(kind: str) -> dict[str, str]:
    _name, username, person, job = PARTNERS[kind]
    return {
        "name": person,
        "job": job,
        "phone": "01632 960100",
        "email": f"{username}@partner.example",
    }


def _send(
    row: Organisation, user: User, form: str, kind: str, their_ref: str = "", **answers: object
) -> Referral:
    raw = {"answers": answers, "contact": _contact(kind), "their_ref": their_ref}
    held = held_form(form)
    origin = str(uuid5(NAMESPACE_URL, f"onrecord demonstration {form} {their_ref}"))
    return send(organisation=row, form=held, given=checked(held, raw), origin=origin, by=user)[0]


def _school(row: Organisation, toni: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    _send(
        row,
        toni,
        "school",
        "school",
        "CP 114",
        account="A pupil told her tutor that a boy of year 11 pulled her into the changing room and would not let her out. "
        "She said: “He held my wrists and said he would tell everyone.”",
        when={"day": yesterday.isoformat(), "words": "after lunch"},
        where="school",
        wanted="yes",
        victim={"name": "Ida Invented", "age": "14", "sex": "female"},
        suspect={"name": "Noah Nobody", "age": "16", "sex": "male"},
        place={"text": "Invented Community College, Hill Road, Anytown"},
        safe="yes",
    )


def _retailer(row: Organisation, shay: User, officer: User) -> None:
    day = timezone.localdate() - timedelta(days=2)
    file = SimpleUploadedFile("thefts.csv", _ROWS.format(day=f"{day:%d/%m/%Y}").encode())
    origin = str(uuid5(NAMESPACE_URL, "onrecord demonstration file"))
    take_file(by=shay, file=file, origin=origin, capacity="staff", contact=_contact("retailer"))
    sent = Referral.objects.get(organisation=row, report__their_ref="INC-1001")
    log = Log.objects.get(system=sent.report.log_system, ref=sent.report.log_ref)
    decision = deciding.start_decision(by=officer, log=log)
    told = [say for name, say in sent.report.answers if name.startswith(RULES)]
    for _question, say in start_with(told)[len(decision.answers) :]:
        decision = deciding.answer(decision=decision, by=officer, say=say)
    deciding.conclude(decision=decision, by=officer)


def _centre(row: Organisation, cleo: User) -> None:
    _send(
        row,
        cleo,
        "sarc-depersonalised",
        "sarc",
        "RC 31",
        chose="depersonalised",
        account="A woman was raped by a man whom she had met that evening in a bar. She wants no investigation.",
        age="adult",
        month="last month",
        area="Anytown, near the river",
    )
