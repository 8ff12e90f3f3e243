"""The published layout accepts what the reader accepts and refuses what it refuses."""

import pytest

from crimerules.case import Case, CaseError
from crimerules.examples import load_all
from crimerules.schema import case_schema

SCHEMA = case_schema()


def fits(value, schema):
    """Whether a value fits the parts of JSON Schema that the layout uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    if "enum" in schema:
        return value in schema["enum"]
    if "oneOf" in schema:
        return sum(value == each["const"] for each in schema["oneOf"]) == 1
    kind = schema["type"]
    if kind == "object":
        return (
            isinstance(value, dict)
            and set(value) <= set(schema["properties"])
            and set(schema.get("required", ())) <= set(value)
            and all(fits(item, schema["properties"][key]) for key, item in value.items())
        )
    if kind == "array":
        return isinstance(value, list) and all(fits(each, schema["items"]) for each in value)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool}[kind])


@pytest.mark.parametrize("example", load_all(), ids=lambda each: each.file)
def test_every_example_fits_the_layout(example):
    assert fits(Case.from_dict(example.case).to_dict(), SCHEMA)


@pytest.mark.parametrize(
    "data",
    [
        {"colour": "red"},
        {"people": [{}]},
        {"people": [{"id": 3}]},
        {"people": [{"id": "a", "age": "old"}]},
        {"reports": [{"capacity": "wizard"}]},
        {"acts": [{"id": "x", "by": ["a"], "facts": {"no-such-fact": True}}]},
        {"acts": [{"id": "x", "by": ["a"], "injury": "minro"}]},
    ],
)
def test_what_the_layout_refuses_the_reader_refuses(data):
    assert not fits(data, SCHEMA)
    with pytest.raises(CaseError):
        Case.from_dict(data)


def test_every_field_and_word_has_its_meaning():
    def walk(schema):
        for each in schema.get("properties", {}).values():
            assert each["description"]
            walk(each)
        for each in schema.get("oneOf", []):
            assert each["description"]

    walk(SCHEMA)
    for each in SCHEMA["$defs"].values():
        assert each["description"]
        walk(each)
