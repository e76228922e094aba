"""Parquet, by DuckDB: it streams lines of JSON into columns without holding them, and asks the questions afterwards.

DuckDB rather than pyarrow: a third of the size, one wheel without further packages, and whoever exports Parquet here
will want to query it. It is an extra of its own (`reunify[parquet]`), asked for by this module alone.
"""

from pathlib import Path
from types import ModuleType
from typing import Any, Final

from reunify_cli.errors import Mistyped
from reunify_cli.exchange.export.columns import Kind, Table

_TYPES: Final[dict[Kind, str]] = {
    "text": "VARCHAR", "json": "VARCHAR", "time": "VARCHAR", "date": "DATE", "instant": "TIMESTAMP",
    "whole": "INTEGER", "yes-no": "BOOLEAN",
}  # fmt: skip
_OFFLINE: Final = {"autoinstall_known_extensions": "false", "memory_limit": "1GB"}
"""Nothing is fetched from anywhere, and a country's rows go through in a gigabyte."""


def duckdb() -> ModuleType:
    """The package. Raises Mistyped that says how to get it where it is not installed."""
    try:
        import duckdb as found
    except ImportError:
        sentence = "Parquet needs the package DuckDB, which is not installed here."
        raise Mistyped(sentence, help='Type  pip install "reunify[parquet]"  or use --format csv.') from None
    module: ModuleType = found
    return module


def to_parquet(table: Table, lines: Path, out: Path, connection: Any) -> None:
    """A file of JSON lines as Parquet, with the types of its columns and with nothing that its path says."""
    types = ", ".join(f"'{column.name}': '{_TYPES[column.kind]}'" for column in table.columns)
    connection.execute(
        f"COPY (SELECT * FROM read_json({_quoted(lines)}, format='newline_delimited', columns={{{types}}}, "  # noqa: S608
        f"hive_partitioning=false, maximum_object_size=16777216)) TO {_quoted(out)} (FORMAT parquet, COMPRESSION zstd)"
    )


def connect(scratch: Path) -> Any:
    """A database in memory that spills into a folder of ours."""
    return duckdb().connect(":memory:", config={**_OFFLINE, "temp_directory": str(scratch)})


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
