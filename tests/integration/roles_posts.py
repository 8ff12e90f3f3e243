"""Which role may send what, and which pages are for everybody or keep no look: by hand, like roles_world.py."""

from onrecord.people.roles import Role
from tests.integration.roles_world import (
    DECIDERS,
    KEEPERS_OF_BOARDS,
    KEEPERS_OF_PARTNERS,
    KEEPERS_OF_PLANS,
    LEADERS,
    OVERSEERS,
    READERS,
    RECORDERS,
)

POSTS = {
    "report-step": (["on_line", "=write"], RECORDERS),
    "report-message-step": (["added", "=read"], RECORDERS),
    # Designated decision makers may, too: test_fates.py.
    "disclosed-reject": (["unsampled"], READERS | {Role.SUPERVISOR}),
    "disclosed-reopen": (["unsampled"], READERS | {Role.SUPERVISOR}),
    "disclosed-decide": (["unsampled"], DECIDERS),
    "log-command": (["live"], RECORDERS),
    "import-confirm": (["tried"], {Role.REGISTRAR}),
    "import-again": (["tried"], {Role.REGISTRAR}),
    "import-discard": (["done"], {Role.REGISTRAR}),
    "person-active": (["officer"], {Role.ADMINISTRATOR}),
    "person-qualifications": (["officer"], {Role.ADMINISTRATOR}),
    "person-password": (["officer"], {Role.ADMINISTRATOR}),
    "ledger-download": ([], READERS | {*OVERSEERS, Role.ADMINISTRATOR}),
    "decision-start": ([], DECIDERS),
    "shift": ([], READERS | RECORDERS),
    "absence-end": (["away"], LEADERS | {Role.CALL_TAKER}),
    "worklist-bulk": (["=undecided"], RECORDERS),
    "departments-list": ([], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "alert-again": (["outgoing"], {Role.REGISTRAR, Role.ADMINISTRATOR}),
    "hook-stop": (["hook"], {Role.ADMINISTRATOR}),
    "public-switch": ([], {Role.REGISTRAR}),
    "published-switch": ([], {Role.COMMISSIONER}),
    **{f"audit-schedule-{what}": ([], {Role.REGISTRAR}) for what in ("mark", "reason", "hours")},
    **{
        f"finding-{what}": (["finding"], READERS | {Role.SUPERVISOR})
        for what in ("accept", "dispute", "decide")
    },
    # An auditor sees a finding, but it is given on and corrected by those whose work it was.
    "finding-pass-on": (["finding"], READERS | {Role.SUPERVISOR}),
    # Its log is another department's than that of the supervisor here; test_findings_pages.py has one that is not.
    "finding-correct": (["finding"], set()),
    "decision-review": (["concluded"], {Role.SUPERVISOR, Role.REGISTRAR}),
    "decision-ruling": (["concluded"], {Role.REGISTRAR}),
    "decision-correct": (["concluded"], DECIDERS),
    "done-withdraw": (["done_course"], READERS | {Role.SUPERVISOR}),
    "mark-new": (["recording"], READERS | RECORDERS),
    "mark-withdraw": (["recording", "mark"], READERS | RECORDERS),
    "report-type-try": ([], {Role.REGISTRAR}),
    "report-type-open": (["=theft"], {Role.REGISTRAR}),
    "report-type-back": (["=theft"], {Role.REGISTRAR}),
    "field-send": ([], RECORDERS),
    "field-attach": ([], RECORDERS),
    "transcript-new": (["recording"], READERS | RECORDERS),
    "response-figure-take-back": (["=half-way", "quoted"], {Role.COMMISSIONER}),
    "pack-issue": (["coming"], KEEPERS_OF_BOARDS),
    "recommendation-confirm": (["recommendation"], {Role.CHIEF_OFFICER}),
    "evidence-withdraw": (["evidence"], KEEPERS_OF_PLANS),
    "partner-state": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-person": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-member": (["shop", "=partner"], KEEPERS_OF_PARTNERS),
    "partner-link-new": (["shop"], KEEPERS_OF_PARTNERS),
    "partner-link-revoke": (["shop", "link"], KEEPERS_OF_PARTNERS),
}

# Nobody has refused rows of a sheet here, and the sign-in page sends on those who are signed in.
# What came from the street has tests of its own (test_field.py).
# A draft needs findings of a month: test_messages.py.
# What is published is for everybody, signed in or not: test_public.py, test_published.py.
# The reporter's page asks for reference and secret: test_reporting_standing.py.
# Reports that are being written: test_reporting_front.py.
FOR_EVERYBODY = {
    "report-status",
    "report-look",
    *(
        "report-start",
        "report-back",
        "report-leave-now",
        "report-leave",
        "report-check",
        "report-sent",
    ),
    *("report-save", "report-stop", "report-question"),
    # Whoever has a link needs no account: test_partners_pages.py.
    "partner-link",
    # With the reference and the secret of a receipt: test_partners_after.py.
    *("partner-status", "partner-look"),
    *("public", "public-edition", "public-file", "public-recommendations"),
    *("published-responses", "published-response", "published-version", "published-file"),
}

ELSEWHERE = {"message-new", "audit-sheet-refused", "sign-in", "field-file"} | FOR_EVERYBODY

# Pages whose look need not be kept. A listen is kept once for many pieces (test_calls_sound.py).
NO_RECORD = {
    "home", "log-open", "roles", "public-manage", "reporting", "alert-rule-new", "password", "sign-out", "imports", "import-new", "maps", "map", "map-download", "audit-new",
    "audit-sheet-upload", "person-add", "token-new", "crime-receive", "incident-new", "recording-new", "recording-sound",
    "field", "field-worker", "field-rules", "field-manifest", "field-session", "field-paper",
    "field-paper-enter", "programmes", "programme", "programme-new", "programme-edit", "audit-readers",
    "courses", "course-new", "course", "training-file-new", "cards", "message-new", "campaign-new", "message-screen",
    "message-image", "message-poster", "message-briefing", "inspection-new", "plan-new", "response-begin", "response-sent",
    "report-services", "report-welsh", "report-types", "report-type-new", "report-type", "report-type-edit", "report-type-compare",
}  # fmt: skip
