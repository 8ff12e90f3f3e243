"""What in a text may be about a person: asked of a person before anything is published, never taken out by itself.

    marks("Ring Jo Bloggs on 0121 496 0000.", allowed=["Ada Chief"])

These are patterns: they find too much rather than too little, and can't find everything. What looks like a name and isn't is
answered once ("the name of a system") and not asked again. No text leaves the machine.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "not-names.toml"

NAME, EMAIL, TELEPHONE, POSTCODE = "name", "email", "telephone", "postcode"
BIRTH, REFERENCE, INSURANCE, VEHICLE, ADDRESS, AGE = (
    "birth",
    "reference",
    "insurance",
    "vehicle",
    "address",
    "age",
)
KINDS: dict[str, str] = {
    NAME: "may be the name of a person",
    EMAIL: "an e-mail address",
    TELEPHONE: "may be a telephone number",
    POSTCODE: "a postcode",
    ADDRESS: "may be an address",
    BIRTH: "a date of birth",
    AGE: "somebody's age",
    REFERENCE: "the reference of a log or crime",
    INSURANCE: "a National Insurance number",
    VEHICLE: "the registration of a vehicle",
}

_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|[A-Z][a-z]{2,8})[ /.-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")),
    (TELEPHONE, re.compile(r"(?<![\w/.£])(?:\+44|0044|\(?0)(?:[\s()-]{0,2}\d){9,10}(?![\w/])")),
    (POSTCODE, re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b")),
    (
        INSURANCE,
        re.compile(
            r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D]\b"
        ),
    ),
    (VEHICLE, re.compile(r"\b[A-HJ-PR-Y]{2}[0-7]\d ?[A-HJ-PR-Z]{3}\b")),
    (
        BIRTH,
        re.compile(rf"(?i:\b(?:d\.?o\.?b\.?|date of birth|born)\b)[:\s]*(?:(?i:on|in)\s+)?{_DAY}"),
    ),
    (AGE, re.compile(r"(?i:\baged?\s+\d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b)")),
    # 20/123456/19, 20DN1/123456A/19: crime references of forces; "log 1234 of 15 January"; "crime no. 12345".
    (REFERENCE, re.compile(r"\b\d{2}[A-Z]{0,3}\d{0,2}/\d{3,7}[A-Z]?/\d{2,4}\b")),
    (
        REFERENCE,
        re.compile(
            r"(?i:\b(?:logs?|incident|crime|urn|crn|reference|ref|collar|case)\s*(?:number|no|ref(?:erence)?)?\.?\s*(?:#\s*|:\s*(?=\S*\d{4}))?)"
            r"(?=[A-Z/-]*\d)[A-Z]{0,4}[-/]?\d{3,}(?:[-/]\w+)*(?: of \d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+)?"
        ),
    ),
    (
        ADDRESS,
        re.compile(
            r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'’-]+ ){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Way|Court|Place|Crescent|Grove|Gardens|Terrace|Walk|Hill|Square|Park|Green)\b"
        ),
    ),
)
# Those that may be written with a full stop, and the others.
_SHORT_TITLES = frozenset(
    ["mr", "mrs", "ms", "mx", "dr", "prof", "rev", "cllr", "insp", "sgt", "supt"]
)
_TITLES = _SHORT_TITLES | frozenset(
    [
        "miss",
        "sir",
        "dame",
        "lord",
        "lady",
        "professor",
        "reverend",
        "councillor",
        "pc",
        "dc",
        "wpc",
        "dci",
        "di",
        "ds",
        "pcso",
        "sergeant",
        "inspector",
        "superintendent",
        "constable",
    ]
)
_PARTICLES = frozenset(
    ["de", "da", "di", "la", "le", "van", "von", "der", "den", "al", "el", "bin", "ibn", "ap"]
)
_WEB = re.compile(r"https?://\S+|www\.\S+")
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*\.?")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that may be about a person: what kind, the words, and where they stand in the text."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str]:
        """What an answer is remembered by: the same words are asked about once."""
        return self.kind, fold(self.text)

    @property
    def why(self) -> str:
        return KINDS[self.kind]


def fold(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold()


@cache
def words_known(*files: tuple[Path, int]) -> tuple[frozenset[str], frozenset[str]]:
    """(words that are no names, first names) of the shipped list and the files given, each with when it was changed."""
    known: set[str] = set()
    first: set[str] = set()
    for path in (FILE, *(path for path, _ in files)):
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        known |= {
            *held.get("words", "").casefold().split(),
            *held.get("places", "").casefold().split(),
        }
        first |= set(held.get("first_names", "").casefold().split())
    return frozenset(known), frozenset(first)


def marks(text: str, *, allowed: Iterable[str] = (), lists: Iterable[Path] = ()) -> list[Mark]:
    """What may be about a person, in order, nothing twice at one place.

    `allowed`: names that may stand, such as those of office holders, and names of bodies and systems; `lists`: more files such
    as `not-names.toml`.
    """
    # An address on the web isn't about a person, and its digits are no telephone number; its length is kept.
    seen = _WEB.sub(lambda found: " " * len(found[0]), text)
    found: list[Mark] = []
    taken = bytearray(len(text))
    for kind, pattern in _PATTERNS:
        for hit in pattern.finditer(seen):
            _add(found, taken, Mark(kind, hit[0].strip(), hit.start(), hit.end()))
    may_stand = [fold(each) for each in allowed if each.strip()]
    files = [(path, path.stat().st_mtime_ns) for path in lists]
    for start, end in _names(seen, *words_known(*files)):
        words = text[start:end]
        if not _is_allowed(fold(words), may_stand):
            _add(found, taken, Mark(NAME, words, start, end))
    return sorted(found, key=lambda mark: mark.start)


def _add(found: list[Mark], taken: bytearray, mark: Mark) -> None:
    """Add it unless something else was found at its place."""
    if not any(taken[mark.start : mark.end]):
        taken[mark.start : mark.end] = b"1" * (mark.end - mark.start)
        found.append(mark)


def _is_allowed(words: str, may_stand: list[str]) -> bool:
    """Whether it is an allowed name, with or without a title, or its surname alone behind a title."""
    first, _, rest = words.partition(" ")
    bare = rest if first.rstrip(".") in _TITLES and rest else words
    titled = bare != words
    return any(
        bare == each
        or (titled and bare == each.rpartition(" ")[2])
        or (" " in bare and f" {bare} " in f" {each} ")
        for each in may_stand
    )


def _names(text: str, known: frozenset[str], first: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where two or three words in a row look like a name, one stands behind a title, or a first name stands alone."""
    run: list[re.Match[str]] = []
    last = 0
    for token in _TOKEN.finditer(text):
        parted = bool(run) and text[last : token.start()] not in (" ", "\u00a0")
        if parted or (run and run[-1][0].endswith(".") and not _is_short(run[-1][0])):
            yield from _names_of(text, run, known, first)
            run = []
        if _may_be_part(token[0]) or (run and token[0] in _PARTICLES):
            run.append(token)
            last = token.end()
        elif run:
            yield from _names_of(text, run, known, first)
            run = []
    yield from _names_of(text, run, known, first)


