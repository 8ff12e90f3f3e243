"""What is kept and changed on the registrar's pages, in families: the types of report for the public, and what the apps above
register (the forms of partners). A family's definitions are read by the same rules and changed in the same parts.

    register(family)        in AppConfig.ready of the app above
    family_of(key)          by how the key begins
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onrecord.reporting.editing.forms import HeadForm, PartForm, QuestionForm, question_form
from onrecord.reporting.types.held import shipped_definitions
from onrecord.reporting.types.reading import read_type

Definition = Mapping[str, Any]


def _head(definition: Definition, data: Any = None) -> PartForm:
    return HeadForm(data) if data is not None else HeadForm(initial=dict(definition))


def _question(key: str, question: Definition, data: Any = None) -> QuestionForm:
    return question_form(question, data)


@dataclass(frozen=True)
class Family:
    """`prefix`: how its keys begin. `shipped`: the shipped definitions, by whole key. `read(definition, key, version)` and
    `check(key, definition)` raise TypeError_: for what can't be read, and for what is read but not the registrar's to change.
    `locked(key, question)`: whether only the words of a question may be changed. `facts(definition)`: what its page says of
    it besides. `of_rules`: whether it has the parts about log and rules, can be walked through, copied and made anew."""

    prefix: str
    title: str
    shipped: Callable[[], Mapping[str, Definition]]
    read: Callable[[Definition, str, int], object]
    check: Callable[[str, Definition], None] = lambda key, definition: None
    locked: Callable[[str, Definition], bool] = lambda key, question: False
    head: Callable[..., Any] = _head
    question: Callable[..., QuestionForm] = _question
    facts: Callable[[Definition], Sequence[tuple[str, str]]] = lambda definition: ()
    of_rules: bool = False


PUBLIC: Final = Family("", "Types of report", shipped_definitions, read_type, of_rules=True)
_others: dict[str, Family] = {}


def register(family: Family) -> None:
    """Have a family on the pages. Registering a prefix again replaces it."""
    _others[family.prefix] = family


def others() -> list[Family]:
    """The families besides the public's."""
    return list(_others.values())


def family_of(key: str) -> Family:
    """The family to which a key belongs."""
    return next((each for each in _others.values() if key.startswith(each.prefix)), PUBLIC)
