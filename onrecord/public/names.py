"""Looking for people in what is about to be published. Nothing of it is changed: somebody decides."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from onrecord.people.models import User
from onrecord.response.holders import names_on
from onrecord.response.personal import EMAIL, INSURANCE, POSTCODE, TELEPHONE, VEHICLE, marks

# What points to somebody wherever it stands; the rest is looked for in what was typed for this publication.
_ANYWHERE = frozenset({EMAIL, TELEPHONE, POSTCODE, VEHICLE, INSURANCE})


def people_in(held: Any, typed: Iterable[str], on: date) -> list[str]:
    """What looks like a person, each as a sentence. `held`: all that is published; `typed`: texts in which every kind of mark is
    looked for; `on`: the day, for office holders may be named."""
    may_stand = names_on(on)
    texts = list(_texts(held))
    found = [
        f"{mark.why}: {mark.text}"
        for text in texts
        for mark in marks(text, allowed=may_stand)
        if mark.kind in _ANYWHERE
    ]
    found += [
        f"{mark.why}: {mark.text}" for text in typed for mark in marks(text, allowed=may_stand)
    ]
    folded = [" ".join(text.casefold().split()) for text in texts]
    stand = {name.casefold() for name in may_stand}
    for name in sorted(_accounts()):
        known = re.compile(rf"(?<!\w){re.escape(name.casefold())}(?!\w)")
        if name.casefold() not in stand and any(known.search(text) for text in folded):
            found.append(f"the name of somebody with an account here: {name}")
    return list(dict.fromkeys(found))


def _accounts() -> set[str]:
    """Full names; a first or a last name alone is a word like others."""
    rows = User.objects.exclude(first_name="").exclude(last_name="")
    return {" ".join(user.get_full_name().split()) for user in rows.only("first_name", "last_name")}


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for value in held.values():
            yield from _texts(value)
    elif isinstance(held, list | tuple):
        for value in held:
            yield from _texts(value)
