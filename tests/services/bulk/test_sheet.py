"""A sheet names the cases of a batch: columns mapped, radicados as text, each bad row told by its number."""

from __future__ import annotations

import csv
import io
import uuid

import pytest
from openpyxl import Workbook, load_workbook

from app.errors import PqrError
from app.services.bulk import groups, problems_xlsx, run, selection, sheet
from app.services.bulk.sheet import BadSheet
from app.services.database import Database
from app.services.guard.table import BadTable
from tests.people import STAFF
from tests.services.bulk.test_durable import DRAFTS, look

HEAD = ["Radicado entrada", "Cédula", "Nombre", "Municipio", "Observación"]


@pytest.fixture
def elsa(engine_as):
    return Database(engine_as(STAFF["analyst"].login))


def xlsx(path, rows, head=HEAD, merge=None):
    book = Workbook()
    page = book.active
    page.append(head)
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    book.save(path)
    return path


def row_of(reply, **changes):
    said = {"n": reply.filing_number, "d": reply.document_number, "w": "PRUEBA INVENTADA Marta", "p": "Apartadó"}
    said |= changes
    return [said["n"], said["d"], said["w"], said["p"], "x"]


@pytest.fixture
def place(sql_as):
    """The municipality's name of the invented petitioners."""
    return sql_as("postgres").execute("SELECT name FROM pqr.municipality WHERE code = '05045'").fetchone()[0]


def test_the_columns_are_guessed_and_may_be_chosen_otherwise(tmp_path):
    read = sheet.read(xlsx(tmp_path / "a.xlsx", [["20267118065242", "1", "n", "p", "z"]]))
    assert sheet.guess(read.headers) == {"number": 0, "document": 1, "name": 2, "place": 3}
    assert read.sample(0) == ["20267118065242"]
    with pytest.raises(BadSheet, match="unmapped"):
        sheet.select(read, {"document": 1})


def test_good_rows_become_a_batch_and_the_others_are_told_by_their_row(elsa, make_drafting, place, tmp_path, sql_as):
    good = [make_drafting("draft_in_bulk", claims=1) for _ in range(4)]
    other, elsewhere = make_drafting("draft_in_bulk", claims=2), make_drafting("draft_response", claims=1)
    rows = [row_of(r, p=place) for r in good[:3]]
    rows += [
        row_of(good[0], p=place),  # 5: repeated
        row_of(good[3], p=place, d="99999999"),  # 6: another person's document
        row_of(other, p=place),  # 7: asks for more
        row_of(elsewhere, p=place),  # 8: is in 17
        row_of(good[0], n="20267119999992", p=place),  # 9: no case
        row_of(good[0], n="=1+1", p=place),  # 10: a formula
        row_of(good[0], n=2.0267118065242e16, p=place),  # 11: lost digits
        row_of(good[0], n=None, p=place),  # 12: nothing
        row_of(good[0], n="radicado", p=place),  # 13: words
    ]
    read = sheet.read(xlsx(tmp_path / "lista.xlsx", rows))
    chosen = selection.find(elsa, read, sheet.guess(read.headers))
    (group, _more) = groups.read_groups(elsa, chosen.cases)
    listed = {r.sheet_row: r for r in selection.read_rows(elsa, chosen, group)}
    assert [listed[n].kind for n in (2, 3, 4)] == ["alike"] * 3
    assert "fila 2" in listed[5].reason
    assert listed[6].reason == "El documento del archivo no es el de este caso"
    assert listed[7].kind == "apart" and listed[7].reason.startswith("También pide")
    assert "no es suyo para verlo" in listed[8].reason and "no es suyo para verlo" in listed[9].reason
    assert "fórmula" in listed[10].reason and "perdió dígitos" in listed[11].reason
    assert "Falta el radicado" in listed[12].reason and "dígitos" in listed[13].reason
    # The spreadsheet of problems has the file's own row numbers.
    page = load_workbook(io.BytesIO(problems_xlsx.render(problems_xlsx.of_group(list(listed.values()))))).active
    assert {row[0].value for row in page.iter_rows(min_row=2)} == set(range(5, 14))
    _group, _rows, recipe = look(elsa)
    batch = uuid.uuid4()
    started = run.start(elsa, batch, group, recipe, list(listed.values()), sheet=chosen.name)
    assert started.letters == 3 and run.run(elsa, batch).drafted == 3
    assert [r.sheet_row for r in run.read_batch_rows(elsa, batch)] == [2, 3, 4]
    assert run.read_batches(elsa)[0].source_name == "lista.xlsx"
    assert sql_as("postgres").execute(DRAFTS).fetchone() == (3, 3)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_a_csv_of_either_alphabet_keeps_its_names_and_its_digits(elsa, make_drafting, sql_as, tmp_path, encoding):
    reply = make_drafting("draft_in_bulk", claims=1)
    sql_as("postgres").execute(
        "UPDATE pqr.petitioner SET full_name = 'María José Ñáñez' WHERE case_id = %s", [reply.case_id]
    )
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding=encoding) as out:
        write = csv.writer(out, delimiter=";")
        write.writerow(HEAD[:3])
        shown = reply.filing_number
        dashed = f"{shown[:4]}-{shown[4:7]}-{shown[7:-1]}-{shown[-1]}"
        write.writerow([dashed, reply.document_number, "NAÑEZ María José"])
        write.writerow([shown[:-1], "1", "x"])
    read = sheet.read(path)
    chosen = selection.find(elsa, read, sheet.guess(read.headers))
    (group,) = groups.read_groups(elsa, chosen.cases)
    rows = selection.read_rows(elsa, chosen, group)
    assert [(r.sheet_row, r.kind) for r in rows] == [(3, "error"), (2, "alike")]


