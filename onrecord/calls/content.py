"""What a recording, a mark and a machine transcript say, as the ledger keeps it (see `onrecord.contact.content`)."""

from typing import Any

from onrecord.calls.models import ErasedRecording, Mark, Recording, Transcript
from onrecord.contact.content import moment


def recording_content(row: Recording) -> dict[str, Any]:
    """The content of one attachment; `sha256` is the hash of the file's bytes."""
    return {
        "system": row.log_system,
        "log_ref": row.log_ref,
        "file_name": row.file_name,
        "sha256": row.sha256,
        "size": row.size,
        "media_type": row.media_type,
        "codec": row.codec,
        "duration_ms": row.duration_ms,
        "state": str(row.state),
        "trouble": row.trouble,
        "about": row.about,
        "attached_by": row.attached_by,
        "attached_at": moment(row.attached_at),
        "origin": row.origin,
    }


def erasure_content(row: ErasedRecording) -> dict[str, Any]:
    """What is left of an erased recording: nothing that it said."""
    return {
        "system": row.log_system,
        "log_ref": row.log_ref,
        "number": row.number,
        "sha256": row.sha256,
        "size": row.size,
        "media_type": row.media_type,
        "codec": row.codec,
        "duration_ms": row.duration_ms,
        "attached_by": row.attached_by,
        "attached_at": moment(row.attached_at),
        "attached_seq": row.attached_seq,
        "marks": row.marks,
        "transcripts": row.transcripts,
        "why": row.why,
        "erased_by": row.erased_by,
        "erased_at": moment(row.erased_at),
    }


def mark_content(row: Mark) -> dict[str, Any]:
    """The content of a mark in its present version."""
    return {
        "system": row.log_system,
        "log_ref": row.log_ref,
        "recording_sha256": row.recording_sha256,
        "at_ms": row.at_ms,
        "text": row.text,
        "entry": row.entry,
        "act": row.act,
        "answer_kind": str(row.answer_kind),
        "answer_ref": row.answer_ref,
        "made_by": row.made_by,
        "made_at": moment(row.made_at),
        "withdrawn_by": row.withdrawn_by,
        "withdrawn_at": moment(row.withdrawn_at),
        "withdrawn_why": row.withdrawn_why,
    }


def transcript_content(row: Transcript) -> dict[str, Any]:
    """The content of a machine transcript. It says of itself what it is."""
    return {
        "what": "machine transcript, not evidence",
        "recording_sha256": row.recording_sha256,
        "engine": row.engine,
        "lines": row.lines,
        "text": row.text,
        "asked_by": row.asked_by,
        "made_at": moment(row.made_at),
    }
