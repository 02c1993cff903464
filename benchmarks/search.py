"""Finding a person among a million: by name, by document, and the other petitions of who asks, against bare SQL.

The floor is the same question by the same index asked by the tables' owner in the same run, in turns: without rights,
counting nor log. What ours adds is fixed (who asks, the quota's sequence, the log's line, a judgement for each hit), so
the target is a multiple with room for it, and not of the number of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg

from benchmarks.figure import Figure, median
from benchmarks.tray import alternate
from benchmarks.world import World

_BY_WORDS = """
WITH hits AS MATERIALIZED (
  SELECT s.case_id FROM pqr.search_text s WHERE s.words @@ to_tsquery('simple', %(words)s) LIMIT 2000)
SELECT c.case_id, c.label, c.due_on, p.full_name FROM hits h JOIN pqr.case_file c USING (case_id)
  LEFT JOIN pqr.petitioner p ON p.case_id = c.case_id AND p.ordinal = 1
 ORDER BY c.closed_at IS NOT NULL, c.due_on, c.case_id LIMIT 50
"""
_SAME = """
SELECT o.case_id, f.label, f.closed_at, t.received_on, k.claim_code FROM pqr.petitioner p
  JOIN pqr.petitioner o ON o.document_number = p.document_number AND o.document_type = p.document_type
  JOIN pqr.case_file f ON f.case_id = o.case_id JOIN pqr.petition t ON t.case_id = o.case_id
  LEFT JOIN pqr.claim k ON k.case_id = o.case_id
 WHERE p.case_id = %(case)s AND o.case_id <> p.case_id ORDER BY t.received_on DESC LIMIT 40
"""
#: The history compares writings, reads answers, deliveries and escalations of each petition; the floor reads its row.
_TARGETS = {"search_name": "≤ 12", "search_document": "≤ 12", "search_history": "≤ 25"}
Run = Callable[[], Sequence[Any]]


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """By a name with two surnames, by a document, and the history of a person with several petitions."""
    world.fill()
    world.run_sql("people_named", cases=world.cases)
    world.tidy("petitioner", "search_text", "petition")
    times = 20 if quick else 200
    with world.login("u_bench_agent") as agent, world.admin() as owner:
        owner.execute("UPDATE pqr.quota SET allowed = 1000000")
        case, full_name, document = _someone(owner)
        asked = " ".join((full_name.split()[0], *full_name.split()[-2:]))
        plain = asked.lower().translate(str.maketrans("áéíóú", "aeiou"))
        words = " & ".join(f"'{word}':*" for word in plain.split())
        people = f"{world.cases:,} people".replace(",", ".")
        ours = "SELECT * FROM pqr_api.search(%(asked)s)"
        runs: dict[str, tuple[str, Run, Run]] = {
            "search_name": (
                f"a name and two surnames among {people}",
                _run(agent, ours, asked=asked),
                _run(owner, _BY_WORDS, words=words),
            ),
            "search_document": (
                f"an identity document among {people}",
                _run(agent, ours, asked=document),
                _run(owner, _BY_WORDS, words=f"'{document}'"),
            ),
            "search_history": (
                f"the other petitions of who asks, among {people}",
                _run(agent, "SELECT pqr_api.person_history(%(case)s)", case=case),
                _run(owner, _SAME, case=case),
            ),
        }
        for name, (what, mine, bare) in runs.items():
            taken, floor = (median(each) for each in alternate((mine, bare), times))
            yield Figure(name, taken, "ms", floor, _TARGETS[name], f"{what}; floor: the bare query by its index")


def _someone(owner: psycopg.Connection[Any]) -> tuple[Any, str, str]:
    """An open petition of the agent whose petitioner asked before."""
    row = owner.execute(
        "SELECT c.case_id, p.full_name, p.document_number FROM pqr.case_file c JOIN pqr.petitioner p USING (case_id)"
        " WHERE c.assignee_id = 1 AND c.closed_at IS NULL AND c.activity BETWEEN 6 AND 17 AND (SELECT count(*) FROM"
        " pqr.petitioner o WHERE o.document_number = p.document_number) > 1 ORDER BY c.case_id LIMIT 1"
    ).fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def _run(connection: psycopg.Connection[Any], query: str, **given: Any) -> Run:
    return lambda: connection.execute(query, given).fetchall()  # type: ignore[arg-type]