def test_merged_cells_leave_rows_without_a_number(elsa, make_drafting, tmp_path):
    one, two = (make_drafting("draft_in_bulk", claims=1) for _ in range(2))
    path = xlsx(tmp_path / "m.xlsx", [row_of(one), row_of(two)], merge="A2:A3")
    read = sheet.read(path)
    rows, problems = sheet.select(read, {"number": 0})
    assert [r.row for r in rows] == [2]
    assert [(p.row, "combinadas" in p.reason) for p in problems] == [(3, True)]


def test_files_that_are_no_sheet_say_why_in_a_sentence(tmp_path):
    cases = {
        "empty.csv": b"",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "broken.xlsx": b"PK\x03\x04" + bytes(200),
        "old.xls": b"\xd0\xcf\x11\xe0" + bytes(600),
        "heads.csv": b"Radicado;Nombre\r\n",
        "numbers.csv": b"1;2\r\n3;4\r\n",
    }
    for name, data in cases.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises((BadTable, BadSheet)) as bad:
            sheet.read(path)
        assert bad.value.user_message.endswith("."), name
    with pytest.raises(PqrError):
        sheet.read(tmp_path / "gone.xlsx")


def test_two_hundred_thousand_rows_are_refused_and_not_read(tmp_path):
    path = tmp_path / "big.csv"
    path.write_text("Radicado;Nombre\n" + "20267118065242;Nadie Inventado\n" * 200_000, encoding="utf-8")
    with pytest.raises(BadSheet) as bad:
        sheet.read(path)
    assert "5.000" in bad.value.user_message


def test_a_radicado_of_a_case_that_is_not_mine_tells_nothing_of_it(elsa, make_drafting, tmp_path):
    hidden = make_drafting("draft_response", claims=1)
    rows = [row_of(hidden), row_of(hidden, n="20267110000012")]
    read = sheet.read(xlsx(tmp_path / "a.xlsx", rows))
    chosen = selection.find(elsa, read, {"number": 0})
    assert chosen.cases == [] and len({p.reason for p in chosen.problems}) == 1
