"""The first page of 50 of a tray under row-level security, against the bare indexed query.

Two floors: the same page with the same columns asked by the tables' owner, to whom no policy applies (the target is
on this one), and the page of the one table alone, with nothing joined to it (`…_one_table`, which only informs).
Both are written here, apart from the program's statement, so that a slow statement can't be its own floor.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import psycopg as dialect

from app import procedure
from app.services.database import Database
from app.services.trays import rows
from app.services.trays.rows import TrayQuery
from benchmarks.figure import Figure, median
from benchmarks.world import World

PAGE = 50
_COLUMNS = (
    "c.case_id, c.version, c.procedure, c.activity, c.status, c.label, c.lex_code, c.due_on, c.internal_due_at,"
    " c.assignee_id, c.area_id, c.parent_id, c.priority, c.weight, c.bulk_group, c.opened_at, c.changed_at"
)
_ONE_TABLE = "SELECT * FROM ({page}) AS c ORDER BY due_on, case_id LIMIT %(limit)s"
_SAME_COLUMNS = """
SELECT page.*, p.filing_number, p.received_on, p.class_key, p.channel, p.is_bulk, p.signatory_count, p.document_id,
       n.title, (SELECT count(*)::int FROM pqr.claim k WHERE k.case_id = page.case_id) AS claims
  FROM (SELECT * FROM ({page}) AS c ORDER BY due_on, case_id LIMIT %(limit)s) AS page
  LEFT JOIN pqr.petition p ON p.case_id = page.case_id
  LEFT JOIN pqr.claim k ON k.case_id = page.case_id AND k.ordinal = 1
  LEFT JOIN pqr.claim_node n ON n.code = k.claim_code
 ORDER BY page.due_on, page.case_id
"""
Run = Callable[[], Sequence[Any]]


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """One figure for each kind of tray: an agent's own cases, a role's activity, a role's tray of several."""
    world.fill()
    analysis = tuple(a.key for a in procedure.load("pqr_v08").in_tray("analysis"))
    trays = (
        ("tray", "u_bench_agent", TrayQuery(activities=analysis, assignee_id=1, limit=PAGE), "an agent's Análisis"),
        ("tray_role", "u_bench_quality", TrayQuery(activities=("sample_for_quality",), limit=PAGE), "Calidad's pool"),
        (
            "tray_roles",
            "u_bench_signer",
            TrayQuery(activities=("stamp_signature", "render_document", "file_outgoing", "upload_image"), limit=PAGE),
            "the signer's four activities",
        ),
    )
    times = 20 if quick else 300
    for name, login, query, what in trays:
        yield from _figures(world, name, login, query, what, times)


def _figures(world: World, name: str, login: str, query: TrayQuery, what: str, times: int) -> Iterator[Figure]:
    with world.login(login) as person, world.admin() as owner:
        runs = (_ours(person, query), _bare(owner, query, _SAME_COLUMNS), _bare(owner, query, _ONE_TABLE))
        ours, same, one = (median(each) for each in alternate(runs, times))
    yield Figure(name, ours, "ms", same, "≤ 3", f"first page of {PAGE} of {what}; floor: the same without policies")
    yield Figure(
        f"{name}_one_table", ours, "ms", one, "", "the same; floor: only the rows of case_file, nothing joined"
    )


def _ours(connection: psycopg.Connection[Any], query: TrayQuery) -> Run:
    """The statement that the tray sends, with its parameters, on one person's connection."""
    sent: list[tuple[Any, Any]] = []

    class Recorder(Database):
        """Keeps what the tray would have sent."""

        def rows(self, query: Any, parameters: Any = None) -> list[Any]:
            sent.append((query, parameters))
            return []

    rows.tray_page(Recorder(None), query)  # type: ignore[arg-type]
    statement, parameters = sent[0]
    compiled = text(statement).bindparams().compile(dialect=dialect.dialect())
    return _runner(connection, str(compiled), compiled.construct_params(parameters))


def _bare(connection: psycopg.Connection[Any], query: TrayQuery, shape: str) -> Run:
    """The same rows by their index, as the owner would ask; no policy."""
    given = {"procedure": query.procedure, "assignee": query.assignee_id, "limit": query.limit}
    start = f"SELECT {_COLUMNS} FROM pqr.case_file c WHERE c.closed_at IS NULL AND c.procedure = %(procedure)s"
    numbers = query.numbers()
    if query.assignee_id is not None:
        page = f"{start} AND c.activity IN ({', '.join(map(str, numbers))}) AND c.assignee_id = %(assignee)s"
    else:
        # One activity at a time is what the index gives in order; several are merged.
        page = " UNION ALL ".join(
            f"({start} AND c.activity = {number} ORDER BY c.due_on, c.case_id LIMIT %(limit)s)" for number in numbers
        )
    return _runner(connection, shape.format(page=page), given)


def _runner(connection: psycopg.Connection[Any], statement: str, parameters: dict[str, Any]) -> Run:
    cursor = connection.cursor(row_factory=namedtuple_row)

    def run() -> Sequence[Any]:
        found = cursor.execute(statement, parameters).fetchall()  # type: ignore[arg-type]
        assert len(found) == PAGE, f"{len(found)} rows"
        return found

    return run


def alternate(runs: Sequence[Run], times: int) -> list[list[float]]:
    """Milliseconds of each, taken in turns so that a busy moment of the computer falls on all."""
    taken: list[list[float]] = [[] for _ in runs]
    for turn in range(times + 10):
        for run, each in zip(runs, taken, strict=True):
            begun = time.perf_counter()
            run()
            if turn >= 10:  # the first ones plan
                each.append((time.perf_counter() - begun) * 1000)
    return taken
