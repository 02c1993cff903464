"""Nothing that anybody may ask tells, beside a case, what is reserved of it: each function and table, by each role."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.people import STAFF
from tests.support.reserved_cases import AREA, ENTITY, MARKS, TEXT, WORD, Planted, plant

#: Every function of pqr_api: «read», «write», or «opening» where it tells who works on the case what is reserved, and
#: counts it. A new function is written down in that file, or the test fails.
LIST = Path(__file__).parent / "reserved_calls.txt"
LEAVES = re.compile(r"(?<![\d.])(?:3\.(?:4|7|9|11)|6\.[1-4]|8\.6)(?![\d.])|area:5:|text:ZF|closed:.*:5$")
#: What is asked with, by the name of the argument or else by its type; several: once with each.
NAMED = {
    "p_case": ["'{case}'::uuid"], "p_lot": ["'{lot}'::uuid", "'{closed_lot}'::uuid"], "p_batch": ["'{batch}'::uuid"],
    "p_transfer": ["'{transfer}'::uuid"], "p_document": ["'{document}'::uuid"], "p_director": ["{director}"],
    "p_area": ["5"],
    "p_entity": ["'unp'"], "p_text": ["'ZF-77'", "'persona'"], "p_version": ["1"], "p_limit": ["500"],
    "p_login": ["'u_ana'"],
    "p_grouping": ["'area'", "'text'", "'author'", "'day'", "'closed'"], "p_scope": ["'{scope}'", "'lot:{lot}'"],
    "p_group": ["'3.9/3/RUV'"], "p_from": ["current_date - 30"], "p_to": ["current_date + 1"], "p_what": ["'{label}'"],
    "p_prev": ["'{cursor}'"], "p_cursor": ["'{cursor}'"], "p_numbers": ["ARRAY['{label}']"],
    "p_reason": ["'Una razón'"],
    "p_recipe": ["""'{{"3.9": {{"text_id": "ZF-77", "version": 1}}}}'::jsonb"""],
    "p_count": ["1"], "p_from_chunk": ["0"],
    "p_at": ["(SELECT max(r.reviewed_at) FROM pqr.quality_review r)"],
    "p_changes": ["""'[{{"kind": "change", "code": "3.11", "title": "Otra", "area_id": 3, "weight": 2}}]'::jsonb"""],
}  # fmt: skip
TYPED = {
    "uuid": "gen_random_uuid()", "uuid[]": "'{cases}'::uuid[]", "text": "'zafiro'", "text[]": "ARRAY['zafiro']",
    "integer": "1", "integer[]": "ARRAY[1, 2, 3]", "bigint": "1::bigint", "smallint": "1::smallint", "numeric": "1",
    "boolean": "true", "double precision": "2.5", "date": "date '2026-11-20'", "date[]": "ARRAY[date '2026-11-20']",
    "timestamp with time zone": "now() - interval '1 day'", "jsonb": "'{{}}'::jsonb", "bytea": r"'\x00'::bytea",
    "bytea[]": r"ARRAY['\x00']::bytea[]",
}  # fmt: skip
#: How a row says who a person is: every reading of it leaves a line in the register.
PERSON = re.compile(r"Persona \w+ Inventada|10203040|99887766|3001234567")
ASK = """
CREATE SCHEMA probe;
GRANT USAGE ON SCHEMA probe TO pqr_staff;
CREATE FUNCTION probe.lines() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS
$$ SELECT count(*) FROM pqr_audit.read_log $$;
GRANT EXECUTE ON FUNCTION probe.lines() TO pqr_staff;
-- What a question answers, with nothing of it left behind.
CREATE FUNCTION probe.ask(q text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text; before bigint := probe.lines();
BEGIN
    BEGIN
        EXECUTE 'SELECT coalesce(jsonb_agg(to_jsonb(r)), ''[]'')::text FROM (' || q || ') r' INTO answer;
        RAISE EXCEPTION USING ERRCODE = 'ZZ001',
            MESSAGE = '{"written": ' || (probe.lines() > before)::text || ', "rows": ' || answer || '}';
    EXCEPTION WHEN SQLSTATE 'ZZ001' THEN RETURN SQLERRM;
              WHEN OTHERS THEN RETURN json_build_object('written', false, 'rows',
                                   json_build_array(json_build_object('refused', SQLSTATE || ' ' || SQLERRM)));
    END;
END $$;
GRANT EXECUTE ON FUNCTION probe.ask(text) TO pqr_staff;
"""
#: Whose step each planted case waits for, besides who has it and its area: they read it, opening it.
WORKING = """
SELECT c.case_id::text FROM pqr.case_file c
 WHERE c.assignee_id = %(me)s OR c.area_id = (SELECT p.area_id FROM pqr.person p WHERE p.person_id = %(me)s)
    OR EXISTS (SELECT FROM pqr.outcome_role r WHERE r.procedure = c.procedure AND r.activity = c.activity
                  AND r.place = 'role' AND r.role = ANY (%(roles)s))
    OR (c.closed_at IS NOT NULL AND 'quality' = ANY (%(roles)s))
    OR EXISTS (SELECT FROM pqr.case_file k WHERE k.parent_id = c.case_id AND k.assignee_id = %(me)s)
"""
COLUMNS = """
SELECT n.nspname, k.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
  FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace JOIN pg_attribute a ON a.attrelid = k.oid
 WHERE n.nspname LIKE 'pqr%%' AND k.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
   AND has_schema_privilege(%(login)s, n.oid, 'USAGE') AND has_column_privilege(%(login)s, k.oid, a.attnum, 'SELECT')
 GROUP BY n.nspname, k.relname ORDER BY 1, 2
"""


def _kinds() -> dict[str, str]:
    return dict(line.split(": ") for line in LIST.read_text(encoding="utf-8").splitlines())


def _questions(admin: psycopg.Connection, planted: Planted) -> list[tuple[str, str, str]]:
    """Kind, the case that is asked about («» none) and the query, for every function of the door."""
    rows = admin.execute(
        "SELECT p.proname, ARRAY(SELECT ARRAY[coalesce(p.proargnames[n], ''), format_type(t, NULL)]"
        " FROM unnest(p.proargtypes) WITH ORDINALITY u(t, n) ORDER BY n)"
        " FROM pg_proc p WHERE p.pronamespace = 'pqr_api'::regnamespace ORDER BY 1"
    ).fetchall()
    kinds = _kinds()
    assert {name for name, _ in rows} == set(kinds), "write every function down in reserved_calls.txt"
    values = _values(admin, planted)
    found = []
    for name, arguments in rows:
        choices = [NAMED.get(argument) or [TYPED[kind]] for argument, kind in arguments]
        on_case = any(argument == "p_case" for argument, _ in arguments)
        cases = [*planted.cases.values(), planted.escalation] if on_case else [None]
        for case in cases if kinds[name] != "write" else cases[:2]:
            for given in itertools.product(*choices):
                filled = ", ".join(given).format(case=case, **values)
                found.append((kinds[name], str(case or ""), f"SELECT * FROM pqr_api.{name}({filled})"))
    return found


def _values(admin: psycopg.Connection, planted: Planted) -> dict[str, object]:
    def one(query: str, *given: object) -> object:
        return admin.execute(query, given).fetchone()[0]

    return {
        "lot": planted.lot, "closed_lot": planted.closed_lot, "batch": planted.batch, "transfer": planted.transfer,
        "document": planted.document, "director": planted.director, "cursor": planted.cursor,
        "cases": "{" + ",".join(str(case) for case in planted.cases.values()) + "}",
        "scope": one("SELECT scope FROM pqr.quality_lot WHERE lot_id = %s", planted.lot),
        "label": one("SELECT label FROM pqr.case_file WHERE case_id = %s", planted.cases["analysis"]),
    }  # fmt: skip


def _tells(planted: Planted, row: object) -> str:
    """What in a row is reserved, «» if nothing: a word, a leaf, a mark, the area, its director, an entity."""
    text = json.dumps(row, ensure_ascii=False).lower()
    if WORD in text:
        return text[max(0, text.index(WORD) - 40) : text.index(WORD) + 20]
    return next(_coded(planted, row), "")


def _coded(planted: Planted, value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _coded(planted, each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _coded(planted, each, key)
    else:
        word = isinstance(value, str) and key != "relation"
        if (word and (LEAVES.search(value) or value in (*MARKS, ENTITY, TEXT))) or (
            value is not None and value == _telling_number(planted, key)
        ):
            yield f"{key}={value}"


def _telling_number(planted: Planted, key: str) -> int | None:
    """The number that tells under that name: of the area, or of its director."""
    return AREA if "area" in key else planted.director if "director" in key else None


def _named(planted: Planted, row: object) -> bool:
    text = json.dumps(row, ensure_ascii=False)
    return any(handle in text for handle in planted.handles)


@pytest.fixture
def planted(sql_as) -> Planted:
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.quota SET allowed = 1000000000")
    cursor = admin.execute("SELECT pg_current_snapshot()::text").fetchone()[0]
    found = plant(admin)
    found.cursor = cursor
    admin.execute(ASK)
    return found


def test_no_function_and_no_table_tells_what_is_reserved_beside_its_case(sql_as, planted):
    admin = sql_as("postgres")
    questions, told, opened, unwritten = _questions(admin, planted), [], set(), set()
    # A second person of the same role asks nothing else; a second agent and a second area do.
    for who in (each for each in STAFF.values() if each.key not in ("lawyer2", "quality2")):
        session = sql_as(who.key)
        working = {row[0] for row in admin.execute(WORKING, {"me": who.person_id, "roles": list(who.roles)})}
        tables = [
            ("read", "", f"SELECT {columns} FROM {schema}.{table}")
            for schema, table, columns in admin.execute(COLUMNS, {"login": who.login}).fetchall()
        ]
        asked = questions + tables
        answers = session.execute(
            "SELECT probe.ask(q) FROM unnest(%s::text[]) q", [[each[2] for each in asked]]
        ).fetchall()
        for (kind, case, query), (answer,) in zip(asked, answers, strict=True):
            found = json.loads(answer)
            if not found["written"] and PERSON.search(answer):
                unwritten.add(query)
            for row in found["rows"]:
                row = _without_own_area(row) if who.key == "mission2" else row
                told += _leak(planted, who.key, kind, case, query, row, working)
                if kind != "read" and _what(planted, query, row):
                    opened.add(query.partition("pqr_api.")[2].partition("(")[0])
    assert told == [], "\n".join(sorted(set(told)))
    assert unwritten == set(), "who a person is was told, and no line says to whom"
    # Nothing is let through that tells nobody: the list says of each opening what it is.
    assert opened == {name for name, kind in _kinds().items() if kind.split()[0] in ("opening", "part", "own")}


def _what(planted: Planted, query: str, row: object) -> str:
    # A row about a case that was asked for by its text or its leaf tells that too.
    asked = (each for each in (TEXT, "'3.9/3/RUV'") if each in query and _named(planted, row))
    return _tells(planted, row) or next(asked, "")


def _without_own_area(row: object) -> object:
    """A row as its own area's people may read it: where they work is no news to them."""
    if isinstance(row, list):
        return [_without_own_area(each) for each in row]
    if not isinstance(row, dict):
        return row
    return {name: _without_own_area(each) for name, each in row.items() if each not in (AREA, "Dirección Zafiro")}


def _leak(planted: Planted, who: str, kind: str, case: str, query: str, row: object, working: set[str]) -> list[str]:
    if not case and not _named(planted, row):
        return []
    about = [case] if case else [str(each) for each in planted.cases.values() if str(each) in json.dumps(row)]
    if kind.split()[0] in ("opening", "part") and (
        (about and set(about) <= working) or who.rstrip("2") in kind.split()
    ):
        return []
    if kind == "own" and isinstance(row, dict) and row.get("started_by") == STAFF[who].full_name:
        return []
    what = _what(planted, query, row)
    name = next((name for name, each in planted.cases.items() if str(each) in (case, *about)), "")
    return [f"{query.partition(' FROM ')[2].partition('(')[0]} of {name} to {who}: {what}"] if what else []
