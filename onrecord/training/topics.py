"""What is trained, as data: topics join the rules of question cards to the causes that audits give their findings."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crimerules.rule import RULES, Rule

FILE = Path(__file__).parent / "data" / "topics.toml"
CAUSE, RULE = "cause", "rule"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: `rules` are beginnings of rule names, `causes` codes of causes, `rule` the one that a message cites."""

    id: str
    title: str
    headline: str
    rules: tuple[str, ...]
    causes: tuple[str, ...]
    rule: str

    @property
    def cited(self) -> Rule:
        return RULES[self.rule]


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the file's order."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Topic(
            row["id"],
            row["title"],
            row["headline"],
            tuple(row["rules"]),
            tuple(row["causes"]),
            row["rule"],
        )
        for row in data["topics"]
    )


OTHER = Topic("other", "Other rules", "", (), (), "whether.balance-of-probability")


@cache
def topic_of_rule(rule: str) -> Topic:
    """The first topic that has the rule."""
    return next((each for each in topics() if rule.startswith(each.rules)), OTHER)


def topic_of_cause(code: str) -> Topic | None:
    """The topic of a cause; None for one that no topic has."""
    return next((each for each in topics() if code in each.causes), None)


def topic_of_aim(aim: str) -> Topic | None:
    """The topic of what a message is about."""
    kind, _, value = aim.partition(":")
    return topic_of_cause(value) if kind == CAUSE else None


def rule_title(rule: str) -> tuple[str, str]:
    """A rule in words, and where it is printed; its name where it isn't known any more."""
    held = RULES.get(rule)
    return (held.title, held.cite) if held else (rule, "")
