"""Bulk drafting (activity 16): alike cases only, each letter once, cut and resumed, written by the server."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.services.bulk import groups, run
from app.services.database import Database
from app.services.drafting import library


@pytest.fixture
def elsa(engine_as):
    """The analyst's own connection."""
    return Database(engine_as("u_elsa"))


def _recipe(database, group):
    texts = [t for t in library.read_library(database) if t.usable(dt.datetime.now().date())]
    return {code: library.of_claim(texts, code)[0] for code in group.claim_codes}


def _open(elsa):
    group = groups.read_groups(elsa)[0]
    return group, groups.read_rows(elsa, group), _recipe(elsa, group)


def _start(elsa):
    group, rows, recipe = _open(elsa)
    batch = uuid.uuid4()
    assert run.start(elsa, batch, group, recipe, rows).letters == sum(r.kind == "alike" for r in rows)
    return batch


def test_what_is_not_alike_is_set_apart_with_its_reason(elsa, make_drafting, sql_as):
    admin = sql_as("postgres")
    alike = [make_drafting("draft_in_bulk", claims=1) for _ in range(6)]
    more = make_drafting("draft_in_bulk", claims=2)
    odd = make_drafting("draft_in_bulk", claims=1, content="Su hogar presenta carencia grave.")
    stale = make_drafting("draft_in_bulk", claims=1)
    admin.execute("UPDATE pqr.input SET valid_until = pqr_core.today() - 1 WHERE case_id = %s", [stale.case_id])
    nowhere = make_drafting("draft_in_bulk", claims=1)
    admin.execute("UPDATE pqr.petitioner SET municipality_code = NULL WHERE case_id = %s", [nowhere.case_id])
    twice = [make_drafting("draft_in_bulk", claims=1) for _ in range(2)]
    admin.execute(
        "UPDATE pqr.petitioner SET document_number = '777888999' WHERE case_id = ANY(%s)", [[t.case_id for t in twice]]
    )
    group = max(groups.read_groups(elsa), key=lambda g: g.letters)
    rows = {r.case_id: r for r in groups.read_rows(elsa, group)}
    assert {rows[each.case_id].kind for each in alike} == {"alike"}
    assert (rows[more.case_id].kind, rows[more.case_id].reason[:13]) == ("apart", "También pide ")
    assert rows[odd.case_id].reason == "Resultado distinto en el insumo"
    assert (rows[stale.case_id].kind, rows[stale.case_id].reason) == ("error", "Sin insumo vigente")
    assert rows[nowhere.case_id].odd == "place"
    assert {rows[t.case_id].kind for t in twice} == {"error"}
    same = groups.sameness(list(rows.values()), group, _recipe(elsa, group))
    assert (same.people, same.repeated, same.inputs) == (6, 0, 1)


def test_a_batch_writes_every_letter_once_from_the_approved_text(elsa, make_drafting, sql_as):
    for _ in range(7):
        make_drafting("draft_in_bulk", claims=2)
    batch = _start(elsa)
    told = []
    tally = run.run(elsa, batch, progress=lambda *how: told.append(how))
    assert (tally.drafted, tally.failed, told[-1][:2]) == (7, 0, (7, 7))
    admin = sql_as("postgres")
    rows = admin.execute(
        "SELECT c.activity, d.reason, d.author_id, count(a.*) FROM pqr.case_file c JOIN pqr.draft d USING (case_id)"
        " JOIN pqr.draft_answer a ON a.case_id = d.case_id AND a.version = d.version WHERE d.batch_id = %s"
        " GROUP BY c.case_id, 1, 2, 3",
        [batch],
    ).fetchall()
    assert rows == [(18, "bulk", 6, 2)] * 7
    text = admin.execute("SELECT body_html FROM pqr.draft_answer LIMIT 1").fetchone()[0]
    assert "0600120261834" in text and "{{" not in text
    assert run.run(elsa, batch).total == 0
    (done,) = run.read_batches(elsa)
    assert (done.state, done.letters, done.drafted) == ("done", 7, 7)
    (lot,) = [r[0] for r in sql_as("quality").execute("SELECT scope FROM pqr_api.quality_lots()").fetchall()]
    assert lot == f"bulk:{batch}"


