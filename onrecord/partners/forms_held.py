"""Which forms there are now: the registrar's kept versions over what is shipped."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from onrecord.partners.form_files import TYPE, Form, read_form
from onrecord.partners.models import Organisation
from onrecord.reporting.models import TypeVersion
from onrecord.reporting.types.held import definitions_in
from onrecord.reporting.types.shape import TypeError_

FOLDER: Final = Path(__file__).with_name("forms")
# Whoever opened a form may send it so long after it was changed or closed.
BEGUN: Final = timedelta(days=1)
logger = logging.getLogger(__name__)


@cache
def shipped_definitions() -> Mapping[str, Mapping[str, Any]]:
    """The definitions of the files, by the form's key."""
    return definitions_in(FOLDER)


@cache
def shipped_forms() -> Mapping[str, Form]:
    """The forms of the files, by key. Raises TypeError_ (a test holds that they can be read)."""
    return {key: read_form(key, data) for key, data in shipped_definitions().items()}


def forms() -> list[Form]:
    """Every form as it is now, open or not, in order."""
    found = dict(shipped_forms())
    for row in TypeVersion.objects.filter(key__startswith=TYPE).order_by("version"):
        form = _kept(row)
        if form is not None:
            found[form.key] = form
    return sorted(found.values(), key=lambda each: (each.order, each.key))


def forms_for(organisation: Organisation) -> list[Form]:
    """The forms that an organisation may use now."""
    return [each for each in forms() if each.is_for(organisation)]


def form_named(key: str, version: int | None = None) -> Form | None:
    """A form as it is now, or in the version under which something was begun or sent (0: shipped). None if there is none."""
    if version == 0:
        return shipped_forms().get(key)
    rows = TypeVersion.objects.filter(key=f"{TYPE}{key}").order_by("-version")
    if version is not None:
        row = rows.filter(version=version).first()
        return _kept(row) if row else None
    row = rows.first()
    return (_kept(row) if row else None) or shipped_forms().get(key)


def begun(form: Form, version: str) -> Form:
    """The form as it was when somebody opened its page; as it is now where that is too long ago or was never so."""
    if not (version.isascii() and version.isdecimal() and len(version) < 6):
        return form
    if int(version) == form.version:
        return form
    since = timezone.now() - BEGUN
    # Superseded by the version after it.
    later = TypeVersion.objects.filter(key=form.type_key, version__gt=int(version))
    next_one = later.order_by("version").first()
    if next_one is None or next_one.made_at < since:
        return form
    return form_named(form.key, int(version)) or form


def held_form(key: str) -> Form:
    """A form that the program itself names, as it is now. Raises KeyError."""
    found = form_named(key)
    if found is None:
        raise KeyError(key)
    return found


def _kept(row: TypeVersion) -> Form | None:
    try:
        return read_form(row.key.removeprefix(TYPE), row.definition, row.version)
    except TypeError_ as error:
        # A force's own codes changed under it, say. What is shipped under its key stays.
        logger.warning("form %s, version %s: %s", row.key, row.version, error)
        return None
