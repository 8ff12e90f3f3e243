"""A file of thefts is taken in: every row checked, each good incident a report of its own, what can't be taken given back.

The same row again is the same report, in this file or a later one.
"""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from onrecord.exchange.faults import ReadError
from onrecord.home import home
from onrecord.ledger.actions import append
from onrecord.partners.bulk_file import BEFORE, COLUMNS, FileRead, Incident, Refused, read_file
from onrecord.partners.content import upload_content, upload_subject
from onrecord.partners.doubted import doubted
from onrecord.partners.errors import PartnerError
from onrecord.partners.form_files import Form
from onrecord.partners.forms_held import held_form
from onrecord.partners.given import GivenError, checked, checked_contact, pounds
from onrecord.partners.models import Kind, Organisation, Referral, Upload
from onrecord.partners.policies import organisation_of
from onrecord.partners.sending import send
from onrecord.people.access import NotAllowed
from onrecord.people.models import User

# What is told of each problem, in the order of BEFORE after the row.
_TOLD: Final = ("column", "value", "problem", "remedy")
MOST_BYTES: Final = 2_000_000
FORM: Final = "retailer"
_SPACE: Final = UUID("5f6d1a2e-6f0b-4f0a-9d53-8a2f3a7b6c10")
# Where a problem of the form is shown in the file.
_COLUMN_OF: Final = {
    "account": "what happened",
    "when": "date",
    "place": "shop",
    "goods": "goods",
    "value": "value",
    "force": "force",
    "suspect": "suspect",
    "cctv": "cctv",
    "their_ref": "incident",
}


def check_can_upload(user: User) -> None:
    """Files are for retailers."""
    if organisation_of(user).kind != Kind.RETAILER:
        raise NotAllowed("Files of thefts are for retailers. Use one of your own forms.")


def take_file(
    *, by: User, file: UploadedFile, origin: str, capacity: str, contact: dict[str, str]
) -> Upload:
    """Take in what can be taken. `origin` (a UUID): the same again returns what is there. Raises PartnerError, GivenError for the
    contact, NotAllowed."""
    check_can_upload(by)
    organisation = organisation_of(by)
    there = Upload.objects.filter(name=origin).first()
    if there is not None:
        if there.organisation_id != organisation.pk:
            raise PartnerError(_("Open the page again and send the file from there."))
        return there
    if file.size is not None and file.size > MOST_BYTES:
        raise PartnerError(_("The file is larger than 2 MB. Send it in parts."))
    form = held_form(FORM)
    if not form.is_for(organisation):
        raise PartnerError(_("The police have closed this form. Call 101 to report a theft."))
    contact = checked_contact(contact)
    data = file.read()
    read = _read(data, Path(file.name or "file.csv").suffix, organisation)
    refused = list(read.refused)
    asked: list[dict[str, Any]] = []
    counts = dict.fromkeys(("again", "doubles", "joined", "incidents"), 0)
    for incident in read.incidents:
        try:
            asked += doubted(incident, _send(organisation, form, incident, by, capacity, contact))
        except _Before:
            counts["again"] += len(incident.different)
        except GivenError as error:
            refused += _as_refused(incident, error.problems)
            continue
        except PartnerError as error:
            refused += _as_refused(incident, [("", str(error))])
            continue
        else:
            counts["incidents"] += 1
            counts["joined"] += len(incident.different) - 1
        counts["doubles"] += len(incident.rows) - len(incident.different)
    bad_rows = {each.row for each in refused}
    row = Upload(
        name=origin,
        organisation=organisation,
        organisation_key=organisation.key,
        file_name=Path(file.name or "file.csv").name[:200].replace("\0", ""),
        sha256=sha256(data).hexdigest(),
        counts={"rows": read.rows, "refused": len(bad_rows), **counts},
        header=read.header,
        refused=[each.to_dict() for each in sorted(refused, key=lambda each: each.row)],
        asked=asked,
        by=by.username,
        at=timezone.now(),
    )
    with transaction.atomic():
        row.entry_seq = append(
            kind="partner-file.read",
            subject=upload_subject(row),
            body=upload_content(row),
            by=by.username,
        )
        row.save(force_insert=True)
    return row


class _Before(Exception):
    """The same incident was sent before, in the same words."""


