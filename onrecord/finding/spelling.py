"""Near spellings: of names, so that a slip of the pen finds its person; of other words, to suggest when nothing is found.

The method is our own and needs nothing of the database but an index. A word of a name is kept under keys: the word with
any one letter left out, which two words that differ by one slip share (after W. Garbe's symmetric deletion), and its
sound in consonants, which Mohammed and Muhamad share. Candidates found so are ranked by their distance: letters to put in,
take out, change or swap.
"""

import re
from collections.abc import Iterable

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from onrecord.finding.models import NameKey, Word

# Shorter words are near too many others.
LEAST = 3
MOST_NEAR = 12
_AT_MOST = 5_000
_SOUNDS = (
    (re.compile(r"^(?:kn|gn|pn)"), "n"), (re.compile(r"^wr"), "r"), (re.compile(r"^mac(?=[^aeiouy])"), "mc"),
    (re.compile(r"ph"), "f"), (re.compile(r"ght"), "t"), (re.compile(r"dg(?=[eiy])"), "j"),
    (re.compile(r"tch"), "ch"), (re.compile(r"ch"), "k"), (re.compile(r"c(?=[eiy])"), "s"), (re.compile(r"[cq]"), "k"),
    (re.compile(r"x"), "ks"), (re.compile(r"z"), "s"), (re.compile(r"v"), "f"), (re.compile(r"^[aeiouy]"), "A"),
    (re.compile(r"(.)\1+"), r"\1"), (re.compile(r"[aeiouyhw]"), ""),
)  # fmt: skip


def sound(word: str) -> str:
    """A word of Latin letters by its consonants; empty for one that has too few or other letters.

    >>> sound("mohammed") == sound("muhamad"), sound("kathryn") == sound("catherine")
    (True, True)
    """
    if not (word.isascii() and word.isalpha()):
        return ""
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word if len(word) >= 2 else ""


def keys(word: str) -> set[str]:
    """Under which keys a word of a name is kept and looked for."""
    if len(word) < LEAST or word.isdecimal():
        return set()
    found = {word}
    # Of a shorter one too little would be left; Ann and Anne still share a key.
    if len(word) > LEAST:
        found |= {word[:i] + word[i + 1 :] for i in range(len(word))}
    heard = sound(word)
    return found | {f"~{heard}"} if heard else found


def is_near(one: str, other: str) -> bool:
    """Whether two different words may be the same name."""
    far = OSA.distance(one, other)
    if far == 0:
        return False
    if far <= (1 if min(len(one), len(other)) <= 5 else 2):
        return True
    heard = sound(one)
    if not heard or heard != sound(other):
        return False
    return far <= 4 if len(heard) >= 3 else far <= 2 and one[0] == other[0]


def near_names(word: str) -> list[str]:
    """Words of names that are spelt nearly as this one, nearest first."""
    wanted = keys(word)
    if not wanted:
        return []
    rows = NameKey.objects.filter(key__in=wanted).values_list("word", flat=True)[:_AT_MOST]
    near = {other for other in rows if is_near(word, other)}
    return sorted(near, key=lambda other: (OSA.distance(word, other), other))[:MOST_NEAR]


def near_words(word: str) -> list[str]:
    """Words that occur somewhere and are spelt nearly as this one: those of names, and others that begin the same."""
    if len(word) < LEAST:
        return []
    beginning = word[0]
    if connection.vendor == "postgresql":
        rows = Word.objects.filter(word__startswith=beginning)
    else:
        # SQLite's LIKE can't use the index; a range says the same.
        rows = Word.objects.filter(word__gte=beginning, word__lt=beginning + "\U0010ffff")
    known = list(rows.values_list("word", flat=True))
    far = 1 if len(word) <= 5 else 2
    ranked = process.extract(word, known, scorer=OSA.distance, score_cutoff=far, limit=MOST_NEAR)
    near = [other for other, distance, _ in ranked if distance]
    return list(dict.fromkeys([*near_names(word), *near]))[:MOST_NEAR]


def remember(words: Iterable[str], names: Iterable[str]) -> None:
    """Keep words that occur, and the keys of those that are parts of names."""
    pairs = [(key, word) for word in names for key in keys(word)]
    with connection.cursor() as cursor:
        if rows := [(word,) for word in words]:
            cursor.executemany(
                "INSERT INTO finding_word (word) VALUES (%s) ON CONFLICT DO NOTHING", rows
            )
        if pairs:
            cursor.executemany(
                "INSERT INTO finding_namekey (key, word) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                pairs,
            )


def forget(word: str) -> None:
    """A word that occurs nowhere any more."""
    Word.objects.filter(word=word).delete()
    NameKey.objects.filter(key__in=keys(word), word=word).delete()


def forget_all() -> None:
    """For an index that is made anew."""
    Word.objects.all().delete()
    NameKey.objects.all().delete()
