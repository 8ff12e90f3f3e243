"""Other words for one question of the rules, for one type of report: `[lay.ID]` of a definition, as a form."""

from collections.abc import Mapping
from typing import Any

from django import forms

from crimerules.tree import screens
from onrecord.reporting.editing.forms import PartForm, words_field
from onrecord.reporting.types.lay import Words, lay_words


class LayForm(PartForm):
    """What the public is asked in place of the rules' own words. Answers left empty aren't offered."""

    asks = words_field("Question", 300)
    help = words_field("Help under it", 2000, rows=3)
    ask = forms.BooleanField(label="The public is asked this", required=False)

    def __init__(self, screen: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.screen = screens()[screen]
        self.fields["say"] = forms.ChoiceField(
            label="If they aren't asked, what is taken", required=False,
            choices=[("", "nothing: the questions end, and a person goes on"), *((each.say, each.text) for each in self.screen.answers if each.say != "number")],
        )  # fmt: skip
        for each in self.screen.answers:
            self.fields[f"answer-{each.say}"] = words_field(
                f"Words for: {each.text}", 300, "Empty: not offered."
            )

    def into(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The definition with these words, or without any where they are the usual ones."""
        told: dict[str, Any] = {
            "asks": self.typed("asks"),
            "help": self.typed("help"),
            "ask": bool(self.data.get("part-ask")),
            "say": self.typed("say"),
            "answers": {
                each.say: text
                for each in self.screen.answers
                if (text := self.typed(f"answer-{each.say}"))
            },
        }
        usual = lay_words().get(self.screen.id, Words())
        own = {name: value for name, value in told.items() if value != _usual(usual, name)}
        lay = {
            name: words for name, words in definition.get("lay", {}).items()
            if name != self.screen.id
        }  # fmt: skip
        if own:
            lay[self.screen.id] = own
        made = {name: value for name, value in definition.items() if name != "lay"}
        return {**made, "lay": lay} if lay else made


def _usual(words: Words, name: str) -> Any:
    value = getattr(words, name)
    return dict(value) if name == "answers" else value


def lay_form(screen: str, definition: Mapping[str, Any]) -> LayForm:
    """The form with the words as they stand: the type's own, else those of lay.toml."""
    usual = lay_words().get(screen, Words())
    own = definition.get("lay", {}).get(screen, {})
    start = {name: own.get(name, getattr(usual, name)) for name in ("asks", "help", "ask", "say")}
    answers = own.get("answers", usual.answers)
    return LayForm(
        screen, initial={**start, **{f"answer-{say}": text for say, text in answers.items()}}
    )


def screens_in_words() -> list[tuple[str, str]]:
    """The questions of the rules to choose from: id, and its own words, or those of the rules where the public isn't asked
    it, by these words."""
    found = [
        (screen, words.asks if words.ask else f"{screens()[screen].asks} (not asked of the public)")
        for screen, words in lay_words().items()
    ]
    return sorted(found, key=lambda each: (each[1].casefold(), each[0]))


def own_lay(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The questions of the rules for which a type has words of its own: id, and how it asks."""
    found = []
    for screen, own in definition.get("lay", {}).items():
        usual = lay_words().get(screen, Words())
        found.append((screen, str(own.get("asks") or usual.asks or screen)))
    return found


def facts_in_words() -> list[tuple[str, str, list[str]]]:
    """What an answer may tell the rules: each of their questions by its id, with the words of it and what may be said to it."""
    return [(one.id, one.asks, [each.say for each in one.answers]) for one in screens().values()]
