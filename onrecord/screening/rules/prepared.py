"""A text as the rules see it, letter for letter, and quoting from it. Pure."""

import html
import re
from dataclasses import dataclass, field

# A text is read from its beginning and its end; the middle of a very long one is not.
HEAD, TAIL = 12_000, 4_000
_QUOTE_SIDE = 50
_WORD = re.compile(r"[a-z0-9]+")
# Typographic marks, letter for letter: the hyphens of word processors, curly quotation marks, hard spaces.
_SIGNS = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d"), '"'),
    0xA0: " ",
}
_TAG = re.compile(r"<[^<>]{1,300}>")
SENTENCE_END = re.compile(r"[.;!?\n]")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class PreparedText:
    """A text as the rules see it: `shown` for quoting, `low` for matching, letter for letter; `worth`: the numbers of the phrases
    that its words make worth trying (RuleBook.triggers)."""

    shown: str
    low: str
    words: list[str]
    worth: list[int] = field(default_factory=list)


def prepare(text: str) -> PreparedText:
    """The text without markup, its middle left out where it is very long; signs that mean the same are one."""
    if len(text) > HEAD + TAIL:
        text = text[:HEAD] + "\n" + text[-TAIL:]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    low = text.lower()
    if len(low) != len(text):  # a few letters change length in small letters
        text = low
    if not low.isascii():
        low = low.translate(_SIGNS)
    # " / " ends a sentence in many control rooms.
    low = low.replace(" / ", " . ").replace(" // ", " .. ")
    return PreparedText(text, low, _WORD.findall(low))


def quoted(text: PreparedText, start: int, end: int) -> str:
    """The words from `start` to `end` with some of their sentence, on whole words, at most 200 letters."""
    left = text.low[max(0, start - _QUOTE_SIDE) : start]
    begin = start - len(SENTENCE_END.split(left)[-1])
    if begin and begin == start - _QUOTE_SIDE:  # not in the middle of a word
        begin = text.shown.find(" ", begin, start) + 1 or start
    right = text.low[end : end + _QUOTE_SIDE]
    stop = end + len(SENTENCE_END.split(right)[0])
    if stop == end + _QUOTE_SIDE < len(text.shown):
        stop = max(text.shown.rfind(" ", end, stop), end)
    return _SPACES.sub(" ", text.shown[begin:stop]).strip(" ,-/")[:200]
