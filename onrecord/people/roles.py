"""Roles, and what each may do: one table. Pages and actions ask the same functions; docs/reference/permissions.md is
written from it.

A role gets what its work needs and nothing else (Data Protection Act 2018, section 37: adequate, relevant and not
excessive).
"""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    CALL_TAKER = "call_taker", "Call-taker"
    OFFICER = "officer", "Officer"
    SUPERVISOR = "supervisor", "Supervisor"
    AUDITOR = "auditor", "Auditor"
    REGISTRAR = "registrar", "Force crime registrar"
    CHIEF_OFFICER = "chief_officer", "Chief officer"
    COMMISSIONER = "commissioner", "Commissioner's office"
    ADMINISTRATOR = "administrator", "Administrator"
    PARTNER = "partner", "Partner"


class Permission(StrEnum):
    """What may be done. The words complete the sentence "may ..."."""

    def __new__(cls, value: str, words: str) -> "Permission":
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    words: str

    VIEW_LOGS = "view_logs", "read incident logs, with their crimes and their history"
    ALL_DEPARTMENTS = "all_departments", "see every department's logs, not only their own"
    VIEW_CRIMES = "view_crimes", "look through the crimes and the references that fit nothing"
    VIEW_SUSPECTS = "view_suspects", "see the logs that look as if a crime was not recorded"
    JUDGE_SUGGESTIONS = "judge_suggestions", "say what came of what the finder suggests for a log"
    KEEP_PATTERNS = "keep_patterns", "switch the finder's patterns off and on"
    OPEN_LOGS = "open_logs", "open incident logs and write in them"
    DECIDE = "decide", "decide what must be recorded, and record it"
    CHANGE_CRIMES = "change_crimes", "keep crime records: people, property, outcomes, who was told"
    REVIEW_DECISIONS = "review_decisions", "review decisions and rationales of others"
    GIVE_RULINGS = "give_rulings", "settle what the rules leave to the registrar"
    LISTEN_CALLS = "listen_calls", "listen to the recording of a call and mark what is said"
    ATTACH_CALLS = "attach_calls", "attach the recording of a call"
    DOWNLOAD_CALLS = "download_calls", "take away a copy of the recording of a call"
    ERASE_CALLS = "erase_calls", "erase the recording of a call for good"
    IMPORT_FILES = "import_files", "take in exports and keep maps of their columns"
    MAKE_AUDIT = "make_audit", "plan an audit and draw its sample"
    READ_SAMPLE = "read_sample", "read the sampled logs and say what should have been recorded"
    READ_GIVEN = (
        "read_given",
        "read those records of a sample that were given to them, where the programme names their role",
    )
    SETTLE_READINGS = (
        "settle_readings",
        "see every reading of a sample and decide where readers differ",
    )
    KEEP_PROGRAMMES = "keep_programmes", "make audit programmes and change them"
    VIEW_ESTIMATE = "view_estimate", "see recording rates with their intervals"
    VIEW_FIGURES = (
        "view_figures",
        "see the figures of supervision and timeliness, of their own department at least",
    )
    KEEP_ALERTS = "keep_alerts", "set from which figure on whom an alert reaches"
    MANAGE_HOOKS = (
        "manage_hooks",
        "set to which other programs alerts go, and see what could not be sent",
    )
    LEARN = "learn", "see their own training and answer question cards"
    KEEP_TRAINING = (
        "keep_training",
        "keep courses and who did them, and see which rules are answered wrongly, not by whom",
    )
    MAKE_MESSAGES = "make_messages", "make messages and campaigns from what audits found"
    VIEW_IMPROVEMENT = (
        "view_improvement",
        "see inspections, recommendations, plans, meetings and responses",
    )
    KEEP_INSPECTIONS = (
        "keep_inspections",
        "enter inspections and keep their recommendations: status, owner, deadline, evidence",
    )
    KEEP_PLANS = "keep_plans", "make improvement plans, and give their actions to owners"
    ANSWER_FOR_FORCE = "answer_for_force", "write the force's answer to a recommendation"
    WRITE_RESPONSE = "write_response", "write the commissioner's response to an inspection"
    SIGN_RESPONSE = "sign_response", "sign the commissioner's response off and publish it"
    KEEP_BOARDS = "keep_boards", "call meetings, make their packs and keep their minutes"
    PUBLISH_PROOF = (
        "publish_proof",
        "publish the force's figures for everybody to see, and show or hide their page",
    )
    VIEW_LEDGER = "view_ledger", "see the ledger's size, checkpoints and public key"
    EXPORT_LEDGER = "export_ledger", "download the ledger, which holds personal data"
    VIEW_READS = "view_reads", "see who looked at what"
    KEEP_ADDRESSES = "keep_addresses", "set the e-mail addresses of others, for the digest"
    KEEP_WORKLISTS = "keep_worklists", "make worklists and change them"
    SHARE_OUT = "share_out", "give work to others, and see what is nobody's"
    KEEP_DEPARTMENTS = (
        "keep_departments",
        "keep the list of departments, and who belonged to them when",
    )
    WORK_REPORTS = (
        "work_reports",
        "read what was reported on line, release what was held back, and answer its reporters",
    )
    KEEP_REPORTING = (
        "keep_reporting",
        "open and close reporting on line, and change what may be reported and what is asked",
    )
    KEEP_PARTNERS = (
        "keep_partners",
        "name the organisations that refer on line, add their people, and give them links",
    )
    REFER = "refer", "refer to the police for their own organisation, and see what becomes of it"
    MANAGE_TOKENS = "manage_tokens", "let other programs in through the API, and end that"
    MANAGE_PEOPLE = "manage_people", "add people, change their role and end their access"


