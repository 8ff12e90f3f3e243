"""Who sees a finding, who answers it, who decides a dispute, and who sees whose repeats.

A finding is there only once its reading holds (see `findings.send_findings`), so nothing here can tell a second reader
what the first found.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from onrecord.audit.findings.models import Finding
from onrecord.audit.findings.states import WITH_SOMEBODY, FindingState
from onrecord.audit.models import SampleItem
from onrecord.audit.policies import can_make_audit, can_settle, check_can_settle
from onrecord.audit.reading.eligible import folded, hands_of, why_not
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role


def check_can_have_findings(user: User) -> None:
    """See the list of findings: those addressed to oneself or one's team; auditors and the registrar see every one."""
    check_permission(user, Permission.VIEW_LOGS)


def can_have_findings(user: User) -> bool:
    return can(check_can_have_findings, user)


def sees_all(user: User) -> bool:
    return can_settle(user) or can_make_audit(user)


def leads(user: User, department: str) -> bool:
    """Whether the person supervises the department."""
    return (
        user.role == Role.SUPERVISOR
        and bool(department)
        and folded(department) in {folded(name) for name in names_of(user)}
    )


def visible_findings(user: User) -> QuerySet[Finding]:
    """The findings this person may see."""
    rows = Finding.objects.all()
    if sees_all(user):
        return rows
    own = Q(person=user.username) | Q(supervisor=user.username)
    if user.role == Role.SUPERVISOR and user.department:
        own |= of_department(user)
    return rows.filter(own)


def of_department(user: User) -> Q:
    """Findings of the person's department, or of one that it took over."""
    found = Q(pk__in=[])
    for name in names_of(user):
        found |= Q(department__iexact=name)
    return found


def check_can_see_finding(user: User, finding: Finding) -> None:
    check_can_have_findings(user)
    if sees_all(user) or user.username in (finding.person, finding.supervisor):
        return
    if not leads(user, finding.department):
        raise NotAllowed(
            "This finding is for somebody else. These roles may: whoever it was given to, the department's supervisors, "
            "the auditors and the registrar."
        )


def check_can_answer(user: User, finding: Finding) -> None:
    """Accept or dispute: whoever it is with. A person's supervisor answers for them while they are away."""
    check_can_see_finding(user, finding)
    if finding.state not in WITH_SOMEBODY:
        raise NotAllowed(
            f"This finding is {finding.get_state_display()}. There is nothing to answer."
        )
    if finding.state == FindingState.PERSON and user.username == finding.person:
        return
    if not (user.username == finding.supervisor or leads(user, finding.department)):
        raise NotAllowed("Whoever the finding is with answers it, or their supervisor for them.")


def can_answer(user: User, finding: Finding) -> bool:
    return can(check_can_answer, user, finding)


def check_can_pass_on(user: User, finding: Finding) -> None:
    """Give a finding to somebody: a supervisor of the department, or the registrar where there is none."""
    check_can_see_finding(user, finding)
    if finding.state not in WITH_SOMEBODY:
        raise NotAllowed(
            f"This finding is {finding.get_state_display()}. It can't be given to anybody."
        )
    if can_settle(user) or user.username == finding.supervisor or leads(user, finding.department):
        return
    raise NotAllowed("The department's supervisors or the registrar give a finding to somebody.")


def can_pass_on(user: User, finding: Finding) -> bool:
    return can(check_can_pass_on, user, finding)


def check_can_send(user: User) -> None:
    """Send the findings of an audit to the departments."""
    check_permission(user, Permission.MAKE_AUDIT)


def can_send(user: User) -> bool:
    return can(check_can_send, user)


def check_can_decide_dispute(user: User, item: SampleItem) -> None:
    """The registrar decides; not about work of their own."""
    check_can_settle(user)
    reason = why_not(user, hands_of(item))
    if reason:
        raise NotAllowed(reason)


def can_decide_dispute(user: User, finding: Finding) -> bool:
    return finding.state == FindingState.DISPUTED and can(
        check_can_decide_dispute, user, finding.item
    )


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose repeats somebody sees: departments (None: every one), and persons by name in these departments, or only the
    person named."""

    departments: tuple[str, ...] | None
    persons_of: tuple[str, ...] = ()
    person: str = ""


def repeats_seen(user: User) -> Whose:
    """Repeats are for learning: a name is seen by the person and their supervisor, by nobody else.

    Auditors and the registrar compare departments and causes, not people.
    """
    if sees_all(user):
        return Whose(None)
    if user.role == Role.SUPERVISOR and user.department:
        names = names_of(user)
        return Whose(names, names)
    return Whose((), (), user.username)
