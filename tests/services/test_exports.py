"""What leaves the program is written down first: without its line there is no file and no print."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from app.errors import InvalidInput, Offline, QuotaReached
from app.services import exports
from app.services.database import Database
from app.services.exports import Export
from tests.people import STAFF

LINES = "SELECT session_login, reason, names FROM pqr_audit.read_log WHERE what = %s ORDER BY read_id"


@pytest.fixture
def printer(engine_as):
    return Database(engine_as(STAFF["printing"].login))


def test_no_line_no_file(printer, sql_as, tmp_path):
    admin, path = sql_as("postgres"), tmp_path / "planilla.pdf"
    printer.is_cut = True
    with pytest.raises(Offline):
        exports.save(printer, Export.DISPATCH_SHEET, {path: b"x"})
    printer.is_cut = False
    admin.execute("UPDATE pqr.quota SET allowed = 1 WHERE kind = 'export'")
    exports.save(printer, Export.DISPATCH_SHEET, {path: b"x"}, rows=12)
    with pytest.raises(QuotaReached):
        exports.save(printer, Export.DISPATCH_SHEET, {tmp_path / "otra.pdf": b"x"})
    assert [each.name for each in tmp_path.iterdir()] == ["planilla.pdf"]
    line = (STAFF["printing"].login, "Exportación: Planilla de despacho · 12 filas", None)
    assert admin.execute(LINES, ["export"]).fetchall() == [line]


def test_a_folder_that_fails_is_told_and_the_line_stays(printer, sql_as, tmp_path):
    with pytest.raises(InvalidInput) as told:
        exports.save(printer, Export.NOTICE, {tmp_path / "no_existe" / "aviso.pdf": b"x"})
    assert "carpeta" in told.value.user_message
    assert len(sql_as("postgres").execute(LINES, ["export"]).fetchall()) == 1


def test_a_batch_is_written_with_its_letters_before_the_printer_gets_it(signed_reply, sql_as):
    reply, admin, session = signed_reply(), sql_as("postgres"), sql_as("printing")
    batch, hand = uuid.uuid4(), "SELECT pqr_api.hand_print_batch(%s, true)"
    session.execute("SELECT pqr_api.open_print_batch(%s, %s, 'Prueba', 'equipo')", [batch, [reply.case_id]])
    assert admin.execute(LINES, ["print"]).fetchall() == []
    session.execute(hand, [batch])
    login, words, names = admin.execute(LINES, ["print"]).fetchone()
    assert login == STAFF["printing"].login and words.startswith("Impresión: lote ") and names == [reply.case_id]
    admin.execute("UPDATE pqr.quota SET allowed = 1 WHERE kind = 'print'")
    with pytest.raises(psycopg.Error, match="quota"):
        session.execute(hand, [batch])
