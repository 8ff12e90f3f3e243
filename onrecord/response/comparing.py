"""A published response beside the document of an earlier one: which sentence of that stands where, and which has no place.

A sentence has its place where its words stand in the response, one after another. Else it is looked for in other words: a text
with every number of the sentence and most of its longer words. Everything that is left is listed: either the response doesn't say
it, or the form has no place for it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.documents.content import Document, sections

# Of the longer words of a sentence so many must stand in one text for it to be the same in other words.
ENOUGH = 0.6
SAME, OTHERWISE, NOWHERE = "word for word", "in other words", "no place"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SMALL = frozenset(
    [
        "that",
        "this",
        "with",
        "from",
        "have",
        "been",
        "were",
        "their",
        "there",
        "which",
        "will",
        "would",
        "should",
        "could",
        "also",
        "into",
        "more",
        "than",
        "they",
        "them",
        "these",
        "those",
        "such",
        "each",
        "other",
        "including",
        "including",
        "being",
        "over",
        "under",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """One sentence of the original: how it is there, and under which headings."""

    sentence: str
    how: str
    where: str


def plain(text: str) -> str:
    """A text without the marks of Markdown and HTML; a link is its words and its address."""
    text = re.sub(r"<sup>.*?</sup>", "", text)
    text = re.sub(r"<(https?://[^>]+)>", r"\1", text)
    text = re.sub(r"<[^>]+>", "", text)
    text = re.sub(r"\[([^\]]*)\]\((https?://[^)]+)\)", r"\1 \2", text)
    return re.sub(r"^#+[ \t]+|\*+|^-{3,}$", "", text, flags=re.M)


def sentences(text: str) -> list[str]:
    """The sentences, headings and items of a text, in order. A sentence that is broken by the end of a page is one."""
    joined = re.sub(r"(?<=[a-z,])\s*\n\s*\n\s*(?=[a-z])", " ", plain(text).replace("\r", ""))
    found: list[str] = []
    for line in joined.split("\n"):
        line = re.sub(r"^\s*[-•]\s+", "", line).replace("\t", " ").strip()
        found += [each.strip() for each in re.split(r"(?<=[.!?])\s+(?=[A-Z“‘'])", line)]
    return [each for each in found if re.search(r"\w\w", each)]


def _words(text: str) -> list[str]:
    return re.findall(
        r"[^\W_]+", re.sub(r"(?<=\d)[.,](?=\d)", "\u00b7", text.casefold()).replace("\u00b7", "p")
    )


def _numbers(text: str) -> set[float]:
    return {float(each.replace(",", "")) for each in _NUMBER.findall(text) if each.count(".") < 2}


def compare(
    document: Document, original: str, same: Mapping[str, str] | None = None
) -> list[Found]:
    """Each sentence of the original with its place. `same`: words of the original and what the response calls the same."""
    held = [
        (" › ".join(headings[1:]) or "Beginning", text) for headings, text in sections(document)
    ]
    # A text is also looked for over the end of a paragraph.
    long = " ".join(" ".join(_words(text)) for _, text in held)
    found = []
    for sentence in sentences(original):
        words = " ".join(_words(sentence))
        if f" {words} " in f" {long} ":
            at = next((where for where, text in held if words in " ".join(_words(text))), "")
            found.append(Found(sentence, SAME, at or "over several paragraphs"))
            continue
        where = _otherwise(sentence, held, same or {})
        found.append(Found(sentence, OTHERWISE if where else NOWHERE, where))
    return found


def _otherwise(sentence: str, held: Sequence[tuple[str, str]], same: Mapping[str, str]) -> str:
    """Where the sentence stands in other words; empty for nowhere."""
    for short, full in same.items():
        sentence = re.sub(rf"\b{re.escape(short)}\b", full, sentence)
    wanted, numbers = _longer(sentence), _numbers(sentence)
    best, place = 0.0, ""
    for where, text in held:
        if not numbers <= _numbers(text):
            continue
        # The headings say what a text is about, so that it needn't say it again.
        there = _longer(f"{where} {text}")
        share = len(wanted & there) / len(wanted) if wanted else 0.0
        if share > best:
            best, place = share, where
    return place if best >= ENOUGH else ""


def _longer(text: str) -> set[str]:
    """Longer words, by their beginnings, so that "recorded" is "recording"."""
    return {
        each[:6]
        for each in _words(text)
        if len(each) > 3 and each not in _SMALL and not each[0].isdigit()
    }
