"""Parquet files, a batch of rows at a time. Pure."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.exchange.cells import clean_text
from onrecord.exchange.examine import FileFacts
from onrecord.exchange.faults import Fault, ReadError
from onrecord.exchange.map_file import LIST_SIGNS
from onrecord.exchange.tables import MOST_COLUMNS, Row, sound_header

_BATCH = 2_000
# One row group is unpacked at a time, so it must fit into memory.
_MOST_GROUP = 1 << 30


class ParquetTable:
    """An open Parquet file. Nested columns are refused, except lists of plain values."""

    def __init__(self, facts: FileFacts) -> None:
        self.total = facts.size
        self.notes: list[Fault] = []
        self._name = facts.path.name
        try:
            self._file = pq.ParquetFile(facts.path)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._damaged(error) from None
        meta = self._file.metadata
        self._count, self._row = meta.num_rows, 0
        largest = max(
            (meta.row_group(i).total_byte_size for i in range(meta.num_row_groups)), default=0
        )
        if largest > _MOST_GROUP:
            raise ReadError(
                f"{self._name} has parts of {largest / 1e9:.1f} GB, too large to read at once. Write it with smaller row groups."
            )
        schema = self._file.schema_arrow
        if len(schema) > MOST_COLUMNS:
            raise ReadError(
                f"{self._name} has {len(schema):,} columns; {MOST_COLUMNS:,} are possible."
            )
        for field in schema:
            if pa.types.is_nested(field.type) and not (
                pa.types.is_list(field.type) and not pa.types.is_nested(field.type.value_type)
            ):
                raise ReadError(
                    f"The column “{field.name}” of {self._name} holds tables within cells. Write one value, or a list of "
                    "values, in each cell."
                )
        self.header, self.notes = sound_header(list(schema.names))

    def _damaged(self, error: Exception) -> ReadError:
        return ReadError(
            f"{self._name} cannot be read as Parquet ({str(error)[:200]}). Write it again."
        )

    def rows(self) -> Iterator[Row]:
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH):
                columns = [_values(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    self._row += 1
                    if any(cell != "" for cell in cells):
                        # Numbered as if the header were row 1, like every other file.
                        yield self._row + 1, list(cells)
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise self._damaged(error) from None

    def done(self) -> int:
        return self.total * self._row // self._count if self._count else self.total

    def close(self) -> None:
        self._file.close()


def _values(column: Any) -> list[Any]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", tz=kind.tz), safe=False)
    return [_cell(value) for value in column.to_pylist()]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if type(value) is str:
        return clean_text(value.replace("\0", "")) if value else ""
    if isinstance(value, bytes):
        return clean_text(value.decode("utf-8", "replace").replace("\0", ""))
    if isinstance(value, list):
        return LIST_SIGNS[0].join(str(item) for item in value if item is not None)
    return value
