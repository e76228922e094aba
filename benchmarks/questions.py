"""Three regional and national questions, asked of exported tables by DuckDB, and how long each takes.

    python -m benchmarks.questions [--cases 84000] [--authorities 40] [--keep DIR] [--json]

Makes the children up, exports them as a team would, and asks. `--keep` leaves both there, and uses what is there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.generate import country
from benchmarks.timing import Command, Row, reunify, row, run

QUESTIONS = {
    "first reviews held on time, by authority and quarter": """
        WITH first AS (
            SELECT authority, "case", min(due) AS due, arg_min(standing, due) AS standing
            FROM duties WHERE rule = 'reviews' AND due IS NOT NULL GROUP BY ALL)
        SELECT authority, date_trunc('quarter', due) AS quarter, count(*) AS due,
               round(100.0 * count(*) FILTER (standing = 'met') / count(*), 1) AS on_time
        FROM first WHERE standing IN ('met', 'met-late', 'missed', 'overdue') GROUP BY ALL ORDER BY ALL""",
    "visits late or missed for each 100 children, by legal status, in a year": """
        WITH status AS (
            SELECT authority, "case", value, starts, coalesce(ends, DATE '9999-12-31') AS ends
            FROM facts WHERE fact = 'legal-status' AND value <> 'none'),
        late AS (
            SELECT authority, "case", due FROM duties
            WHERE rule LIKE 'visits-%' AND year IN (2025, 2026) AND standing IN ('met-late', 'missed', 'overdue')
              AND due BETWEEN DATE '2025-12-01' AND DATE '2026-11-30')
        SELECT value, count(DISTINCT (s.authority, s."case")) AS children, count(late.due) AS late,
               round(100.0 * count(late.due) / count(DISTINCT (s.authority, s."case")), 1) AS for_each_100
        FROM status s LEFT JOIN late
          ON late.authority = s.authority AND late."case" = s."case" AND late.due >= s.starts AND late.due < s.ends
        WHERE s.starts <= DATE '2026-11-30' AND s.ends > DATE '2025-12-01' GROUP BY value ORDER BY value""",
    "days from the decision to the return, and returns that broke down within a year": """
        WITH decided AS (SELECT authority, "case", date FROM events WHERE event = 'return-decided'),
        home AS (SELECT authority, "case", date FROM events WHERE event = 'returned-home'),
        away AS (SELECT authority, "case", date FROM events WHERE event = 'placement-start'),
        returns AS (
            SELECT home.authority, home."case", home.date AS home, max(decided.date) AS decided
            FROM home JOIN decided USING (authority, "case") WHERE decided.date <= home.date GROUP BY ALL)
        SELECT count(*) AS number, median(home - decided) AS days,
               round(100.0 * avg(CAST(EXISTS (SELECT 1 FROM away WHERE away.authority = returns.authority
                   AND away."case" = returns."case" AND away.date > returns.home
                   AND away.date <= returns.home + INTERVAL 1 YEAR) AS INTEGER)), 1) AS broke_down
        FROM returns WHERE home <= DATE '2025-11-30'""",
}
RUNS = 3


def rows(cases: int = 2000, authorities: int = 4, keep: Path | None = None) -> list[Row]:
    """A row for the export and one for each question, with the size of what was asked."""
    if keep is not None:
        return _rows(keep, cases, authorities)
    with tempfile.TemporaryDirectory() as folder:
        return _rows(Path(folder), cases, authorities)


def _rows(folder: Path, cases: int, authorities: int) -> list[Row]:
    found: list[Row] = []
    out = folder / "tables"
    if not (folder / "country").exists():
        start = perf_counter()
        country(folder / "country", cases, authorities)
        found.append(row(f"{cases:,} cases made up", perf_counter() - start, "", 0.0))
    if not (out / "datapackage.json").exists():
        roots = sorted((folder / "country").iterdir())
        where = [word for root in roots[1:] for word in ("-C", str(root))]
        one = reunify(roots[0], *where, "export", str(out), "--format", "parquet", cache=folder / "cache")
        taken = run(Command(one.words, one.env, frozenset((0,))))
        size = sum(path.stat().st_size for path in out.rglob("*.parquet"))
        made = {"mib": round(size / 2**20, 1), "memory_mib": round(taken.memory), "rows": _sizes(out)}
        found.append(row(f"export of {cases:,} cases as Parquet", taken.seconds, "", 0.0, None, **made))
    return found + asked(out, cases)


def asked(out: Path, cases: int) -> list[Row]:
    """Each question's time in a database that only looks at the files, and the first rows of its answer."""
    import duckdb

    database = duckdb.connect()
    for table in _sizes(out):
        path = out / "parquet" / table / "**" / "*.parquet"
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{path}', hive_partitioning = true)")
    found = []
    for name, query in QUESTIONS.items():
        times, answer = [], list[Any]()
        for _ in range(RUNS):
            start = perf_counter()
            answer = database.execute(query).fetchall()
            times.append(perf_counter() - start)
        first = [[str(value) for value in each] for each in answer[:12]]
        more = {"answer_rows": len(answer), "answer": first}
        found.append(row(f"asked of {cases:,} cases: {name}", median(times), "", 0.0, None, **more))
    return found


def _sizes(out: Path) -> dict[str, int]:
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    return {each["name"]: each["rows"] for each in package["resources"]}


def main() -> None:
    """What the command line asks for."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.questions")
    words.add_argument("--cases", type=int, default=84_000)
    words.add_argument("--authorities", type=int, default=40)
    words.add_argument("--keep", type=Path)
    said = words.parse_args()
    sys.stdout.write(json.dumps(rows(said.cases, said.authorities, said.keep), indent=2) + "\n")


if __name__ == "__main__":
    main()
