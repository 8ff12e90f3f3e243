"""Who may keep programmes, draw a sample, read it, settle readings, and see the rate.

Second readings are blind: whoever may still read a record second sees nothing of the first reading, on no page, in no
sheet. What is shown of a reading goes through `can_see_reading`, lists through `seen_items`.
"""

from django.db.models import Q

from onrecord.audit.models import Audit, CheckState, Phase, Reading, SampleItem, SecondCheck
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.eligible import hands_of, may_be_given, may_read_later, why_not
from onrecord.audit.reading.judgement import LATER
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission

# While a check is in one of these, its readings are seen by nobody but the registrar and, each their own, the readers.
BLIND = (CheckState.WAITING, CheckState.DISAGREED)


def check_can_keep_programmes(user: User) -> None:
    """Make an audit programme, or a new version of one."""
    check_permission(user, Permission.KEEP_PROGRAMMES)


def can_keep_programmes(user: User) -> bool:
    return can(check_can_keep_programmes, user)


def check_can_make_audit(user: User) -> None:
    """Plan an audit, freeze its frame and draw its sample."""
    check_permission(user, Permission.MAKE_AUDIT)


def can_make_audit(user: User) -> bool:
    return can(check_can_make_audit, user)


def check_can_read_sample(user: User) -> None:
    """Read the sampled records and say what should have been recorded, on the page or by a sheet."""
    check_permission(user, Permission.READ_SAMPLE)


def can_read_sample(user: User) -> bool:
    return can(check_can_read_sample, user)


def check_can_read_given(user: User) -> None:
    """See which records were given to oneself, and read those; whoever may read every record may do it, too."""
    check_permission(user, Permission.READ_GIVEN)


def reads_given_only(user: User) -> bool:
    """Whether the person reads nothing of a sample but what was given to them, and sees nothing else of it."""
    return not can_read_sample(user) and can(check_can_read_given, user)


def check_can_settle(user: User) -> None:
    """See every reading, and decide where readers differ."""
    check_permission(user, Permission.SETTLE_READINGS)


def can_settle(user: User) -> bool:
    return can(check_can_settle, user)


def check_can_view_estimate(user: User) -> None:
    """See rates, intervals and the design of an audit: no log, no personal data."""
    check_permission(user, Permission.VIEW_ESTIMATE)


def can_view_estimate(user: User) -> bool:
    return can(check_can_view_estimate, user)


def check_can_view_estimate_of(user: User, audit: Audit) -> None:
    """As above; not while this person may still have to read second, since a rate says what was found."""
    check_can_view_estimate(user)
    if not can_read_sample(user) or can_settle(user):
        return
    waiting = SecondCheck.objects.filter(item__audit=audit, state=CheckState.WAITING).count()
    if waiting:
        raise NotAllowed(
            f"{waiting:,} records of this audit wait for a second reader, who may not know what the first found. Readers see "
            "its rate when the second reading is done; the registrar and the commissioner's office see it now."
        )


def can_view_estimate_of(user: User, audit: Audit) -> bool:
    return can(check_can_view_estimate_of, user, audit)


def check_can_stop_reading(user: User, audit: Audit) -> None:
    """See where the test of an audit that may stop early stands, and stop its reading: whoever makes audits and may see its rate."""
    check_can_make_audit(user)
    check_can_view_estimate_of(user, audit)


def can_stop_reading(user: User, audit: Audit) -> bool:
    return can(check_can_stop_reading, user, audit)


def phase_for(user: User, item: SampleItem) -> Phase:
    """Which reading of this record this person may give now. Raises NotAllowed, with the reason, when it is none."""
    check_can_read_given(user)
    programme = programme_of(item.audit)
    if not can_settle(user) and user.role not in programme.readers.roles:
        raise NotAllowed(
            f"Your role doesn't read this programme. These roles may: {', '.join(programme.readers.roles)}."
        )
    if reads_given_only(user):
        return _given(user, item)
    readings = {r.phase: r for r in item.readings.filter(current=True)}
    first = readings.get(Phase.FIRST)
    check = SecondCheck.objects.filter(item=item).first()
    mine = first is not None and first.reader == user.get_username()
    twice = programme.second_reading.wanted
    if check is None:
        if first is None or first.outcome in LATER or mine or not twice or can_settle(user):
            _refuse(why_not(user, hands_of(item)))
            return Phase.FIRST
        raise NotAllowed(
            "Somebody else has read this record, and it was not chosen to be read a second time."
        )
    if mine and check.state == CheckState.WAITING:
        return Phase.FIRST
    if can_settle(user):
        return Phase.FINAL
    if mine or any(r.reader == user.get_username() for r in readings.values()):
        raise NotAllowed(
            "You have read this record already. Only the registrar may change what was found in it now."
        )
    if check.state == CheckState.WAITING:
        if check.reader and check.reader != user.get_username():
            raise NotAllowed("Somebody else has been asked to read this record.")
        _refuse_later(user, item, Phase.SECOND)
        return Phase.SECOND
    if check.state == CheckState.DISAGREED:
        _refuse_later(user, item, Phase.THIRD)
        return Phase.THIRD
    raise NotAllowed(
        "This record has been read and settled. Only the registrar may change what was found in it."
    )


def _given(user: User, item: SampleItem) -> Phase:
    """A first reading by somebody who reads only what was given to them."""
    if item.reader != user.get_username():
        raise NotAllowed(
            "This record was not given to you. These roles may: an auditor and the registrar read every record of a sample; "
            "the registrar can give it to you."
        )
    if not may_be_given(user, item):
        raise NotAllowed(
            "This record is of another department than your account, or you worked on it yourself: somebody else has to "
            "judge it. The registrar can give it to them."
        )
    first = item.readings.filter(current=True, phase=Phase.FIRST).first()
    if first is not None and first.outcome not in LATER and first.reader != user.get_username():
        raise NotAllowed("Somebody else has read this record.")
    check = SecondCheck.objects.filter(item=item).first()
    if check is not None and check.state != CheckState.WAITING:
        raise NotAllowed("This record has been read a second time, so its first reading stands.")
    return Phase.FIRST


def may_give(user: User, item: SampleItem) -> Phase | None:
    """As `phase_for`, without raising."""
    try:
        return phase_for(user, item)
    except NotAllowed:
        return None


def can_see_reading(user: User, reading: Reading, check: SecondCheck | None, twice: bool) -> bool:
    """Whether anything of a reading may be shown to this person. `twice`: the programme has second readings.

    There, readers see their own and what is settled. What was not chosen is not shown either: its first reader may still
    change it into something that is.
    """
    if not twice or can_settle(user) or reading.reader == user.get_username():
        return True
    return check is not None and check.state not in BLIND


def seen_items(user: User, twice: bool) -> Q:
    """Items whose readings this person may see."""
    if not twice or can_settle(user):
        return Q()
    settled = Q(check_up__isnull=False) & ~Q(check_up__state__in=BLIND)
    own = Q(
        pk__in=Reading.objects.filter(
            reader=user.get_username(), current=True, phase=Phase.FIRST
        ).values("item_id")
    )
    return settled | own


def _refuse(reason: str) -> None:
    if reason:
        raise NotAllowed(reason)


def _refuse_later(user: User, item: SampleItem, phase: Phase) -> None:
    _refuse(why_not(user, hands_of(item)))
    if user not in may_read_later(item, phase, [user]):
        raise NotAllowed(
            "You have read this record already, or see what others found in it; somebody else has to."
        )
