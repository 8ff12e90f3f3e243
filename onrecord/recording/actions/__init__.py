"""Everything that may happen to a crime record or a reported incident: each with its event and its ledger entry, in one
transaction. Actions ask the policies (who), the tables of states (whether) and crimerules (on which conditions).
"""

from onrecord.recording.actions.classify import continue_conduct, make_n100, reclassify_crime
from onrecord.recording.actions.incident import record_incident
from onrecord.recording.actions.keep import (
    correct_facts,
    set_flags,
    set_person,
    set_property,
    write_note,
)
from onrecord.recording.actions.leave import cancel_crime, reopen_crime, transfer_crime
from onrecord.recording.actions.outcome import give_outcome
from onrecord.recording.actions.receive import receive_crime
from onrecord.recording.actions.record import record_crime, record_crimes
from onrecord.recording.actions.settle import (
    cancel_incident,
    close_incident,
    convert_incident,
    note_tried,
    redate_incident,
    reopen_incident,
    set_sub_code,
)
from onrecord.recording.actions.tell import tell_victim

__all__ = [
    "cancel_crime",
    "cancel_incident",
    "close_incident",
    "continue_conduct",
    "convert_incident",
    "correct_facts",
    "give_outcome",
    "make_n100",
    "note_tried",
    "receive_crime",
    "reclassify_crime",
    "record_crime",
    "record_crimes",
    "record_incident",
    "redate_incident",
    "reopen_crime",
    "reopen_incident",
    "set_flags",
    "set_person",
    "set_property",
    "set_sub_code",
    "tell_victim",
    "transfer_crime",
    "write_note",
]
