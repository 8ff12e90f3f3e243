"""Which card comes next for somebody, and how they stand with the cards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, Min, Q
from django.utils import timezone

from onrecord.people.models import User
from onrecord.statistics.intervals import Interval, wilson
from onrecord.training.cards import QuestionCard, deck, example_ids
from onrecord.training.models import CardAnswer
from onrecord.training.policies import PEOPLE_FROM, SHOWN_FROM, campaigns_for
from onrecord.training.topics import rule_title, topic_of_aim, topic_of_rule

A_SITTING = 5


def latest(user: User) -> dict[str, CardAnswer]:
    """The last answer of this person to each card that is still in the deck."""
    held = deck()
    rows = CardAnswer.objects.filter(person=user.username).order_by("id")
    return {row.card: row for row in rows if row.card in held}


@dataclass(frozen=True, slots=True)
class HowFar:
    """Cards begun, due again now, and new; and how many answers were given."""

    begun: int
    due: int
    new: int
    answered: int


def how_far(user: User) -> HowFar:
    held, now = latest(user), timezone.now()
    answered = CardAnswer.objects.filter(person=user.username).count()
    due = sum(row.due_at <= now for row in held.values())
    return HowFar(len(held), due, len(deck()) - len(held), answered)


def count_due(user: User) -> int:
    """How many cards come again now, without making the deck: a home page is to be quick."""
    latest_of: dict[str, datetime] = {}
    rows = CardAnswer.objects.filter(person=user.username).order_by("id")
    for card, due_at in rows.values_list("card", "due_at"):
        latest_of[card] = due_at
    now = timezone.now()
    due = [card for card, due_at in latest_of.items() if due_at <= now]
    return sum(card.partition(":")[0] in example_ids() for card in due)


def next_card(user: User, now: datetime | None = None) -> QuestionCard | None:
    """The card that has waited longest; where none is due, a new one: first of what a running campaign is about, then of the
    topic of which this person has seen least. None when every card is known and none is due."""
    now = now or timezone.now()
    cards, held = deck(), latest(user)
    due = [row for row in held.values() if row.due_at <= now]
    if due:
        return cards[min(due, key=lambda row: (row.due_at, row.id)).card]
    new = [card for card in cards.values() if card.id not in held]
    if not new:
        return None
    aimed = {topic_of_aim(each.message.aim) for each in campaigns_for(user)} - {None}
    seen = Counter(topic_of_rule(cards[each].rule).id for each in held)

    def order(card: QuestionCard) -> tuple[bool, int, bytes]:
        topic = topic_of_rule(card.rule)
        lot = sha256(f"{user.username}\n{card.id}".encode()).digest()
        return topic not in aimed, seen[topic.id], lot

    return min(new, key=order)


def next_due(user: User) -> datetime | None:
    """When the next card of this person comes again."""
    return min((row.due_at for row in latest(user).values()), default=None)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Answers about one rule: how many right, of how many, of how many people. Shares between 0 and 1."""

    rule: str
    title: str
    cite: str
    right: int
    n: int
    people: int

    @property
    def share(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> Interval:
        """Wilson's, as if answers were independent; those of one person are alike, so it is rather too short."""
        return wilson(self.share, self.n)


def own_results(user: User) -> list[RuleResult]:
    """By rule, of this person's last answer to each card; the weakest first."""
    return _by_rule(
        [Answers(row.rule, row.person, 1, int(row.right)) for row in latest(user).values()]
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """How one person answered the cards of one rule: `right` of `n`."""

    rule: str
    person: str
    n: int
    right: int


def first_answers(since: datetime) -> list[Answers]:
    """By rule and person, the first answer to each card, given from this moment on: what they knew before the explanation."""
    first = CardAnswer.objects.order_by().values("person", "card").annotate(first=Min("id"))
    rows = (
        CardAnswer.objects.filter(pk__in=first.values("first"), answered_at__gte=since)
        .order_by()
        .values_list("rule", "person")
        .annotate(n=Count("id"), right=Count("id", filter=Q(right=True)))
    )
    return [Answers(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Shown:
    """Results that may be shown, and how many rules rest on too little to be."""

    rows: Sequence[RuleResult]
    hidden: int


def everybodys_results(days: int = 365) -> Shown:
    """By rule, of everybody's first answers in the last `days`; only what rests on enough answers of enough people
    (`policies`)."""
    rows = _by_rule(first_answers(timezone.now() - timedelta(days=days)))
    shown = [row for row in rows if enough(row.n, row.people)]
    return Shown(shown, len(rows) - len(shown))


def enough(n: int, people: int) -> bool:
    """Whether a result rests on enough to be shown to others than those who gave the answers."""
    return n >= SHOWN_FROM and people >= PEOPLE_FROM


def _by_rule(rows: Sequence[Answers]) -> list[RuleResult]:
    grouped: dict[str, list[Answers]] = {}
    for row in rows:
        grouped.setdefault(row.rule, []).append(row)
    found = [
        RuleResult(
            rule,
            *rule_title(rule),
            sum(each.right for each in some),
            sum(each.n for each in some),
            len({each.person for each in some}),
        )
        for rule, some in grouped.items()
    ]
    return sorted(found, key=lambda each: (each.share, -each.n, each.title))
