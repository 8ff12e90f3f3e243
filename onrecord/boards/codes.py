"""The sections that a pack may hold, by code: the names are here, what stands in them is in `sections`."""

SECTIONS: dict[str, str] = {
    "since": "What changed since last time",
    "recommendations": "Recommendations and how they stand",
    "late": "Actions that are late",
    "rates": "Recording accuracy, with intervals",
    "timeliness": "How soon crimes are recorded",
    "footprint": "What supervisors write",
    "n100": "Reported incidents of rape (N100)",
    "findings": "Findings from audits that are open",
    "training": "Training",
    "messages": "Messages to staff, and what changed after them",
    "audits": "Audits, and holes in the schedule",
    "assurance": "How recording is audited, and what changed in the method",
    "risks": "Risks and exceptions",
    "cost": "What recording and auditing cost",
    "hidden-crimes": "Hidden crimes",
}
