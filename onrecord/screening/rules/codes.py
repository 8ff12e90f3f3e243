"""What a force's opening and closing codes say about crime."""

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
Meanings = frozenset[str]
NONE: Meanings = frozenset()


@cache
def default_patterns() -> dict[str, dict[str, list[str]]]:
    """The patterns of codes.toml: {"opening" | "closing": {meaning: patterns}}."""
    return tomllib.loads((HERE / "codes.toml").read_text(encoding="utf-8"))


def _regex(patterns: Iterable[str]) -> re.Pattern[str] | None:
    parts = [fnmatch.translate(p.strip().lower()) for p in patterns if p.strip()]
    return re.compile("|".join(parts)) if parts else None


class CodeBook:
    """The meanings of one kind of code (opening or closing) of one source system.

    `patterns`: meaning to patterns, compared with the whole code without regard to capitals; `*` stands for any words,
    and a pattern that begins with `!` takes codes out again.
    """

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._tests: list[tuple[str, re.Pattern[str], re.Pattern[str] | None]] = []
        for meaning, listed in patterns.items():
            wanted = _regex(p for p in listed if not p.startswith("!"))
            unwanted = _regex(p[1:] for p in listed if p.startswith("!"))
            if wanted:
                self._tests.append((meaning, wanted, unwanted))
        self._known: dict[str, Meanings] = {"": NONE}

    def meanings(self, code: str) -> Meanings:
        """All meanings of `code`; none for an unknown one."""
        known = self._known.get(code)
        if known is None:
            text = " ".join(code.lower().split())
            known = frozenset(
                meaning
                for meaning, wanted, unwanted in self._tests
                if wanted.match(text) and not (unwanted and unwanted.match(text))
            )
            if len(self._known) < 100_000:  # a free-text code column must not fill the memory
                self._known[code] = known
        return known


class CodeBooks:
    """The code books of all source systems; a system without patterns of its own has the usual British ones."""

    def __init__(self, own: Iterable[tuple[str, str, str, str]] = ()) -> None:
        """`own`: (system, "opening" or "closing", meaning, pattern), as in contact.CodeMeaning."""
        patterns: dict[tuple[str, str], dict[str, list[str]]] = {}
        for system, which, meaning, pattern in own:
            patterns.setdefault((system, which), {}).setdefault(meaning, []).append(pattern)
        self._books = {key: CodeBook(value) for key, value in patterns.items()}
        self._usual = {which: CodeBook(listed) for which, listed in default_patterns().items()}

    def meanings(self, system: str, which: str, code: str) -> Meanings:
        """What `code` means as the opening or closing code of `system`."""
        return (self._books.get((system, which)) or self._usual[which]).meanings(code)
