"""Made logs as somebody with little English might tell them, by stated changes to every text.

1. Articles fall away: a, an, the.
2. Forms of be and have fall away: is, are, was, were, am, been, has, have, had, and their short forms.
3. Verbs stand in their plain form: -ed is cut off, and irregular ones of the list below are put back.
4. Pronouns have one case: her and him become she and he; my, his and their stay.
5. Prepositions fall together: on and at become in; to falls away.

Nobody speaks so by rule; it is a way to see whether the finder leans on words that learners leave out.
"""

import re

_GONE = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "am",
        "been",
        "has",
        "have",
        "had",
        "'s",
        "'re",
        "i'm",
        "he's",
        "she's",
        "they're",
        "it's",
        "i've",
        "to",
    ]
)
_SHORT = {"i'm": "i", "he's": "he", "she's": "she", "they're": "they", "it's": "it", "i've": "i"}
_PLAIN = {
    "took": "take", "taken": "take", "stole": "steal", "stolen": "steal", "told": "tell", "came": "come", "went": "go",
    "said": "say", "got": "get", "broke": "break", "broken": "break", "threw": "throw", "thrown": "throw", "kept": "keep",
    "held": "hold", "gave": "give", "found": "find", "left": "leave", "made": "make", "saw": "see", "bit": "bite",
    "bitten": "bite", "hit": "hit", "ran": "run", "woke": "wake", "sent": "send", "caught": "catch", "knew": "know",
    "her": "she", "him": "he", "on": "in", "at": "in",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z']+")
_ED = re.compile(r"([a-z]{3,})ed\Z")
_TWICE = re.compile(r"([bdgmnprt])\1\Z")


def little_english(text: str) -> str:
    """The text with the five changes."""

    def changed(found: re.Match[str]) -> str:
        word = found.group().lower()
        if word in _SHORT:
            return _SHORT[word]
        if word in _GONE:
            return ""
        if word in _PLAIN:
            return _PLAIN[word]
        cut = _ED.match(word)
        return _TWICE.sub(r"\1", cut.group(1)) if cut else found.group()

    return re.sub(r"  +", " ", _WORD.sub(changed, text)).strip()
