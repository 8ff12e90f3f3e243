"""Do the libraries that tell files by their bytes know what the public sends? Ours beside those that are installed.

    .venv/bin/pip install filetype==1.2.0 puremagic==1.30     (not needed by the system itself)
    .venv/bin/python benchmarks/file_kinds.py

The files are those of tests/files_made.py. Right: the same media type (another name for it counts), or, of a program or a page,
that it is one. What nobody can know (a recorder's own format) is right where nothing is claimed.
"""

import importlib
import importlib.util
import io
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from onrecord.calls.kinds import PAGE, PROGRAM, UNKNOWN, kind_of
from tests.files_made import every

SAME = (
    {"audio/wav", "audio/x-wav", "audio/wave"},
    {"audio/flac", "audio/x-flac"},
    {"audio/aiff", "audio/x-aiff"},
    {"audio/amr", "audio/AMR"},
    {"audio/ogg", "application/ogg"},
    {"image/heic", "image/heif"},
    {"image/jp2", "image/jpx"},
    {"image/bmp", "image/x-ms-bmp"},
    {"video/x-msvideo", "video/avi"},
    {"application/vnd.rar", "application/x-rar-compressed"},
    {"text/plain", "message/rfc822"},
)
# How a library may name what could run.
RUNS = {
    *("application/x-executable", "application/x-msdownload", "application/java", "text/html"),
    *("image/svg+xml", "application/xml", "application/x-shockwave-flash", "application/wasm"),
    *("application/vnd.ms-cab-compressed", "application/x-sh", "application/x-httpd-php"),
}


def ours(data: bytes) -> str:
    kind = kind_of(io.BytesIO(data), len(data))
    return next(iter(RUNS)) if kind.what in (PROGRAM, PAGE) else kind.media_type


def by_filetype(data: bytes) -> str:
    found = importlib.import_module("filetype").guess(data)
    return found.mime if found else UNKNOWN


def by_puremagic(data: bytes) -> str:
    library = importlib.import_module("puremagic")
    try:
        found = library.magic_string(data)[0]
    except library.PureError:
        return UNKNOWN
    words = f"{found.mime_type} {found.name}".lower()
    runs = ("executab", "mach-o", "shortcut", "html help", "dalvik")
    return "text/html" if any(each in words for each in runs) else found.mime_type or found.name


def right(said: str, media_type: str, what: str) -> bool:
    if what in (PROGRAM, PAGE):
        return said in RUNS
    return said == media_type or any({said, media_type} <= names for names in SAME)


def main() -> None:
    readers: dict[str, Callable[[bytes], str]] = {"ours": ours}
    for name, reader in (("filetype", by_filetype), ("puremagic", by_puremagic)):
        if importlib.util.find_spec(name):
            readers[name] = reader
    files = every()
    groups = list(dict.fromkeys(what for _data, _type, what in files.values()))
    print(f"{'':12}" + "".join(f"{name:>12}" for name in readers))
    for group in (*groups, ""):
        held = {n: f for n, f in files.items() if not group or f[2] == group}
        counts = [
            sum(right(read(d), t, w) for d, t, w in held.values()) for read in readers.values()
        ]
        print(f"{group or 'all':12}" + "".join(f"{count:>9}/{len(held):<2}" for count in counts))
    for name, reader in readers.items():
        wrong = {n: reader(d) for n, (d, t, w) in files.items() if not right(reader(d), t, w)}
        print(
            f"\n{name} is wrong about: " + "; ".join(f"{n} ({said})" for n, said in wrong.items())
        )


if __name__ == "__main__":
    main()
