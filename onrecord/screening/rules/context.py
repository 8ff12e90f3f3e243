"""Whether words stand as told: not denied, not asked, not merely feared."""

import re
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_SENTENCE_END = re.compile(r"[.;!?\n]")
_WORDS = re.compile(r"[\w']+")
_ANSWER = re.compile(r"\s*[?:=-]+\s*(no|none|nil|n|negative)\b")
_LOOK_BACK = 90
_LOOK_AHEAD = 60
_QUESTION_AHEAD = 160


def _split(words: list[str]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Single words, and pairs written with `_`."""
    pairs = frozenset((a, b) for a, _, b in (w.partition("_") for w in words) if b)
    return frozenset(w for w in words if "_" not in w), pairs


@dataclass(frozen=True, slots=True)
class Context:
    """The word lists of context.toml, ready for use."""

    words: dict[str, list[str]]
    reach: int
    negators: frozenset[str]
    stops: frozenset[str]
    harmless: frozenset[str]
    after_reach: int
    after: frozenset[str]
    after_pairs: frozenset[tuple[str, str]]
    hypothetical_reach: int
    hypothetical: frozenset[str]
    hypothetical_pairs: frozenset[tuple[str, str]]
    hypothetical_stops: frozenset[str]
    hypothetical_stop_pairs: frozenset[tuple[str, str]]
    asked_pairs: frozenset[tuple[str, str]]

    def taken_back(self, text: str, start: int, end: int, hypothetical: bool = True) -> str:
        """Why the words at `start:end` of `text` (small letters) do not stand: "denied", "asked", "supposed", or "".

        `hypothetical` is False for rules that look for threats and fears themselves.
        """
        low = max(0, start - _LOOK_BACK)
        before = _SENTENCE_END.split(text[low:start])[-1]
        if low and len(before) == start - low:
            before = before.partition(" ")[2]  # the first word may be half a word
        back = _WORDS.findall(before)[-12:]
        return (
            (self._denied_before(back) if back else "")
            or self._denied_after(text, end)
            or self._asked(text, end, back)
            or (self._supposed(back) if back and hypothetical else "")
        )

    def _denied_before(self, back: list[str]) -> str:
        left = self.reach
        for place in range(len(back) - 1, -1, -1):
            word = back[place]
            if word in self.negators:
                following = back[place + 1] if place + 1 < len(back) else ""
                return "" if following in self.harmless else "denied"
            # "no sign of a break-in or theft": a denial reaches over its whole list.
            left += self.reach if word in ("or", "nor") else -1
            if left <= 0 or word in self.stops:
                return ""
        return ""

    def _denied_after(self, text: str, end: int) -> str:
        rest = text[end : end + _LOOK_AHEAD]
        # "assault? no" and "weapons: none": the answer may stand behind its mark.
        if _ANSWER.match(rest):
            return "denied"
        words = _WORDS.findall(_SENTENCE_END.split(rest)[0])[: self.after_reach]
        for place, word in enumerate(words):
            following = words[place + 1] if place + 1 < len(words) else ""
            if (word, following) in self.after_pairs:
                return "denied"
            if word in self.after:
                # "no" begins the next thought when more follows it: "hit him no injuries".
                if word in ("no", "none", "nil", "negative") and following:
                    return ""
                return "denied"
            if word in self.stops:
                return ""
        return ""

    def _asked(self, text: str, end: int, back: list[str]) -> str:
        if any(pair in self.asked_pairs for pair in pairwise(back)):
            return "asked"
        mark = _SENTENCE_END.search(text, end, end + _QUESTION_AHEAD)
        return "asked" if mark and mark.group() == "?" else ""

    def _supposed(self, back: list[str]) -> str:
        near = back[-self.hypothetical_reach :]
        for place in range(len(near) - 1, -1, -1):
            word = near[place]
            pair = (word, near[place + 1]) if place + 1 < len(near) else (word, "")
            if pair in self.hypothetical_stop_pairs or word in self.hypothetical_stops:
                return ""
            if word in self.hypothetical:
                return "supposed"
            # "going to hit him", but not "going to hospital with a broken nose": a pair stands close to the words.
            if pair in self.hypothetical_pairs and place + 3 >= len(near):
                return "supposed"
            if word in self.stops:
                return ""
        return ""


def load_context(path: Path = HERE / "context.toml") -> Context:
    """Read the lists. Raises KeyError or tomllib.TOMLDecodeError where the file is not as documented."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    negation, hypothetical = data["negation"], data["hypothetical"]
    after, after_pairs = _split(negation["after"])
    supposed, supposed_pairs = _split(hypothetical["before"])
    stops, stop_pairs = _split(hypothetical["stops"])
    return Context(
        words=data["words"],
        reach=negation["reach"],
        negators=frozenset(negation["before"]),
        stops=frozenset(negation["stops"]),
        harmless=frozenset(negation["harmless"]),
        after_reach=negation["after_reach"],
        after=after,
        after_pairs=after_pairs,
        hypothetical_reach=hypothetical["reach"],
        hypothetical=supposed,
        hypothetical_pairs=supposed_pairs,
        hypothetical_stops=stops,
        hypothetical_stop_pairs=stop_pairs,
        asked_pairs=_split(data["question"]["before"])[1],
    )
