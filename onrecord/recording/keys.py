"""Names and addresses in the form in which they are compared: so that somebody, or a place, is known again.

Worked out from what the record says, so no part of what the ledger holds.
"""

import unicodedata

from onrecord.contact.location import in_words

MOST = 200


def _words(text: str) -> list[str]:
    """Words in small letters without accents and signs; O’Hara is one word."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return kept.split()


def name_key(name: str) -> str:
    """A name by its words.

    >>> name_key(" Ann O’Hara-Łuczak ")
    'ann ohara łuczak'
    """
    return " ".join(_words(name))[:MOST]


def address_key(text: str, postcode: str = "") -> str:
    """An address by its numbers and its postcode, else by its words; empty where it is too vague to be known again.

    >>> address_key("Flat 3, 12 High Street, ex4 4qj"), address_key("12 High Street"), address_key("at home")
    ('3 12 ex44qj', '12 high street', '')
    """
    if not postcode:
        given = in_words(text)
        text, postcode = given.get("text", ""), given.get("postcode", "")
    words = _words(text)
    numbers = [word for word in words if any(map(str.isdecimal, word))]
    if postcode and words:
        return " ".join([*(numbers or words), "".join(_words(postcode))])[:MOST]
    # "The pub" is many places, and so is a postcode alone.
    return " ".join(words)[:MOST] if numbers and len(words) > 1 else ""
