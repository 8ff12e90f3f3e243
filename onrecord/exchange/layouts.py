"""The neutral layouts: what a table of logs, log entries or crimes may hold. Pure: no database.

docs/reference/layouts.md says the same in words; a test holds the two together.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from onrecord.contact.references import tidy


class Form(StrEnum):
    """How a field's cell is read."""

    REFERENCE = "reference"  # names a record; compared without case and spaces
    REFERENCES = "references"  # several of them in one cell
    TIME = "time"
    CODE = "code"  # short text: single spaces, one kind of hyphen
    CODES = "codes"  # several of them in one cell
    TEXT = "text"  # kept as it is


@dataclass(frozen=True, slots=True)
class Field:
    """One target field. `limit` is the greatest length in characters, of one value where a cell holds several."""

    name: str
    form: Form
    limit: int
    meaning: str
    required: bool = False
    # Other names under which exports carry it, normalised; used only to suggest (see `guess_map`).
    also: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.form in (Form.REFERENCES, Form.CODES)


TEXT_LIMIT = 1_048_576

LOGS = (
    Field(
        "log_ref", Form.REFERENCE, 120, "the log's own reference", True,
        ("logno", "lognumber", "logid", "incidentno", "incidentnumber", "incidentref", "incidentreference",
         "incidentid", "incno", "eventno", "eventnumber", "eventid", "urn", "urno", "cadno", "cadnumber",
         "cadref", "callnumber", "callid", "stormref", "stormno", "logreference", "casenumber", "id", "rid"),
    ),
    Field(
        "received_at", Form.TIME, 0, "when the report reached the police", True,
        ("received", "datereceived", "receivedtime", "receiveddatetime", "datetimereceived", "created", "createdat",
         "createdtime", "datecreated", "datetimecreated", "creationdate", "createddatetime", "timecreated",
         "opened", "openedat", "dateopened", "reported", "reportedat", "datereported", "datetimereported",
         "calltime", "calldatetime", "incidentdate", "incidentdatetime", "logdate", "logcreated", "startdate", "date"),
    ),
    Field(
        "source", Form.CODE, 120, "how it came: 999, 101, online, front counter, partner ...", False,
        ("callsource", "contactmethod", "methodofcontact", "howreported", "reportedby", "origin", "channel",
         "callorigin", "contacttype", "sourcetype"),
    ),
    Field(
        "opening_code", Form.CODE, 200, "what the log was opened as", False,
        ("openingtype", "openingcategory", "initialtype", "initialcode", "incidenttype", "incidenttypecode",
         "calltype", "callcategory", "nsircode", "openedas", "category", "type", "opencode", "incident"),
    ),
    Field(
        "closing_code", Form.CODE, 200, "what the log was closed as", False,
        ("closingtype", "closingcategory", "finaltype", "finalcode", "closurecode", "closuretype", "disposition",
         "dispositioncode", "resultcode", "result", "closedas", "disposal", "closecode", "outcome"),
    ),
    Field(
        "grade", Form.CODE, 60, "how quickly it was to be attended", False,
        ("grading", "responsegrade", "priority", "callgrade", "response", "responselevel", "currentgrade"),
    ),
    Field(
        "qualifiers", Form.CODES, 200, "further markers: domestic, hate, mental health ...", False,
        ("qualifier", "qualifiercodes", "markers", "marker", "flags", "flag", "tags", "closingqualifiers"),
    ),
    Field(
        "text", Form.TEXT, TEXT_LIMIT, "what was written", False,
        ("logtext", "summary", "description", "details", "detail", "narrative", "comments", "comment", "notes",
         "note", "remarks", "incidenttext", "incidentdetails", "freetext", "synopsis", "body"),
    ),
    Field(
        "closed_at", Form.TIME, 0, "when the log was closed", False,
        ("closed", "dateclosed", "closedtime", "closeddatetime", "datetimeclosed", "closuredate", "timeclosed",
         "enddate", "closedate"),
    ),
    Field(
        "officer", Form.CODE, 200, "the officer in the case, or who closed it", False,
        ("officerid", "collar", "collarno", "collarnumber", "attendingofficer", "oic", "officerincase", "closedby",
         "shoulder", "shouldernumber", "operator"),
    ),
    Field(
        "department", Form.CODE, 200, "the department or area that owns the log", False,
        ("dept", "area", "bcu", "lpa", "lpu", "district", "division", "team", "unit", "station", "beat",
         "neighbourhood", "owningunit"),
    ),
    Field(
        "crime_refs", Form.REFERENCES, 120, "the crimes that the log names", False,
        ("crimeref", "crimereference", "crimereferences", "crimeno", "crimenumber", "crimenumbers", "crimenos",
         "crn", "crimeid", "linkedcrime", "linkedcrimes", "crimereport", "offencenumber", "occurrencenumber",
         "reportnumber"),
    ),
    Field(
        "duplicate_of", Form.REFERENCE, 120, "the log of which this one is a duplicate or a re-opening", False,
        ("duplicateof", "duplicatelog", "parentlog", "parentref", "masterlog", "masterref", "linkedlog",
         "originallog", "reopenedfrom", "parentincident", "masterincident"),
    ),
)  # fmt: skip

