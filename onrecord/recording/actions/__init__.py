"""Everything that may happen to a crime record or a reported incident: each with its event and its ledger entry, in one
transaction. Actions ask the policies (who), the tables of states (whether) and crimerules (on which conditions).
"""

from onrecord.recording.actions.incident import record_incident
from onrecord.recording.actions.record import record_crime, record_crimes

__all__ = ["record_crime", "record_crimes", "record_incident"]
