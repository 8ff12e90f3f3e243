"""Who sees whose training, who keeps courses, who sees how cards are answered, who makes messages.

Answers to cards are for learning: a person sees their own; whoever keeps training sees rules and never people, and a rule
only once it rests on enough answers of enough people (`SHOWN_FROM`, `PEOPLE_FROM`).
"""

from django.db.models import Q, QuerySet

from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission, Role
from onrecord.training.message_models import Campaign, Message
from onrecord.training.models import CardAnswer
from onrecord.training.states import MessageState

SHOWN_FROM = 10
PEOPLE_FROM = 3


def check_can_learn(user: User) -> None:
    """See one's own courses and answer question cards."""
    check_permission(user, Permission.LEARN)


def can_learn(user: User) -> bool:
    return can(check_can_learn, user)


def check_can_keep_training(user: User) -> None:
    """Make and change courses, take in files of the learning system, see which rules are answered wrongly."""
    check_permission(user, Permission.KEEP_TRAINING)


def can_keep_training(user: User) -> bool:
    return can(check_can_keep_training, user)


def check_can_see_departments(user: User) -> None:
    """See who did what: a supervisor in their own department, whoever keeps training everywhere."""
    if user.role != Role.SUPERVISOR or not user.may(Permission.LEARN):
        check_can_keep_training(user)


def can_see_departments(user: User) -> bool:
    return can(check_can_see_departments, user)


def visible_people(user: User) -> QuerySet[User]:
    """The people whose courses this person sees."""
    learners = User.objects.filter(is_active=True)
    if can_keep_training(user):
        return learners
    if user.role == Role.SUPERVISOR and user.department:
        return learners.filter(Q(department__iexact=user.department) | Q(pk=user.pk))
    return learners.filter(pk=user.pk)


def check_can_write_done(user: User, person: User) -> None:
    """Write down that somebody did a course: their supervisor, or whoever keeps training. Nobody for themselves, but for
    those who keep it all."""
    check_can_see_departments(user)
    if can_keep_training(user):
        return
    if person.pk == user.pk:
        raise NotAllowed(
            "Another supervisor or the training team writes down what you did yourself."
        )
    if not visible_people(user).filter(pk=person.pk).exists():
        raise NotAllowed(
            f"{person} isn't in your department. These roles may: a supervisor of that department, an auditor, the registrar."
        )


def can_write_done(user: User, person: User) -> bool:
    return can(check_can_write_done, user, person)


def check_can_see_answer(user: User, answer: CardAnswer) -> None:
    """An answer is seen by whoever gave it, and by nobody else."""
    check_can_learn(user)
    if answer.person != user.username:
        raise NotAllowed(
            "Answers to question cards are for whoever gave them. These roles may: nobody else."
        )


def check_can_see_messages(user: User) -> None:
    """See the messages, their campaigns and what they changed."""
    if not user.may(Permission.VIEW_ESTIMATE):
        check_can_make_messages(user)


def check_can_make_messages(user: User) -> None:
    """Draft messages from findings, edit and release them, run campaigns."""
    check_permission(user, Permission.MAKE_MESSAGES)


def can_make_messages(user: User) -> bool:
    return can(check_can_make_messages, user)


def check_can_show_message(user: User, message: Message) -> None:
    """See a message as it is shown: anybody who may learn, once it is ready; before, whoever makes messages."""
    if can_make_messages(user):
        return
    if message.state != MessageState.READY:
        raise NotAllowed(
            "This message isn't ready for use. These roles may see it before: an auditor, the registrar."
        )


def campaigns_for(user: User) -> list[Campaign]:
    """The campaigns that run now and are meant for this person's department; newest first."""
    own = user.department.strip().casefold()
    rows = Campaign.objects.select_related("message").filter(message__state=MessageState.READY)
    return [
        row
        for row in rows
        if row.state == "running"
        and (not row.departments or own in {each.casefold() for each in row.departments})
    ]
