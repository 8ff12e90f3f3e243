"""Many thefts in one file: the template, the columns, sending, and what could not be taken."""

import io
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.exchange.writing import ENCODING, SafeWriter
from onrecord.partners.bulk import FORM, check_can_upload, refused_rows, take_file, template_rows
from onrecord.partners.bulk_file import COLUMNS, MOST_ROWS
from onrecord.partners.doubted import asked_of
from onrecord.partners.errors import PartnerError
from onrecord.partners.fields import CONTACT, contact_labels
from onrecord.partners.forms_held import held_form
from onrecord.partners.given import GivenError, checked_contact
from onrecord.partners.models import Upload
from onrecord.partners.organisations import keep_columns
from onrecord.partners.policies import organisation_of
from onrecord.partners.speaking import in_language
from onrecord.partners.views import contact_of
from onrecord.people.access import NotAllowed, page, shown, whoever
from onrecord.people.sent import sent


class FileForm(forms.Form):
    """A file, and who answers for it."""

    origin = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV or Excel, 2 MB at most"),
        error_messages={
            "required": gettext_lazy("Choose the file"),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )
    capacity = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": gettext_lazy("Choose one")}
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        question = held_form(FORM).held("capacity")
        field = self.fields["capacity"]
        field.label = f"{_(question.asks)} {_('(needed)')}"
        self.fields["file"].label = f"{_('The file')} {_('(needed)')}"
        field.choices = [(each.say, _(each.text)) for each in question.answers]  # type: ignore[attr-defined]
        for name, label in contact_labels().items():
            self.fields[f"contact-{name}"] = forms.CharField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """Who reports is checked with the file, so that all that is missing is said at once."""
        found = super().clean() or {}
        try:
            checked_contact(self.contact)
        except GivenError as error:
            for where, words in error.problems:
                name = where.replace(".", "-")
                self.add_error(name if name in self.fields else None, words)
        return found

    @property
    def contact(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"contact-{name}", "") for name in CONTACT}


class ColumnsForm(forms.Form):
    """What the organisation's file calls our columns."""

    def __init__(self, *args: Any, columns: dict[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        mark = _("(needed)")
        for name, (needed, words, _others, _example) in COLUMNS.items():
            self.fields[name.replace(" ", "-")] = forms.CharField(
                label=f"{name} {mark}" if needed else name,
                help_text=words,
                required=False,
                max_length=100,
                initial=columns.get(name, ""),
            )

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name.replace(" ", "-")] for name in COLUMNS}


@page(check_can_upload, reads="files of a partner")
@in_language
def bulk(request: HttpRequest) -> HttpResponse:
    """Send a file, and see those that were sent."""
    user = whoever(request)
    organisation = organisation_of(user)
    form = FileForm(**sent(request), initial={"origin": uuid.uuid4(), **contact_of(user)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = take_file(
                by=user,
                file=data["file"],
                origin=str(data["origin"]),
                capacity=data["capacity"],
                contact=form.contact,
            )
        except PartnerError as error:
            form.add_error("file", str(error))
        else:
            return redirect("partner-upload", row.name)
    context = {
        "form": form,
        "organisation": organisation,
        "most": MOST_ROWS,
        "uploads": Upload.objects.filter(organisation=organisation).order_by("-at")[:20],
    }
    return render(request, "partners/bulk.html", context)


@page(check_can_upload, reads="columns of a partner")
@in_language
def columns(request: HttpRequest) -> HttpResponse:
    user = whoever(request)
    organisation = organisation_of(user)
    form = ColumnsForm(**sent(request), columns=organisation.columns)
    if request.method == "POST" and form.is_valid():
        try:
            keep_columns(organisation=organisation, by=user, columns=form.columns)
        except PartnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. The next file is read so."))
            return redirect("partner-bulk")
    return render(request, "partners/columns.html", {"form": form})


@page(check_can_upload, reads="file of a partner")
@in_language
def upload(request: HttpRequest, name: uuid.UUID) -> HttpResponse:
    """What became of a file: how much of it was taken, and what is wrong with the rest."""
    row = _own(request, name)
    context = {"row": row, "refused": row.refused[:200], "asked": asked_of(row)}
    return render(request, "partners/upload.html", context)


@page(check_can_upload, reads="refused rows of a partner's file")
@in_language
def upload_rows(request: HttpRequest, name: uuid.UUID) -> HttpResponse:
    """The rows that could not be taken, as a file to mend and send again."""
    row = _own(request, name)
    header, rows = refused_rows(row)
    return _csv("rows-to-mend.csv", [header, *rows])


@page(check_can_upload, reads="template of a partner's file")
@in_language
def template(request: HttpRequest) -> HttpResponse:
    return _csv("thefts.csv", template_rows())


def _own(request: HttpRequest, name: uuid.UUID) -> Upload:
    row = get_object_or_404(Upload, name=str(name))
    if row.organisation_id != organisation_of(whoever(request)).pk:
        raise NotAllowed("This file was sent by another organisation.")
    shown(request, f"partner-file:{row.name}")
    return row


def _csv(name: str, rows: list[list[Any]]) -> HttpResponse:
    out = io.StringIO(newline="")
    SafeWriter(out).writerows(rows)
    answer = HttpResponse(out.getvalue().encode(ENCODING), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