P = Permission

# Everybody to whom a crime may be reported records it.
_RECORDS = frozenset(
    {
        P.VIEW_LOGS,
        P.OPEN_LOGS,
        P.DECIDE,
        P.CHANGE_CRIMES,
        P.LISTEN_CALLS,
        P.ATTACH_CALLS,
        P.LEARN,
        P.WORK_REPORTS,
    }
)

# Rates, plans and proof; no log, no name, no personal data.
_OVERSEES = frozenset(
    {
        P.VIEW_ESTIMATE,
        P.VIEW_FIGURES,
        P.VIEW_LEDGER,
        P.VIEW_IMPROVEMENT,
        P.KEEP_BOARDS,
    }
)

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.CALL_TAKER: _RECORDS,
    Role.OFFICER: _RECORDS,
    Role.SUPERVISOR: _RECORDS
    | {
        P.VIEW_SUSPECTS,
        P.JUDGE_SUGGESTIONS,
        P.REVIEW_DECISIONS,
        P.READ_GIVEN,
        P.KEEP_WORKLISTS,
        P.SHARE_OUT,
        P.VIEW_FIGURES,
        P.VIEW_IMPROVEMENT,
    },
    Role.AUDITOR: frozenset(
        {
            P.VIEW_LOGS,
            P.ALL_DEPARTMENTS,
            P.VIEW_CRIMES,
            P.VIEW_SUSPECTS,
            P.JUDGE_SUGGESTIONS,
            P.MAKE_AUDIT,
            P.READ_SAMPLE,
            P.READ_GIVEN,
            P.VIEW_ESTIMATE,
            P.VIEW_FIGURES,
            P.VIEW_IMPROVEMENT,
            P.VIEW_LEDGER,
            P.LISTEN_CALLS,
            P.LEARN,
            P.KEEP_TRAINING,
            P.MAKE_MESSAGES,
        }
    ),
    Role.REGISTRAR: frozenset(
        set(Permission)
        - {
            P.MANAGE_PEOPLE,
            P.MANAGE_TOKENS,
            P.MANAGE_HOOKS,
            # The commissioner answers for themselves (Police Act 1996, section 55).
            P.WRITE_RESPONSE,
            P.SIGN_RESPONSE,
            # Of partners only: nobody of the force refers to it.
            P.REFER,
        }
    ),
    Role.CHIEF_OFFICER: _OVERSEES | {P.KEEP_INSPECTIONS, P.KEEP_PLANS, P.ANSWER_FOR_FORCE},
    Role.COMMISSIONER: _OVERSEES | {P.WRITE_RESPONSE, P.SIGN_RESPONSE},
    Role.ADMINISTRATOR: frozenset(
        {
            P.MANAGE_PEOPLE,
            P.MANAGE_TOKENS,
            P.MANAGE_HOOKS,
            P.KEEP_ADDRESSES,
            P.KEEP_DEPARTMENTS,
            P.KEEP_PARTNERS,
            P.VIEW_READS,
            P.VIEW_LEDGER,
        }
    ),
    Role.PARTNER: frozenset({P.REFER}),
}

