"""An edition as a folder that any web server can serve: page, data, checkpoint and key; nothing is fetched from elsewhere."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from onrecord.public import answers, showing
from onrecord.public.models import Edition
from onrecord.public.rules import PublicError

_STYLE, _ICON = "onrecord.css", "onrecord.svg"


def export(row: Edition, out: Path) -> list[str]:
    """Write the edition; returns the names of the files. Raises PublicError for a folder that holds other things."""
    if (
        out.exists()
        and (not out.is_dir() or any(out.iterdir()))
        and not (out / "proof.json").is_file()
    ):
        raise PublicError(
            f"{out} is no empty folder and holds no earlier edition. Name another one."
        )
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "index.html": render_to_string(
            "public/proof.html",
            {
                **showing.context(row),
                "answered": answers.links(row, static=True),
                "static": True,
                "demonstration": row.content["demonstration"],
            },
        ),
        "proof.csv": showing.as_csv(row),
        "recommendations.csv": answers.as_csv(row),
        "proof.json": showing.as_json(row),
        "citation.txt": showing.citation(row) + "\n",
    }
    if ledger := row.content["ledger"]:
        files["checkpoint.txt"] = ledger["note"]
        if ledger["key"]:
            files["ledger.pub"] = f"{ledger['key'].strip()}\n"
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8", newline="")
    for name in (_STYLE, _ICON):
        found = finders.find(name)
        if not isinstance(found, str):
            raise PublicError(f"{name} is missing from the installation. Install it again.")
        (out / name).write_bytes(Path(found).read_bytes())
    return [*files, _STYLE, _ICON, *answers.export(row, out)]
