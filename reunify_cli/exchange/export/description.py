"""What lies in an export, for people (README.md) and for programs (datapackage.json), from the columns themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reunify_cli.exchange.export.columns import TABLES
from reunify_cli.exchange.export.text import frictionless

MADE_BY: Final = "reunify export"
"""By this word an export is known for one of ours, which the next may replace."""
PARTITIONS: Final = {
    "cases": "authority",
    "events": "authority, year",
    "duties": "authority, year",
    "facts": "authority, year",
}

RISK: Final = (
    "Who holds the key file can turn every pseudonym back into an id; keep it where it is and give it to nobody.",
    (
        "Dates are kept to the day, because every duty hangs on them. A child who came into care on one day and "
        "went home on another is often the only one: whoever knows these days finds the child."
    ),
    (
        "A duty counted from a birthday gives that birthday away. Rare statuses, large sibling groups and small "
        "authorities narrow it down further."
    ),
    (
        "These are therefore still personal data under the UK GDPR. Share them under an agreement, and publish only "
        "counts large enough that nobody is alone in one."
    ),
)
"""What remains of the risk that somebody is recognised."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: when it stood so, in which formats, how many rows, and who could not be read."""

    as_of: date
    formats: Sequence[str]
    pseudonymised: bool
    rows: Mapping[str, int]
    """By table."""
    cases: int
    unread: int


def datapackage(made: Made) -> str:
    """The description for programs, after the pattern of a Data Package."""
    resources = [
        {
            "name": table.name,
            "description": table.about,
            "rows": made.rows.get(table.name, 0),
            "paths": [f"{format}/{table.name}/" for format in made.formats],
            "partitions": [each.strip() for each in PARTITIONS[table.name].split(",")],
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


def readme(made: Made) -> str:
    """The description for people: what is in here, what is not, what each column means, and how to ask."""
    lines = [
        "# Exported tables", "",
        (f"{made.cases} children as things stood on {made.as_of.isoformat()}; {made.unread} could not be read and are "
        "not in here."),
        "No names, no addresses and nothing that anybody wrote in their own words; of a birth only the year.", "",
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


def _count(made: Made, table: str) -> str:
    number = made.rows.get(table, 0)
    return f"{number} {'row' if number == 1 else 'rows'}"


def _who(made: Made) -> list[str]:
    if made.pseudonymised:
        kept = "Cases, people, colleagues, entries and items go by pseudonyms, the same from export to export."
        return [f"{kept} What risk remains:", "", *(f"- {each}" for each in RISK)]
    kept = "Cases and colleagues go by their own ids here, so whoever can look those up knows who is who."
    return [f"{kept} For anybody outside the authority use `--pseudonymise`."]