def _may_be_part(word: str) -> bool:
    """Begins with a capital: a word, an initial, or a surname in capitals."""
    return word[:1].isupper() and word != "I"


def _is_short(word: str) -> bool:
    """An initial or an abbreviated title: its full stop ends no sentence."""
    bare = word.rstrip(".")
    return len(bare) == 1 or bare.casefold() in _SHORT_TITLES


def _names_of(
    text: str, run: list[re.Match[str]], known: frozenset[str], first: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """The names within a row of capitalised words: parted by words that belong to no name."""
    part: list[re.Match[str]] = []
    title: re.Match[str] | None = None
    for token in [*run, None]:
        word = "" if token is None else _bare(token[0])
        if token is not None and word not in known and word not in _TITLES:
            part.append(token)
            continue
        yield from _one_name(text, title, part, first)
        part, title = [], token if word in _TITLES else None


def _bare(word: str) -> str:
    return re.sub(r"['’]s\Z", "", word.rstrip(".").casefold()).replace("’", "'")


def _one_name(
    text: str, title: re.Match[str] | None, part: list[re.Match[str]], first: frozenset[str]
) -> Iterator[tuple[int, int]]:
    while part and part[-1][0] in _PARTICLES:
        part = part[:-1]
    # Abbreviations are no names, but a surname in capitals behind a first name is.
    if title is None:
        while part and part[0][0].isupper() and len(part[0][0].rstrip(".")) > 1:
            part = part[1:]
        while (
            part
            and part[-1][0].isupper()
            and len(part[-1][0]) > 1
            and _bare(part[0][0]) not in first
        ):
            part = part[:-1]
    if not part:
        return
    start = part[0].start()
    end = part[-1].end() - (part[-1][0].endswith(".") and len(part[-1][0]) > 2)
    words = [each for each in part if len(each[0].rstrip(".")) > 1]
    if title is not None and words and title.end() <= start <= title.end() + 2:
        yield title.start(), end
    elif (len(part) >= 2 and words) or (len(part) == 1 and _bare(part[0][0]) in first):
        yield start, end
