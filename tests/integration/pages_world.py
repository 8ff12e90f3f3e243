"""A small invented force for the tests of pages: a few logs, crimes, imports, an audit half read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.audit.actions import freeze_audit, record_reading
from onrecord.audit.findings.actions import pass_on, send_findings
from onrecord.audit.findings.models import Finding
from onrecord.audit.models import Audit
from onrecord.calls.actions import add_mark, attach_recording
from onrecord.calls.files import Draft
from onrecord.calls.models import Mark, Recording
from onrecord.contact.models import Log
from onrecord.deciding.actions import negate, put_facts, start_decision
from onrecord.deciding.models import RecordingDecision
from onrecord.exchange import uploads
from onrecord.exchange.actions import import_file
from onrecord.exchange.background import folder
from onrecord.exchange.map_file import load_map
from onrecord.exchange.models import Import, ImportState, SavedMap
from onrecord.exchange.saved_maps import save_map
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.actions import record_crime, record_incident
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.screening.actions import screen_all
from tests import sounds_made
from tests.deciding_world import answer_all

NASTY = '<script>alert("x")</script> & "quotes"'
FORMULA = "=HYPERLINK(1)"
MAP = 'kind = "logs"\nsystem = "campus"\n\n[columns]\nlog_ref = "Case"\nreceived_at = "When"\n'
CODES = """kind = "logs"
system = "storm"

[columns]
log_ref = "log_ref"
received_at = "received_at"
source = "source"
opening_code = "opening_code"
closing_code = "closing_code"
text = "text"
closed_at = "closed_at"
department = "department"
crime_refs = "crime_refs"

[codes.opening]
crime = ["Theft", "Assault"]