def _read(data: bytes, suffix: str, organisation: Organisation) -> FileRead:
    """The rows of a file. It lies on the disk while it is read, in the installation's own folder."""
    home().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home(), prefix="partner-") as folder:
        path = Path(folder) / f"file{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
        path.write_bytes(data)
        try:
            return read_file(path, organisation.columns)
        except ReadError:
            # What the reader says is for those who make maps of whole systems.
            raise PartnerError(
                _(
                    "The file can't be read as a table. Open it in your spreadsheet, see that the first row has the names of "
                    "the columns, and save it as CSV or as an Excel workbook (.xlsx) without a password. Nothing of it was taken."
                )
            ) from None


def _send(
    organisation: Organisation,
    form: Form,
    incident: Incident,
    by: User,
    capacity: str,
    contact: dict[str, str],
) -> Referral:
    origin = str(uuid5(_SPACE, f"{organisation.key}\n{incident.name}"))
    there = Referral.objects.filter(sending=origin).first()
    if there is not None:
        if there.row_hash == incident.row_hash:
            raise _Before
        raise PartnerError(
            _(
                "The incident %(ref)s of this shop was sent on %(day)s as %(report)s, and said otherwise. Give it another "
                "reference if it is another incident; else tell the police, naming %(report)s"
            )
            % {
                "ref": incident.reference,
                "day": f"{timezone.localtime(there.sent_at):%d/%m/%Y}",
                "report": there.report_ref,
            }
        )
    given = checked(form, _raw(incident, capacity, contact))
    [made] = send(
        organisation=organisation,
        form=form,
        given=given,
        origin=origin,
        by=by,
        row_hash=incident.row_hash,
    )
    return made


def _raw(incident: Incident, capacity: str, contact: dict[str, str]) -> dict[str, Any]:
    """An incident in the layout of `given`: each row's own words, none twice."""
    rows = [each.says for each in incident.different]

    def joined(name: str, between: str) -> str:
        return between.join(dict.fromkeys(each[name] for each in rows if each.get(name)))

    first = rows[0]
    place = {
        "text": ", ".join(filter(None, (first["shop"], first.get("address")))),
        "postcode": first.get("postcode", ""),
    }
    force = {each.get("force", "") for each in rows}
    answers: dict[str, Any] = {
        "capacity": capacity,
        "account": joined("what happened", "\n"),
        "when": {"day": first["date"], "words": joined("time", ", ")},
        "force": "yes" if "yes" in force else "no" if force == {"no"} else "",
        "place": place,
        "goods": joined("goods", ", "),
        "value": _pounds(rows),
        "suspect": {"name": joined("suspect", ", ")} if joined("suspect", ", ") else "",
        "cctv": first.get("cctv", ""),
    }
    return {"answers": answers, "contact": contact, "their_ref": incident.reference}


def _pounds(rows: Sequence[dict[str, str]]) -> str:
    """What was taken is worth, to the penny; empty where no row says."""
    found = [Decimal(pounds(each["value"])) for each in rows if each.get("value")]
    return pounds(str(sum(found))) if found else ""


def _as_refused(incident: Incident, problems: list[tuple[str, str]]) -> list[Refused]:
    found = []
    for where, words in problems:
        name = _COLUMN_OF.get(where.removeprefix("answers.").split(".")[0], "")
        problem, _stop, remedy = words.partition(". ")
        found += [
            Refused(row.number, name, row.says.get(name, "")[:100], problem, remedy, row.cells)
            for row in incident.rows
        ]
    return found


def refused_rows(upload: Upload) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the file that is given back: all that is wrong with a row stands before it, and each row is there once."""
    held: dict[int, list[dict[str, Any]]] = {}
    for each in upload.refused:
        held.setdefault(each["row"], []).append(each)
    rows = [
        [
            number,
            *("; ".join(filter(None, (str(each[name]) for each in wrong))) for name in _TOLD),
            *wrong[0]["cells"],
        ]
        for number, wrong in held.items()
    ]
    return [*BEFORE, *upload.header], rows


def template_rows() -> list[list[str]]:
    """The template: our columns, and one row as an example."""
    return [list(COLUMNS), [example for *_rest, example in COLUMNS.values()]]
