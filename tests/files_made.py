"""Files of every kind that the public, partners, officers and telephone systems send: {name: (bytes, media type, what it is)}.

Pictures, documents and sounds are made whole by the usual libraries; of films there is the beginning as ffmpeg writes it.
"""

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from openpyxl import Workbook
from PIL import Image

from onrecord.calls.kinds import DOCUMENT, FILM, OTHER, PAGE, PHOTO, PROGRAM, SOUND, UNKNOWN
from tests import sounds_made
from tests.sounds_made import box

MS = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(out, kind)
    return out.getvalue()


def packed(*names: str, **texts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in {**texts, **dict.fromkeys(names, "x")}.items():
            made.writestr(name, text)
    return out.getvalue()


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def iso(brand: bytes, *more: bytes, track: bytes = b"") -> bytes:
    """A file of ISO 14496-12 with these brands and a track of this handler (vide, soun)."""
    hdlr = box(b"hdlr", bytes(8) + track + bytes(13))
    moov = box(b"moov", box(b"trak", box(b"mdia", hdlr))) if track else b""
    return box(b"ftyp", brand + bytes(4) + b"".join(more)) + moov + box(b"mdat", b"\x11" * 200)


def _pictures() -> Iterator[tuple[str, bytes, str]]:
    for kind, ending in (
        *(("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp"), ("TIFF", "tiff")),
        *(("BMP", "bmp"), ("AVIF", "avif"), ("JPEG2000", "jp2")),
    ):
        yield f"picture.{ending}", picture(kind), f"image/{ending}"
    yield "telephone.heic", iso(b"heic", b"mif1", b"heic"), "image/heic"
    yield "ten-bit.heic", iso(b"heix", b"mif1"), "image/heic"
    yield "still.avif", iso(b"mif1", b"avif", b"miaf"), "image/avif"


def _films() -> Iterator[tuple[str, bytes, str]]:
    yield "film.mp4", iso(b"isom", b"iso2", b"avc1", track=b"vide"), "video/mp4"
    yield "telephone.mp4", iso(b"M4VH", b"M4VH", b"mp42", track=b"vide"), "video/mp4"
    yield "part.mp4", iso(b"iso5", b"iso6")[:40], "video/mp4"
    yield "old-telephone.3gp", iso(b"3gp4", b"isom", track=b"vide"), "video/3gpp"
    yield "film.mov", iso(b"qt  ", b"qt  ", track=b"vide"), "video/quicktime"
    yield "old-camera.mov", box(b"wide", b"") + box(b"mdat", bytes(90)), "video/quicktime"
    ebml = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f3810842828477")
    yield "film.webm", ebml + b"ebmB\x87\x81\x04V_VP8\x00A_OPUS" + bytes(90), "video/webm"
    matroska = bytes.fromhex("1a45dfa3a34286810142f7810142f2810442f381084282886d6174726f736b61")
    yield "film.mkv", matroska + b"V_MPEG4/ISO/AVC" + bytes(90), "video/x-matroska"
    avi = bytes.fromhex("5249464694100200415649204c495354ca2200006864726c61766968")
    yield "film.avi", avi + bytes(90), "video/x-msvideo"
    yield "film.mpg", bytes.fromhex("000001ba2100010001a19d15000001bb") + bytes(90), "video/mpeg"
    yield "recorder.ts", (b"G@\x00\x10" + bytes(184)) * 4, "video/mp2t"
    asf = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6cf702000000000000060000000102")
    tracks = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
    yield "film.wmv", asf + tracks + bytes(90), "video/x-ms-wmv"
    yield "film.flv", b"FLV\x01\x05\x00\x00\x00\x09" + bytes(90), "video/x-flv"


def _sounds() -> Iterator[tuple[str, bytes, str]]:
    yield "call.wav", sounds_made.wav(1), "audio/wav"
    yield "telephone-system.wav", sounds_made.wav(1, code=6), "audio/wav"
    yield "call.mp3", sounds_made.mp3(), "audio/mpeg"
    yield "without-tag.mp3", sounds_made.mp3(tag=False), "audio/mpeg"
    yield "note.opus", sounds_made.opus(1), "audio/ogg"
    yield "note.m4a", sounds_made.m4a(1), "audio/mp4"
    yield "note.3gp", iso(b"3gp4", b"isom", track=b"soun"), "audio/mp4"
    yield "note.mp4", iso(b"mp42", b"isom", track=b"soun"), "audio/mp4"
    yield "call.flac", sounds_made.flac(1), "audio/flac"
    yield "note.amr", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 40, "audio/AMR"
    frame = bytes.fromhex("fff16c40041ffc") + bytes(25)
    yield "note.aac", frame * 9, "audio/aac"
    yield "note.aiff", b"FORM\x00\x00\x10\x00AIFF" + bytes(90), "audio/aiff"
    asf = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6cee01000000000000050000000102")
    yield "dictated.wma", asf + bytes(90), "audio/x-ms-wma"
    ebml = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f3810842828477")
    yield "browser.weba", ebml + b"ebmB\x87\x81\x04\x00A_OPUS" + bytes(90), "audio/webm"


def _documents() -> Iterator[tuple[str, bytes, str]]:
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"
    yield "letter.pdf", pdf, "application/pdf"
    yield "scanner.pdf", b"\r\n\r\n" + pdf, "application/pdf"
    yield "letter.rtf", b"{\\rtf1\\ansi hello}", "application/rtf"
    yield "letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "application/msword"
    yield "letter.docx", saved(Document()), f"{MS}wordprocessingml.document"
    yield "list.xlsx", saved(Workbook()), f"{MS}spreadsheetml.sheet"
    yield "slides.pptx", packed("ppt/presentation.xml"), f"{MS}presentationml.presentation"
    yield "letter.odt", packed("content.xml", mimetype=f"{OPEN}text"), f"{OPEN}text"
    yield "list.ods", packed("content.xml", mimetype=f"{OPEN}spreadsheet"), f"{OPEN}spreadsheet"
    for name, text in (
        ("message.txt", "He wrote: “I know where you live” <3"),
        ("initials.txt", "MZ is what I call my neighbour, and BM came with him"),
        ("bm.txt", "BM, my neighbour, came at ten"),
        ("plate.txt", "ID3 is on his number plate"),
        ("flowers.txt", "4444ftypes of flowers in my garden were torn out"),
        ("mail.eml", "From: a@b.example\nTo: c@d.example\nSubject: x\n\nhello"),
        ("long.txt", "“Naïve café” " * 900),
    ):
        yield name, text.encode(), "text/plain"
    yield "notepad.txt", "\ufeffHe came at ten".encode("utf-16-le"), "text/plain"


def _others() -> Iterator[tuple[str, bytes, str]]:
    yield "many.zip", packed("a.txt", "b.txt"), "application/zip"
    yield "many.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(90), "application/x-7z-compressed"
    yield "recorder.dav", b"DHAV\xfd\x00\x00\x00" + bytes(500), UNKNOWN
    yield "recorder.bin", b"CCTV\x00\x01\x02 of its own kind", UNKNOWN
    yield "zeros.bin", bytes(5000), UNKNOWN


_PROGRAMS = {
    "script.jpg": b"#!/bin/sh\nrm -rf /",
    "windows.jpg": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
    "linux.jpg": b"\x7fELF\x02\x01\x01\x00" + bytes(200),
    "shortcut.jpg": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100),
    "java.jpg": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(100),
    "apple.jpg": b"\xcf\xfa\xed\xfe" + bytes(100),
    "android.jpg": b"dex\n035\x00" + bytes(100),
    "help.jpg": b"ITSF\x03\x00\x00\x00" + bytes(90),
    "cabinet.jpg": b"MSCF\x00\x00\x00\x00" + bytes(90),
    "flash.jpg": b"CWS\x0a" + bytes(90),
    "assembly.jpg": b"\x00asm\x01\x00\x00\x00" + bytes(90),
    "spy.apk": packed("AndroidManifest.xml", "classes.dex"),
    "app.jar": packed("META-INF/MANIFEST.MF", "A.class"),
}
_PAGES = {
    "page.jpg": b"<!DOCTYPE html><script>1</script>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    "data.jpg": b"<?xml version='1.0'?><x/>",
    "server.jpg": b"<?php system(1);",
    "comment.jpg": b"<!-- x --><script>1</script>",
    "windows-page.jpg": b"<hta:application><script>1</script>",
    "wide.jpg": "\ufeff<html><script>1</script>".encode("utf-16-le"),
    # A page that is a document besides: browsers show the page.
    "both.pdf": b"<html><script>1</script>\n%PDF-1.4\n",
}


def every() -> dict[str, tuple[bytes, str, str]]:
    found: dict[str, tuple[bytes, str, str]] = {}
    for made, what in (
        (_pictures(), PHOTO),
        (_films(), FILM),
        (_sounds(), SOUND),
        (_documents(), DOCUMENT),
        (_others(), OTHER),
    ):
        found |= {name: (data, media_type, what) for name, data, media_type in made}
    found |= {name: (data, UNKNOWN, PROGRAM) for name, data in _PROGRAMS.items()}
    found |= {name: (data, UNKNOWN, PAGE) for name, data in _PAGES.items()}
    # Pictures that are something else besides stay pictures: they are handed out as such, and shown only painted anew.
    gif = b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//"
    found["picture-and-script.gif"] = (gif, "image/gif", PHOTO)
    both = picture("JPEG") + packed("a.txt")
    found["picture-and-archive.jpg"] = (both, "image/jpeg", PHOTO)
    return found
