"""Generated cases: our quick ways say the same as the plain ones."""

import contextlib
import csv
import io
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.contact.references import reference_key, tidy
from onrecord.exchange.bodies import body_of
from onrecord.exchange.formats import NoSuchDate, compile_format
from onrecord.exchange.layouts import LAYOUTS
from onrecord.exchange.maps import Column, FileOptions, LeaveOut, Map, load_map, map_to_toml
from onrecord.exchange.reading import examine, open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.writing import safe_cell, unsafe_cell, write_csv
from onrecord.ledger.entry import canonical_json

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
content = st.fixed_dictionaries(
    {
        "ref": text,
        "closed_at": st.none() | text,
        "crime_refs": st.lists(text, max_size=4),
        "extra": st.dictionaries(text, text, max_size=4),
        "text": text,
    }
)


@given(content)
def test_the_quick_canonical_json_is_the_ledgers(found):
    assert body_of(found) == canonical_json(found)


@given(text)
def test_tidying_twice_is_tidying_once_and_the_key_knows_no_case_or_spaces(value):
    assert tidy(tidy(value)) == tidy(value)
    assert reference_key(reference_key(value)) == reference_key(value.upper().join("  "))


@given(text)
def test_a_safe_cell_is_harmless_and_comes_back(value):
    assert safe_cell(value)[:1] not in tuple("=+-@\t\r")
    assert unsafe_cell(safe_cell(value)) == value


FORMS = [
    "%d/%m/%Y %H:%M",
    "%d/%m/%y",
    "%Y%m%d %H%M",
    "%d-%b-%Y %I:%M %p",
    "%m/%d/%Y",
    "%d %B %Y %H:%M:%S",
    "%H:%M %d.%m.%Y",
]


@given(st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)), st.sampled_from(FORMS))
def test_a_format_reads_what_it_writes(moment, form):
    value = moment.strftime(form)
    found = compile_format(form)(value)
    assert found is not None
    assert found[0] == datetime.strptime(value, form)


@given(st.text("0123456789/: amp", max_size=20), st.sampled_from(FORMS))
def test_a_format_never_reads_what_the_c_library_reads_differently(value, form):
    expected = None
    with contextlib.suppress(ValueError):
        expected = datetime.strptime(value, form)
    try:
        found = compile_format(form)(value)
    except NoSuchDate:
        assert expected is None
        return
    if found is not None and expected is not None:
        assert found[0] == expected


name = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    str.strip
)


@st.composite
def maps(draw):
    kind = draw(st.sampled_from(sorted(LAYOUTS)))
    columns = {}
    for field in draw(st.lists(st.sampled_from(LAYOUTS[kind]), unique=True)):
        columns[field.name] = Column(
            columns=tuple(draw(st.lists(name, min_size=1, max_size=2))),
            formats=("%d/%m/%Y",) if field.form == "time" and draw(st.booleans()) else (),
            split=draw(st.none() | st.just(("|",)) | st.just(())),
            replace=draw(st.dictionaries(name, text, max_size=2)),
            default=draw(text),
        )
    return Map(
        kind=kind,
        system=draw(name).strip(),
        columns=columns,
        file=FileOptions(delimiter=draw(st.sampled_from([None, ";", "\t", "|"])), header_row=draw(st.none() | st.integers(1, 9))),
        leave_out=tuple(LeaveOut(draw(name), draw(name), equals=(draw(text),)) for _ in range(draw(st.integers(0, 2)))),
        codes={"opening": {"crime": tuple(draw(st.lists(name, max_size=2)))}} if draw(st.booleans()) else {},
    )  # fmt: skip


@given(maps())
def test_any_map_comes_back_as_it_went_out(mapping):
    assert load_map(map_to_toml(mapping)) == mapping


cell = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]) | st.sampled_from('",;\n='),
    max_size=12,
)


@settings(max_examples=60)
@given(st.lists(st.tuples(cell, cell, cell), max_size=8))
def test_what_we_write_we_read_back(tmp_path_factory, rows):
    path: Path = tmp_path_factory.mktemp("csv") / "table.csv"
    # What we hold is trimmed already.
    rows = [[part.strip() for part in row] for row in rows if any(part.strip() for part in row)]
    write_csv(path, ["one", "two", "three"], rows)
    with open_table(examine(path), FileOptions()) as table:
        found = [cells for _, cells in table.rows()]
    assert found == rows


@settings(max_examples=150)
@given(st.text("ab,;\"\n\r\t|'=1é", max_size=120))
def test_no_text_makes_the_reader_stumble(tmp_path_factory, body):
    path: Path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(("h1,h2\n" + body).encode())
    lines = 0
    with open_table(examine(path), FileOptions()) as table:
        for _, cells in table.rows():
            lines += 1
            assert isinstance(cells, Broken) or len(cells) == len(table.header)
    assert lines <= body.count("\n") + body.count("\r") + 1


def test_reading_what_pythons_own_writer_quotes_in_every_way(tmp_path):
    rows = [['say "no"', "a,b", "two\nlines"], ["", "'", "x"]]
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    path = tmp_path / "q.csv"
    path.write_bytes(out.getvalue().encode())
    with open_table(examine(path), FileOptions()) as table:
        assert [cells for _, cells in table.rows()] == rows
