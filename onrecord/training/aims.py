"""What to train: what audits find, beside what question cards show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from onrecord.audit.findings.causes import cause_named
from onrecord.audit.findings.lessons import Lesson, lessons
from onrecord.statistics.compare import Figure
from onrecord.statistics.intervals import Interval, wilson
from onrecord.statistics.shares import weighted_share
from onrecord.training.practice import Answers, enough, first_answers
from onrecord.training.topics import Topic, topic_of_rule, topics

DAYS = 365


@dataclass(frozen=True, slots=True)
class Aim:
    """One topic: findings with its causes, and first answers to its cards. `cards` is None where too few answered."""

    topic: Topic
    causes: Sequence[str]
    findings: int
    share: Figure | None
    right: int
    answers: int
    people: int

    @property
    def shown(self) -> bool:
        return enough(self.answers, self.people)

    @property
    def right_share(self) -> float:
        return self.right / self.answers

    @property
    def interval(self) -> Interval:
        return wilson(self.right_share, self.answers)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule as audits cite it, and how many findings failed it."""

    rule: str
    number: int


@dataclass(frozen=True, slots=True)
class Aims:
    """Topics, the most frequent among findings first; rules that failed; on how many findings it rests."""

    topics: Sequence[Aim]
    rules: Sequence[RuleCount]
    n: int


def aims(days: int = DAYS) -> Aims:
    """Of the last `days`: accepted findings, and first answers to cards."""
    since = timezone.now() - timedelta(days=days)
    found = list(lessons(closed_from=since))
    answers: dict[str, list[Answers]] = {}
    for row in first_answers(since):
        answers.setdefault(topic_of_rule(row.rule).id, []).append(row)
    rows = [_aim(topic, found, answers.get(topic.id, [])) for topic in topics()]
    rules = Counter(each.rule for lesson in found for each in lesson.failed)
    return Aims(
        sorted(rows, key=lambda row: -row.findings),
        [RuleCount(rule, number) for rule, number in rules.most_common(20)],
        len(found),
    )


def _aim(topic: Topic, found: Sequence[Lesson], answers: Sequence[Answers]) -> Aim:
    marks = [bool(set(topic.causes) & set(lesson.causes)) for lesson in found]
    share = weighted_share(marks, [lesson.weight for lesson in found]) if found else None
    return Aim(
        topic,
        [cause_named(code).words for code in topic.causes],
        sum(marks),
        share if topic.causes else None,
        sum(each.right for each in answers),
        sum(each.n for each in answers),
        len({each.person for each in answers}),
    )
