"""Forms of the import pages: the upload, and a map file that was made elsewhere."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from onrecord.exchange.map_file import MapError, load_map
from onrecord.exchange.models import Kind, SavedMap
from onrecord.exchange.own_name import whose_name

FIND_OUT = "neutral"


class UploadForm(forms.Form):
    """A file, what it holds, and how its columns are to be read."""

    kind = forms.ChoiceField(
        label="What does the file hold?",
        choices=[(kind.value, kind.label.capitalize()) for kind in Kind],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the file holds"},
    )
    file = forms.FileField(
        label="File",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Export it again.",
        },
    )
    how = forms.ChoiceField(
        label="Which column is which?",
        help_text="A map says which of your columns is which of ours. Made once, it serves for every later export.",
    )
    system = forms.CharField(
        label="Source system",
        required=False,
        max_length=60,
        help_text=(
            "A short name, such as storm or niche. With the reference it identifies a record: use the same name every "
            "time. A saved map has it already."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(FIND_OUT, "Find out, and ask me if it isn't clear")]
        choices += [
            (f"map:{m.pk}", f"Saved map: {m.name} ({m.get_kind_display()})")
            for m in SavedMap.objects.order_by("name")
        ]
        self.fields["how"].choices = choices  # type: ignore[attr-defined]
        limit = filesizeformat(settings.UPLOAD_LIMIT).replace(".0", "")
        self.fields["file"].help_text = (
            f"CSV, XLSX or Parquet; compressed with gzip, too. Up to {limit}: larger files are "
            "imported on the command line (onrecord import)."
        )

    def saved_map(self) -> SavedMap | None:
        how = self.cleaned_data.get("how", "")
        return (
            SavedMap.objects.filter(pk=how.removeprefix("map:")).first()
            if how.startswith("map:")
            else None
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        saved = self.saved_map()
        if saved and data.get("kind") and saved.kind != data["kind"]:
            self.add_error(
                "how",
                f"The map {saved.name} is for {saved.get_kind_display()}, not for {Kind(data['kind']).label}",
            )
        if not saved and not data.get("system", "").strip():
            self.add_error("system", "Give the source system a short name")
        elif not saved and (taken := whose_name(data["system"])):
            self.add_error("system", taken)
        file = data.get("file")
        if file and file.size > settings.UPLOAD_LIMIT:
            self.add_error(
                "file", "The file is too large for the page. Use onrecord import on the server."
            )
        elif file and self.errors:
            self.add_error("file", "Choose the file again: a browser doesn't keep it")
        return data


class MapFileForm(forms.Form):
    """A map made elsewhere."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        required=False,
        help_text="Without one, the file's own name is used.",
    )
    file = forms.FileField(
        label="Map file (*.toml)", error_messages={"required": "Choose a map file"}
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise ValidationError("The file is too large to be a map")
        try:
            self.toml = file.read().decode("utf-8-sig")
            self.made = load_map(self.toml + "\n")
        except UnicodeDecodeError as error:
            raise ValidationError(
                "The file is not UTF-8 text. Save it as UTF-8 and try again."
            ) from error
        except MapError as error:
            raise ValidationError(str(error)) from error
        return file

    def title(self) -> str:
        return (
            self.cleaned_data["name"].strip() or PurePath(self.cleaned_data["file"].name).stem[:80]
        )
