"""Checking the keys of a programme's data one by one, and collecting what is wrong. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ProgrammeProblem:
    """One thing wrong with a programme: in which file, under which key, and what to do."""

    file: str
    key: str
    problem: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key + ' ' if self.key else ''}{self.problem}. {self.what_to_do}"


class ProgrammeError(ValueError):
    """A programme can't be used; `problems` says why, one by one."""

    def __init__(self, problems: Sequence[ProgrammeProblem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(map(str, self.problems)))


class Checker:
    """Reads values out of tables; a wrong one is noted and something harmless returned, so that all faults are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[ProgrammeProblem] = []

    def wrong(self, key: str, problem: str, what_to_do: str) -> None:
        self.problems.append(ProgrammeProblem(self.file, key, problem, what_to_do))

    def raise_if_wrong(self) -> None:
        if self.problems:
            raise ProgrammeError(self.problems)

    def only(self, table: Mapping[str, Any], where: str, keys: Sequence[str]) -> None:
        for key in table:
            if key not in keys:
                self.wrong(f"{where}{key}", "means nothing here", f"Use: {', '.join(keys)}.")

    def text(
        self,
        table: Mapping[str, Any],
        key: str,
        where: str = "",
        *,
        needed: bool = True,
        longest: int = 200,
    ) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.wrong(f"{where}{key}", f"{value!r} is no text", "Put it in quotation marks.")
            return ""
        value = value.replace("\0", "").strip()
        if needed and not value:
            self.wrong(f"{where}{key}", "is missing", "Write it as text.")
        if len(value) > longest:
            self.wrong(f"{where}{key}", f"is longer than {longest} characters", "Shorten it.")
        return value

    def texts(
        self, table: Mapping[str, Any], key: str, where: str = "", *, needed: bool = True
    ) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list | tuple) or not all(
            isinstance(each, str) and each.strip() for each in value
        ):
            self.wrong(f"{where}{key}", "is no list of texts", 'Write it as ["one", "two"].')
            return ()
        if needed and not value:
            self.wrong(f"{where}{key}", "is empty", "Name one at least, or leave the key out.")
        return tuple(each.strip() for each in value)

    def some_of(
        self,
        table: Mapping[str, Any],
        key: str,
        known: Sequence[str],
        where: str = "",
        *,
        default: tuple[str, ...] | None = None,
    ) -> tuple[str, ...]:
        if key not in table and default is not None:
            return default
        found = self.texts(table, key, where, needed=default is None)
        for each in found:
            if each not in known:
                self.wrong(f"{where}{key}", f"{each!r} is not known", f"Use: {', '.join(known)}.")
        return found

    def one_of(
        self, table: Mapping[str, Any], key: str, known: Sequence[str], where: str = ""
    ) -> str:
        value = table.get(key)
        if value not in known:
            problem = "is missing" if value is None else f"{value!r} is not known"
            self.wrong(f"{where}{key}", problem, f"Use one of: {', '.join(known)}.")
            return known[0]
        return str(value)

    def whole(
        self, table: Mapping[str, Any], key: str, least: int, most: int, where: str = ""
    ) -> int:
        value = table.get(key)
        if type(value) is not int or not least <= value <= most:
            problem = "is missing" if value is None else f"is {value!r}"
            self.wrong(
                f"{where}{key}", problem, f"Write a whole number from {least:,} to {most:,}."
            )
            return least
        return value

    def number(self, value: Any, key: str, least: float, most: float) -> float:
        """A number, or a number written as text (as the database keeps it)."""
        try:
            found = float(value) if not isinstance(value, bool) else float("nan")
        except (TypeError, ValueError):
            found = float("nan")
        if not least <= found <= most:
            problem = "is missing" if value is None else f"is {value!r}"
            self.wrong(key, problem, f"Write a number from {least:g} to {most:g}.")
            return least
        return found

    def flag(self, table: Mapping[str, Any], key: str, where: str = "") -> bool:
        value = table.get(key)
        if not isinstance(value, bool):
            problem = "is missing" if value is None else f"is {value!r}"
            self.wrong(f"{where}{key}", problem, "Write true or false.")
            return False
        return value

    def table(
        self, data: Mapping[str, Any], key: str, where: str = "", *, needed: bool = True
    ) -> Mapping[str, Any]:
        value = data.get(key)
        if value is None and not needed:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(f"{where}{key}", "is missing", f"Write a table [{where}{key}].")
            return {}
        return value

    def rows(
        self, data: Mapping[str, Any], key: str, *, needed: bool
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            self.wrong(key, "is no list of tables", f"Write each as [[{key}]].")
            return
        if needed and not value:
            self.wrong(key, "is missing", f"Write at least one [[{key}]].")
        yield from enumerate(value, 1)
