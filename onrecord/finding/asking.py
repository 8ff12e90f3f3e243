"""What somebody typed, understood as a question to the index. Pure; no text makes it fail.

- words: all must occur, in any order; case and accents don't matter
- "several words": next to each other, in this order
- begin*: words that begin so
- -word: must not occur
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.finding.folding import compact, compact_matches, phone, squash, words

MOST_TERMS = 16
# Shorter beginnings fit too much to be of use.
LEAST_BEGINNING = 3
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_MINUS = "\u2212\u2013\u2014-"
_NUMBER = re.compile(r"[\d\s()+./-]+")
# Minus, quoted, star; or what stands outside quotation marks.
_PART = re.compile(
    rf'(?:(?<!\S)([{_MINUS}]))?"([^"]*)(?:"(\*?)|$)|((?:(?!(?<!\S)[{_MINUS}]")[^"])+)'
)


@dataclass(frozen=True)
class Term:
    """Words next to each other; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


# One of these is enough.
Either = tuple[Term, ...]


@dataclass(frozen=True)
class Question:
    """`must`: each of them, by any of its terms. `whole`: instead of all of these, a term that the whole question is
    another spelling of. `never`: none of them. `left_out`: what was typed and can't be looked for, with the reason."""

    must: tuple[Either, ...] = ()
    never: tuple[Term, ...] = ()
    whole: Either = ()
    left_out: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.must or self.whole)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All that a result may show as found."""
        return (*(term for either in self.must for term in either), *self.whole)


@dataclass
class _Reader:
    must: list[Either] = field(default_factory=list)
    never: list[Term] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    plain: bool = True

    def add(self, text: str, *, minus: bool, star: bool, forms: Sequence[str] = ()) -> None:
        found = tuple(words(text))
        if not found:
            if text.strip():
                self.left_out.append(f"“{text.strip()[:40]}” holds no word")
            return
        if star and len(found[-1]) < LEAST_BEGINNING and found[-1].isascii():
            self.left_out.append(
                f"the * of “{text[:40]}”: write at least {LEAST_BEGINNING} letters before it"
            )
            star = False
        either = (Term(found, star), *(Term((form,)) for form in forms))
        if len(self.must) + len(self.never) >= MOST_TERMS:
            self.left_out.append(f"“{text[:40]}”: at most {MOST_TERMS} words are looked for")
        elif minus:
            self.never += either
        elif either not in self.must:
            self.must.append(either)

    def loose(self, text: str) -> None:
        """What stands outside quotation marks."""
        for minus, piece, forms in _pieces(text):
            if forms:
                self.add(piece, minus=minus, star=False, forms=forms)
                self.plain = self.plain and not minus
                continue
            for chunk in piece.split():
                chunk_minus = chunk[0] in _MINUS and len(chunk) > 1
                star = chunk.endswith("*")
                self.plain = self.plain and not (chunk_minus or star)
                self.add(chunk[1:] if chunk_minus else chunk, minus=chunk_minus, star=star)


def _pieces(text: str) -> Iterator[tuple[bool, str, list[str]]]:
    """The text in pieces: (minus, piece, second forms); those with second forms are a telephone number, postcode ..."""
    places = sorted((match.start(), match.end(), form) for form, match in compact_matches(text))
    at = 0
    for start, end, form in places:
        if start < at:  # inside the one before
            continue
        before = text[at:start]
        minus = before.endswith(tuple(_MINUS)) and (len(before) == 1 or before[-2].isspace())
        yield False, before[:-1] if minus else before, []
        yield minus, text[start:end], [form]
        at = end
    yield False, text[at:], []


def understand(text: str) -> Question:
    """The question that the text asks; one without any word is false.

    >>> understand('knife "garden path" -dog').never
    (Term(words=('dog',), prefix=False),)
    """
    text = text.translate(_QUOTES)
    reader = _Reader()
    for match in _PART.finditer(text):
        minus, quoted, star, loose = match.groups()
        if loose is not None:
            reader.loose(loose)
            continue
        reader.plain = False
        whole = [form for form in compact(quoted) if form[2:] in (squash(quoted), phone(quoted))]
        reader.add(quoted, minus=bool(minus), star=bool(star), forms=whole)
    if reader.never and not reader.must:
        reader.left_out.append("a search needs at least one word that must occur")
    alternatives = _whole(text) if reader.plain and reader.must else ()
    return Question(
        tuple(reader.must),
        tuple(dict.fromkeys(reader.never)) if reader.must else (),
        alternatives,
        tuple(reader.left_out),
    )


def _whole(text: str) -> Either:
    """The whole of a question as a reference, or as the beginning of a telephone number, however it is spelt."""
    found = []
    key = squash(text)
    if len(key) >= 3 and any(char.isdecimal() for char in key):
        found.append(Term((f"=r{key}",)))
    if _NUMBER.fullmatch(text) and len(number := phone(text)) >= 6:
        found.append(Term((f"=t{number[:50]}",), True))
    return tuple(found)


def fits(question: Question, said: Sequence[Collection[str] | Sequence[str]]) -> bool:
    """Whether texts, each as its list of words in order, answer the question: what the index must say, the slow way."""

    def has(term: Term) -> bool:
        count = len(term.words)
        for text in said:
            row = list(text)
            for start in range(len(row) - count + 1):
                part = row[start : start + count]
                same = (
                    part[-1].startswith(term.words[-1])
                    if term.prefix
                    else part[-1] == term.words[-1]
                )
                if same and tuple(part[:-1]) == term.words[:-1]:
                    return True
        return False

    if any(has(term) for term in question.never):
        return False
    all_there = bool(question.must) and all(
        any(has(term) for term in either) for either in question.must
    )
    return all_there or any(has(term) for term in question.whole)