[codes.closing]
crime = ["Crime"]
no-crime = ["No crime"]
"""
TEXTS = [
    "Caller says her purse was stolen from her bag on the bus. She wants it reported.",
    "Man punched in the face by a stranger outside the pub. Bleeding lip. Wants action.",
    "Noise from a party, music now off.",
    "Lost dog, reunited with owner.",
]


def log_lines(count: int = 40) -> list[str]:
    lines = [
        "log_ref,received_at,source,opening_code,closing_code,text,closed_at,department,crime_refs,beat"
    ]
    for n in range(count):
        kind = n % 4
        opening = ["Theft", "Assault", "Nuisance", "Other"][kind]
        closing = ["Crime", "No crime", "Advice", ""][kind]
        department = ["North", "South", "North", ""][n % 4]
        text = TEXTS[kind]
        if n == 2:
            text = NASTY.replace('"', '""')
        crimes = f"CR/{n}/26" if n % 8 == 0 else ("CR/none/26" if n == 5 else "")
        moment = f"2026-03-{1 + n // 4:02}T{8 + kind:02}:30:00Z"
        lines.append(
            f'LOG-{n:04},{moment},999,{opening},{closing},"{text}",{moment.replace(":30:", ":55:")},{department},{crimes},B{n}'
        )
    lines.append("LOG-9999,31/02/2026 10:00,999,Theft,Crime,Impossible day,,North,,B9")
    return lines


def crime_lines() -> list[str]:
    lines = ["crime_ref,log_ref,recorded_at,class,ho_code,offence,victim_role"]
    for n in range(0, 40, 8):
        late = n == 16
        day = 1 + n // 4 + (3 if late else 0)
        lines.append(
            f"CR/{n}/26,LOG-{n:04},2026-03-{day:02}T12:00:00Z,49,049/00,Theft from the person,person"
        )
    lines.append("CR/lonely/26,,2026-03-02T12:00:00Z,8N,008/06,Actual bodily harm,person")
    lines.append("CR/month/26,LOG-0001,2026-03,8N,008/06,Actual bodily harm,person")
    return lines


def entry_lines() -> list[str]:
    return [
        "log_ref,entered_at,author,role,text",
        "LOG-0000,2026-03-01T08:31:00Z,CH 1,call handler,Purse taken on the number 9.",
        "LOG-0000,2026-03-01T08:41:00Z,PC 2,officer,Crimed.",
        f'LOG-0002,2026-03-01T10:31:00Z,CH 1,call handler,"{FORMULA}"',
    ]


@dataclass
class World:
    """What the tests need to name."""

    people: dict[str, User]
    audit: Audit
    log: Log
    changed: Log
    south: Log
    crime: Crime
    done: Import
    tried: Import
    waiting: Import
    refused: Import
    saved: SavedMap
    made: Crime
    reported: ReportedIncident
    asked: RecordingDecision
    more: RecordingDecision
    answered: RecordingDecision
    concluded: RecordingDecision
    recording: Recording
    mark: Mark
    finding: Finding
    paths: dict[str, Path] = field(default_factory=dict)
    # A log kept here, where a test wants one.
    live: Log | None = None


def people() -> dict[str, User]:
    """One person for each role, in the department North where that matters."""
    found = {}
    for role in Role:
        limited = role in (Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR)
        person = User(
            username=role.value.replace("_", "-"), role=role, department="North" if limited else ""
        )
        person.set_unusable_password()
        person.save()
        found[role.value] = person
    return found


def build(folder_for_files: Path) -> World:
    """Everything, through the ordinary doors."""
    paths = {}
    for name, lines in {
        "logs": log_lines(),
        "crimes": crime_lines(),
        "entries": entry_lines(),
    }.items():
        paths[name] = folder_for_files / f"{name}.csv"
        paths[name].write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = load_map(CODES)
    done = import_file(path=paths["logs"], kind="logs", mapping=mapping, by="registrar")
    assert done.state == ImportState.DONE, done.message
    for kind in ("entries", "crimes"):
        taken = import_file(path=paths[kind], kind=kind, by="registrar", system="storm")
        assert taken.state == ImportState.DONE, taken.message
    second = folder_for_files / "second.csv"
    changed = log_lines()[4].replace("Lost dog", "Found dog")
    second.write_text(log_lines()[0] + "\n" + changed + "\n", encoding="utf-8")
    assert (
        import_file(path=second, kind="logs", mapping=mapping, by="registrar").counts["changed"]
        == 1
    )
    screen_all()
    audit = freeze_audit(name="March", seed="dice 4 4 2", sample_size=20, by="registrar")
    items = list(audit.items.order_by("position")[:3])
    record_reading(item=items[0], by="auditor", should_other=1, recorded_other=1)
    record_reading(
        item=items[1], by="auditor", should_violence=2, recorded_violence=1, comment=NASTY
    )
    record_reading(item=items[2], by="auditor", undecidable=True)
    staff = people()
    send_findings(audit=audit, by=staff["registrar"])
    finding = pass_on(finding=Finding.objects.get(), by=staff["registrar"], to=staff["supervisor"])
    eighth = Log.objects.get(ref="LOG-0008")
    made = record_crime(
        log=eighth,
        by=staff["officer"],
        crime={"class": "8Q", "code": "195/12", "victims": ["ann"], "by": ["bob"]},
        modus=NASTY,
    )
    reported = record_incident(
        log=eighth, by=staff["officer"], kind="N100", sub_code="1", reason=NASTY, victims=[NASTY]
    )
    north = Log.objects.filter(department="North").order_by("ref")[1]
    log = Log.objects.get(ref="LOG-0000")
    with Draft() as draft:
        draft.write(sounds_made.wav(140, rate=100))
        recording = attach_recording(
            log=log, by=staff["registrar"], draft=draft, file_name="first-call.wav"
        )
    mark = add_mark(
        recording=recording, by=staff["registrar"], at_ms=134_000, text="“my purse is gone”"
    )
    return World(
        people=staff,
        made=made,
        reported=reported,
        recording=recording,
        mark=mark,
        finding=finding,
        **decisions(staff[Role.OFFICER], north),
        audit=audit,
        log=log,
        changed=Log.objects.get(ref="LOG-0003"),
        south=Log.objects.get(ref="LOG-0009"),
        crime=Crime.objects.get(ref="CR/0/26"),
        done=done,
        tried=import_uploaded("tried.csv", "\n".join(log_lines(6)), dry_run=True),
        waiting=import_uploaded("odd.csv", "Case,When\nA1,2026-03-01T10:00:00Z\n"),
        refused=import_uploaded("empty.csv", "log_ref,nothing\n1,2\n", dry_run=True),
        saved=save_map(name="Campus", mapping=load_map(MAP), toml=MAP, by="registrar"),
        paths=paths,
    )


def decisions(olu: User, log: Log) -> dict[str, RecordingDecision]:
    """One decision that waits for an answer, one about which the rules still ask, one to confirm, one concluded."""

    def theft() -> RecordingDecision:
        return answer_all(start_decision(by=olu, log=log), olu, {"what": "theft"})

    return {
        "asked": start_decision(by=olu, log=log),
        "more": put_facts(decision=theft(), by=olu, facts={"against": "A video shows it."}),
        "answered": theft(),
        "concluded": negate(
            by=olu,
            log=None,
            rationale={
                "test": "balance",
                "evidence": "video",
                "from_whom": "officer",
                "told": "by-phone",
            },
        ),
    }


def import_uploaded(name: str, text: str, *, dry_run: bool = False) -> Import:
    """As if somebody had uploaded the file on the page; with `dry_run` it has been tried out, too."""
    run = Import.objects.create(
        kind="logs",
        system="storm",
        file_name=name,
        file_size=len(text),
        dry_run=True,
        by="registrar",
    )
    path = folder(run.pk) / name
    path.write_text(text, encoding="utf-8")
    run.file_path = str(path)
    run.save()
    if dry_run:
        uploads.fit_neutral(run)
        import_file(
            path=path, kind="logs", by="registrar", system="storm", dry_run=True, existing=run
        )
    return run


@contextmanager
def no_processes(monkeypatch) -> Iterator[list[int]]:
    """Imports that a page starts are listed instead of run."""
    started: list[int] = []
    monkeypatch.setattr("onrecord.exchange.background.start_import", started.append)
    yield started
