"""What `onrecord doctor` says of the force's own files of desks and review rules."""

from typing import Any

from django.core.checks import Error, register

from onrecord.deciding.desks import broken
from onrecord.deciding.reviews import ReviewRulesError, rules


@register()
def own_files(**_: Any) -> list[Error]:
    """Each file that can't be used, with the remedy."""
    found = [Error(words, id="deciding.E001") for words in broken()]
    try:
        rules()
    except ReviewRulesError as error:
        found.append(Error(str(error), id="deciding.E002"))
    return found