ROLE_WORDS: dict[str, str] = {
    Role.CALL_TAKER: "Takes reports: opens logs, decides and records. Reads the logs of their own department.",
    Role.OFFICER: "Attends and investigates: decides and records. Reads the logs of their own department.",
    Role.SUPERVISOR: "Checks decisions, reviews rationales, shares out the work. Reads the logs of their own department and those of them that look uncrimed, says what came of these, and listens to the calls that an audit gives them.",
    Role.AUDITOR: "Reads samples and works out rates, in every department; says what came of the finder's suggestions; keeps training and messages. Takes nothing in and changes nobody's access.",
    Role.REGISTRAR: "Answers for crime recording. May do everything except decide who of the force has access and answer for the commissioner.",
    Role.CHIEF_OFFICER: "Leads the improvement of crime recording and speaks for the force: plans, answers to recommendations, meetings. Sees rates and the proof; no log, no personal data.",
    Role.COMMISSIONER: "Holds the force to account, and answers inspections by law. Sees rates, plans and the proof; no log, no name, no personal data.",
    Role.ADMINISTRATOR: "Gives and ends access. Sees who looked at what, but no log, no crime and no audit.",
    Role.PARTNER: "Belongs to a school, a surgery, a shop or another partner, not to the force. Refers on line and sees what becomes of what their own organisation sent; nothing else.",
}


class Qualification(TextChoices):
    """What a person is trained or appointed for, beside the role (Crime Recording Rules 2026/27, pp. 25 and 26)."""

    DDM = "ddm", "Designated decision maker (DDM), trained"
    REGISTER = "register", "Registrar on the College of Policing register"
    CHIEF_OFFICER = "chief_officer", "Chief officer responsible for crime recording"


def permissions_of(role: str) -> frozenset[Permission]:
    """What a role may do; nothing for a name that is no role."""
    return ROLE_PERMISSIONS.get(role, frozenset())


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold a permission, in the table's order."""
    return [role for role in Role if permission in ROLE_PERMISSIONS[role]]


def permissions_page() -> str:
    """docs/reference/permissions.md, as Markdown."""
    lines = [
        "# Roles and permissions",
        "",
        "Written from `onrecord/people/roles.py`; a test keeps this page in step with it.",
        "",
        "Each person has one role. A call-taker, an officer and a supervisor see the logs whose department is the same as",
        "their account's; where the exports name no department, leave the account's department empty.",
        "",
        "| role | what it is for |",
        "| --- | --- |",
        *[f"| {role.label} | {ROLE_WORDS[role]} |" for role in Role],
        "",
        "| may ... | " + " | ".join(role.label for role in Role) + " |",
        "| --- |" + " :-: |" * len(Role),
    ]
    for permission in Permission:
        marks = ["yes" if permission in ROLE_PERMISSIONS[role] else "" for role in Role]
        lines.append(f"| {permission.words} | " + " | ".join(marks) + " |")
    lines += [
        "",
        "Signing in and one's own password are open to every role; one's own e-mail address and this table to every role of the",
        "force. Every look at a log, a crime, a suspect list, a sample or an estimate is kept with who, when and from where, and so is",
        "every refusal.",
        "",
    ]
    return "\n".join(lines)