class _Stop(Exception):
    pass


def test_a_run_that_is_stopped_goes_on_where_it_was_and_makes_no_letter_twice(elsa, make_drafting, sql_as, monkeypatch):
    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    batch = _start(elsa)
    asked = iter([None, None, _Stop()])

    def check():
        answer = next(asked)
        if answer:
            raise answer

    with pytest.raises(_Stop):
        run.run(elsa, batch, check=check)
    (cut,) = run.read_batches(elsa)
    assert (cut.drafted, cut.waiting, cut.state) == (4, 1, "running")
    assert run.run(elsa, batch).drafted == 1
    drafts = sql_as("postgres").execute("SELECT count(*), count(DISTINCT case_id) FROM pqr.draft").fetchone()
    assert drafts == (5, 5)


def test_failures_are_told_by_letter_and_may_be_tried_again(elsa, make_drafting, sql_as):
    admin = sql_as("postgres")
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(3)]
    batch = _start(elsa)
    admin.execute("UPDATE pqr.petitioner SET full_name = NULL WHERE case_id = %s", [replies[0].case_id])
    admin.execute("UPDATE pqr.approved_text SET body_html = '<p>{{nombre}}: {{insumo}}</p>' WHERE claim_code = '3.2'")
    admin.execute("UPDATE pqr.input SET withdrawn_at = now() WHERE case_id = %s", [replies[1].case_id])
    tally = run.run(elsa, batch)
    assert (tally.drafted, tally.failed) == (1, 2)
    rows = {r.case_id: r for r in run.read_batch_rows(elsa, batch)}
    assert rows[replies[0].case_id].failure == "field_without_value"
    assert rows[replies[1].case_id].failure == "not_like_the_batch"
    assert "individual" in rows[replies[1].case_id].words
    admin.execute("UPDATE pqr.petitioner SET full_name = 'Ya Tiene Nombre' WHERE case_id = %s", [replies[0].case_id])
    assert run.run(elsa, batch).drafted == 1


def test_nobody_puts_a_case_in_a_batch_it_is_not_of(make_drafting, elsa, perform, sql_as):
    first, other = make_drafting("draft_in_bulk", claims=1), make_drafting("draft_in_bulk", claims=2)
    group = next(g for g in groups.read_groups(elsa) if len(g.claim_codes) == 1)
    rows = [r for r in groups.read_rows(elsa, group) if r.case_id == first.case_id]
    batch = uuid.uuid4()
    run.start(elsa, batch, group, _recipe(elsa, group), rows)
    step = ("draft_in_bulk", "bulk", {"batch_id": str(batch)})
    assert perform("analyst", other.case_id, 1, *step)["reason"] == "batch_unknown"
    assert perform("agent", first.case_id, 1, *step)["reason"] == "not_permitted"
    run.cancel(elsa, batch)
    assert perform("analyst", first.case_id, 1, *step)["reason"] == "batch_unknown"
    with pytest.raises(psycopg.Error, match="not_permitted"):
        sql_as("agent").execute("SELECT * FROM pqr_api.bulk_rows(%s)", [group.group_key])


def test_the_spreadsheet_of_problems_names_no_person_and_holds_no_formula(elsa, make_drafting, sql_as):
    import io

    from openpyxl import load_workbook

    from app.services.bulk import problems_xlsx

    for _ in range(3):
        make_drafting("draft_in_bulk", claims=1)
    odd = make_drafting("draft_in_bulk", claims=1)
    sql_as("postgres").execute("UPDATE pqr.petitioner SET full_name = NULL WHERE case_id = %s", [odd.case_id])
    group, rows, _recipe_of_group = _open(elsa)
    lines = problems_xlsx.of_group(rows)
    assert [line[2:] for line in lines] == [("Con error", "Caso", "Falta el nombre del peticionario")]
    made = problems_xlsx.render([*lines, (9, "=1+1", "x", "", "-2")])
    page = load_workbook(io.BytesIO(made)).active
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0] == ["Fila", "Radicado", "Estado", "Columna", "Razón"]
    assert cells[2] == [9, "'=1+1", "x", None, "'-2"]
    assert group.letters == 4 and "Inventada" not in str(cells)
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