ENTRIES = (
    Field("log_ref", Form.REFERENCE, 120, "the log that the line belongs to", True, LOGS[0].also),
    Field(
        "entered_at", Form.TIME, 0, "when the line was written", True,
        ("entrytime", "entrydate", "entrydatetime", "entered", "timeentered", "dateentered", "timestamp",
         "datetime", "time", "date", "createdat", "created", "updatedat", "updatetime", "when"),
    ),
    Field(
        "author", Form.CODE, 200, "who wrote it", False,
        ("enteredby", "operator", "operatorid", "user", "userid", "username", "by", "officer", "collar",
         "collarnumber", "createdby", "who"),
    ),
    Field("role", Form.CODE, 120, "in what role", False, ("rolename", "position", "desk", "post", "jobtitle")),
    Field(
        "text", Form.TEXT, TEXT_LIMIT, "the line", False,
        ("entry", "entrytext", "logtext", "line", "comment", "comments", "remarks", "note", "notes", "message",
         "update", "updatetext", "narrative", "detail", "details", "body", "description"),
    ),
)  # fmt: skip

CRIMES = (
    Field(
        "crime_ref", Form.REFERENCE, 120, "the crime's own reference", True,
        ("crimereference", "crimeno", "crimenumber", "crimeid", "crn", "urn", "occurrencenumber", "occurrenceno",
         "offencenumber", "reportnumber", "crimereportnumber", "investigationnumber", "id"),
    ),
    Field(
        "log_ref", Form.REFERENCES, 120, "the log or logs that it came from", False,
        ("logrefs", "logno", "lognumber", "incidentno", "incidentnumber", "incidentref", "incidentreference",
         "cadno", "cadnumber", "cadref", "stormref", "eventnumber", "linkedlog", "linkedlogs", "linkedincident",
         "originatinglog", "sourcelog", "logreference", "incidentid"),
    ),
    Field(
        "recorded_at", Form.TIME, 0, "when the crime was recorded", False,
        ("recorded", "daterecorded", "recordeddate", "recordeddatetime", "datetimerecorded", "crimedaterecorded",
         "created", "createdat", "datecreated", "createddatetime", "month", "recordingdate", "crimedate"),
    ),
    Field(
        "class", Form.CODE, 120, "Home Office class, such as 8N", False,
        ("hoclass", "crimeclass", "hocrclass", "classification", "homeofficeclass", "offenceclass", "hoclassification"),
    ),
    Field(
        "ho_code", Form.CODE, 60, "Home Office offence code, such as 008/06", False,
        ("hocode", "homeofficecode", "offencecode", "hooffencecode", "cjscode", "hoc"),
    ),
    Field(
        "offence", Form.CODE, 300, "the offence in words", False,
        ("offencedescription", "offencetitle", "offencename", "crimetype", "crimedescription", "offencetype",
         "description", "title", "hodescription", "crime"),
    ),
    Field(
        "victim_role", Form.CODE, 120, "who the victim is: person, business, the state ...", False,
        ("victim", "victimtype", "victimcategory", "typeofvictim"),
    ),
)  # fmt: skip

LAYOUTS: dict[str, tuple[Field, ...]] = {"logs": LOGS, "entries": ENTRIES, "crimes": CRIMES}
KIND_WORDS = {"logs": "incident logs", "entries": "log entries", "crimes": "crimes"}

# What a map may say of a force's own codes; the same words as contact.CodeMeaning.
MEANINGS = (
    "crime",
    "report",
    "passed",
    "reason",
    "no-crime",
    "domestic",
    "personal-asb",
    "duplicate",
)

_NOT_ALNUM = re.compile(r"[\W_]+")


def normalise(name: str) -> str:
    """A column name without case, spaces, underscores and other signs: "Log Ref" and "log_ref" are one."""
    return _NOT_ALNUM.sub("", tidy(name)).casefold()


def field_names(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in LAYOUTS[kind])
