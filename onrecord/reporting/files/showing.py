"""A picture that may be shown in a page: painted anew, smaller, without anything that the file said of itself.

What came is never sent to a browser to be shown: it is handed out as a file only.
"""

import io
import warnings
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from onrecord.reporting.files.facts import FORMATS, MOST_PIXELS, size_of

WIDEST: Final = 1600


class NotShown(Exception):
    """The picture can't be shown; the message says why. It can be downloaded."""


def may_show(media_type: str) -> bool:
    return media_type in FORMATS


def painted_anew(path: Path, media_type: str) -> bytes:
    """A JPEG of the picture. Raises NotShown, and FileNotFoundError."""
    if not may_show(media_type):
        raise NotShown("Files of this kind are not shown in a page.")
    with path.open("rb") as file:
        size = size_of(file, media_type)
        if size is None:
            raise NotShown("The picture is damaged and can't be shown.")
        if size[0] * size[1] > MOST_PIXELS:
            raise NotShown("The picture claims to be so large that it is not opened here.")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                file.seek(0)
                with Image.open(file, formats=[FORMATS[media_type]]) as picture:
                    return _painted(picture)
        except Exception as error:
            # Whatever a hostile file does to the reader of pictures.
            raise NotShown("The picture is damaged and can't be shown.") from error


def _painted(picture: Image.Image) -> bytes:
    # Of a JPEG only as much is worked out as is wanted.
    picture.draft("RGB", (WIDEST, WIDEST))
    picture.thumbnail((WIDEST, WIDEST))
    upright = ImageOps.exif_transpose(picture)
    ground = Image.new("RGB", upright.size, "white")
    seen = upright.convert("RGBA")
    ground.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()
