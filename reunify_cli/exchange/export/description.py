"""What lies in an export, for people (README.md) and for programs (datapackage.json), from the columns themselves."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Final

from reunify_cli.exchange.export.columns import TABLES
from reunify_cli.exchange.export.text import frictionless
from reunify_cli.frozen import dataclass, field

MADE_BY: Final = "reunify export"
"""By this word an export is known for one of ours, which the next may replace."""

RISK: Final = (
    (
        "No row says which child it is of, and none leads to another of the same child. Each row stands for five "
        "children or more who have the very same one; days are the first of their month."
    ),
    (
        "A person with the statutory return of the same children can tell for none of them which row is theirs with "
        "more than one chance in five. They can learn what all the children of a row have in common."
    ),
    (
        "Two exports on two days can be subtracted from one another, and counts of very few children say something of "
        "each. Give away one export for a purpose, under an agreement, and publish only large counts."
    ),
    "What only few children share is not in here: of a small team that is nearly everything, and rates run low.",
)
"""What remains of the risk that somebody is recognised."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was made: when it stood so, in which formats, how many rows, and who could not be read."""

    as_of: date
    formats: Sequence[str]
    pseudonymised: bool
    rows: Mapping[str, int]
    """By table."""
    cases: int
    unread: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    """By table, how many rows were left out because fewer than five children share them."""


def datapackage(made: Exported) -> str:
    """The description for programs, after the pattern of a Data Package."""
    resources = [
        {
            "name": table.name,
            "description": table.about,
            "rows": made.rows.get(table.name, 0),
            "rows_left_out": made.left_out.get(table.name, 0),
            "paths": [f"{format}/{table.name}/" for format in made.formats],
            "partitions": ["authority", "year"] if table.by_year_of else ["authority"],
            "schema": {
                "fields": [
                    {"name": each.name, "type": frictionless(each), "description": each.about} for each in table.columns
                ],
            },
        }
        for table in TABLES
    ]
    whole = {
        "name": "reunify-export", "made_by": MADE_BY, "schema_version": 1, "as_of": made.as_of.isoformat(),
        "pseudonymised": made.pseudonymised, "children": made.cases, "children_not_read": made.unread,
        "resources": resources,
    }  # fmt: skip
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def is_ours(text: str) -> bool:
    """Whether a datapackage.json was written by an export of ours."""
    try:
        said = json.loads(text)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("made_by") == MADE_BY


_TABLES: Final = "|".join(table.name for table in TABLES)
_FILE: Final = re.compile(
    rf"README\.md|datapackage\.json|(csv|json|parquet)/({_TABLES})/authority=[^/]+/(year=[^/]+/)?part-[0-9]+\.\1"
)


def is_made(path: PurePath) -> bool:
    """Whether a file, by its path in an export's folder, is one that exports write there."""
    return _FILE.fullmatch(path.as_posix()) is not None


def readme(made: Exported) -> str:
    """The description for people: what is in here, what is not, what each column means, and how to ask."""
    lines = [
        "# Exported tables", "",
        (f"{made.cases} children as things stood on {made.as_of.isoformat()}; {made.unread} could not be read and are "
        "not in here."),
        f"No names, no addresses and no free text. {_births(made)}", "",
        *_who(made), "",
        ("Folders are divided as `FORMAT/TABLE/authority=.../year=...`, so that DuckDB, Spark and Trino read them as "
        "they lie; `year` is that of the date named below, and `__HIVE_DEFAULT_PARTITION__` where there is none."), "",
        "```sql",
        "SELECT authority, count(*) FROM read_parquet('parquet/duties/**/*.parquet', hive_partitioning = true)",
        "WHERE rule = 'reviews' AND standing = 'met-late' GROUP BY authority;",
        "```",
    ]  # fmt: skip
    for table in TABLES:
        year = f" Divided by the year of `{table.by_year_of}`." if table.by_year_of else ""
        lines += [
            "",
            f"## {table.name}",
            "",
            f"{table.about[0].upper()}{table.about[1:]}: {_count(made, table.name)}.{year}",
        ]
        lines += ["", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{each.name}` | {each.kind} | {each.about} |" for each in table.columns]
    return "\n".join(lines) + "\n"


def _births(made: Exported) -> str:
    if made.pseudonymised:
        return "Of a birth the year, where five children or more share the row; no day of birth."
    return "Of a birth only the year; but a duty counted from a birthday gives the day away."


def _count(made: Exported, table: str) -> str:
    number, left = made.rows.get(table, 0), made.left_out.get(table, 0)
    said = f"{number} {'row' if number == 1 else 'rows'}"
    return f"{said}; {left} left out, because fewer than five children share them" if left else said


def _who(made: Exported) -> list[str]:
    if made.pseudonymised:
        return ["What remains, and what does not:", "", *(f"- {each}" for each in RISK)]
    kept = "Cases and colleagues have their own ids here, so anyone who can look those up knows who is who."
    return [f"{kept} For anyone outside the authority, use `--pseudonymise`."]
