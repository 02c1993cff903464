"""The operator's results by file: each row once, the rest named, and the same file again changes nothing."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest
from PIL import Image

from app.clock import today
from app.services.database import Database
from app.services.output import result_file, result_import
from app.services.output.dispatching import dispatch_queue, hand_over
from app.services.output.guides import SheetOrder
from app.services.output.proof_images import BadImages, NoImages, open_images
from app.services.output.result_import import take
from app.services.output.return_words import ORFEO, cause_of, state_of
from app.services.perform import Performer
from tests.people import STAFF

HEAD = ("Guía", "Radicado", "Estado", "Fecha", "Recibido por", "Causal", "Imagen")


@pytest.fixture
def printing(engine_as) -> Database:
    return Database(engine_as(STAFF["printing"].login))


@pytest.fixture
def sent(printing, printed_reply):
    """sent(n): n letters on their way, with guides RA100000001CO and following; (guide, outgoing) of each."""

    def make(count: int) -> list[tuple[str, str]]:
        for _ in range(count):
            printed_reply()
        order = SheetOrder("0217-2026", "RA100000001CO", "RA100000050CO")
        hand_over(printing, Performer(printing), dispatch_queue(printing), order)
        return [(row.guide, row.outgoing) for row in sorted(dispatch_queue(printing), key=lambda row: row.guide)]

    return make


def day() -> str:
    return f"{today():%d/%m/%Y}"


def as_csv(tmp_path, *rows, name="resultados.csv"):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([HEAD, *rows])
    path = tmp_path / name
    path.write_bytes(out.getvalue().encode("cp1252"))
    return path


def images(tmp_path, *names):
    path = tmp_path / "imagenes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at, name in enumerate(names):
            data = io.BytesIO()
            Image.new("RGB", (60, 30), (at * 9, 80, 120)).save(data, "PNG")
            archive.writestr(f"lote/{name}", data.getvalue())
    return path


def run(printing, path, proofs=None):
    return take(
        printing, Performer(printing), result_file.read(path), open_images(proofs) if proofs else NoImages(),
        today=today(),
    )  # fmt: skip


def verdicts(report) -> list[str]:
    return [row.verdict for row in report.rows]


def test_every_row_is_told_and_applied_once(printing, sent, sql_as, tmp_path) -> None:
    pieces = sent(5)
    path = as_csv(
        tmp_path,
        (pieces[0][0], "", "ENTREGADO", day(), "Vecina de Prueba", "", "a.png"),
        (pieces[1][0], pieces[1][1], "DEVUELTO", day(), "", "6 - DIRECCION DEFICIENTE", ""),
        (pieces[2][0], "", "Entregado", day(), "Portero de Prueba", "", ""),
        (pieces[3][0], pieces[4][1], "Entregado", day(), "Vecina de Prueba", "", "a.png"),
        ("RA999999999CO", "", "Entregado", day(), "Vecina de Prueba", "", ""),
        (pieces[4][0], "", "Entregado", "ayer", "Vecina de Prueba", "", ""),
        ("", pieces[4][1], "En reparto", day(), "", "", ""),
    )  # fmt: skip
    report = run(printing, path, images(tmp_path, "a.png"))
    expected = ["delivered", "returned", "no_proof", "contradictory", "unmatched", "invalid", "moving"]
    assert verdicts(report) == expected and report.is_new and report.applied == 2
    admin = sql_as("postgres")
    told = "SELECT result, received_by, cause_code FROM pqr.delivery ORDER BY result"
    before = admin.execute(told).fetchall()
    assert before == [("delivered", "Vecina de Prueba", None), ("returned", None, "D05")]
    states = admin.execute("SELECT state, count(*) FROM pqr.dispatch GROUP BY state ORDER BY state").fetchall()
    assert states == [("delivered", 1), ("in_transit", 3), ("returned", 1)]
    events = "SELECT count(*) FROM pqr_audit.case_event"
    count = admin.execute(events).fetchone()
    again = run(printing, path, images(tmp_path, "a.png"))
    assert verdicts(again) == expected and (again.is_new, again.applied) == (False, 0)
    assert admin.execute(told).fetchall() == before and admin.execute(events).fetchone() == count


def test_the_image_that_was_missing_closes_the_case_later(printing, sent, sql_as, tmp_path) -> None:
    [(guide, _number)] = sent(1)
    path = as_csv(tmp_path, (guide, "", "Entregado", day(), "Vecina de Prueba", "", ""))
    assert verdicts(run(printing, path)) == ["no_proof"]
    report = run(printing, path, images(tmp_path, f"{guide}.png"))
    assert verdicts(report) == ["delivered"] and report.applied == 1
    row = sql_as("postgres").execute(
        "SELECT c.activity, d.kind, d.mime FROM pqr.case_file c JOIN pqr.delivery v USING (case_id)"
        " JOIN pqr.document d ON d.document_id = v.document_id"
    ).fetchone()  # fmt: skip
    assert row == (0, "delivery_proof", "application/pdf")


def test_what_contradicts_is_not_applied(printing, sent, sql_as, tmp_path) -> None:
    pieces = sent(3)
    report = run(
        printing,
        as_csv(
            tmp_path,
            (pieces[0][0], "", "Devuelto", day(), "", "Rehusado", ""),
            (pieces[0][0], "", "Devuelto", day(), "", "Cerrado", ""),
            (pieces[1][0], "", "Devuelto", day(), "", "Cerrado", ""),
            ("", pieces[1][1], "Devuelto", day(), "", "Cerrado", ""),
            (pieces[2][0], "", "Devuelto", day(), "", "Cerrado", ""),
            ("", pieces[2][1], "Entregado", day(), "Vecina", "", ""),
        ),
    )
    assert verdicts(report) == ["contradictory", "contradictory", "returned", "same", "contradictory", "contradictory"]
    other = run(printing, as_csv(tmp_path, (pieces[1][0], "", "Devuelto", day(), "", "Fallecido", ""), name="otro.csv"))
    assert verdicts(other) == ["contradictory"] and "otros datos" in other.rows[0].detail
    same = run(printing, as_csv(tmp_path, (pieces[1][0], "", "Devuelto", day(), "", "Cerrado", "x"), name="igual.csv"))
    assert verdicts(same) == ["same"]
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.delivery").fetchone() == (1,)


def test_a_spreadsheet_that_ate_digits_or_brings_formulas(tmp_path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(("Resultados 4-72",))
    page.append(HEAD)
    page.append(("RA100000001CO", "2,02672E+14", "Entregado", "21/11/2026", "Ana", "", ""))
    page.append(("RA100000002CO", "", "=1+1", "21/11/2026", "Ana", "", ""))
    path = tmp_path / "r.xlsx"
    book.save(path)
    rows = result_file.read(path).rows
    assert [row.row for row in rows] == [3, 4]
    assert "texto" in rows[0].problem and "fórmula" in rows[1].problem


def test_a_file_that_is_something_else_is_refused(tmp_path) -> None:
    path = tmp_path / "otro.csv"
    path.write_text("nombre;apellido\nAna;Prueba\n", encoding="utf-8")
    with pytest.raises(result_file.BadResults):
        result_file.read(path)


def test_a_hostile_image_is_named_and_sinks_nothing_else(printing, sent, tmp_path) -> None:
    pieces = sent(2)
    path = as_csv(tmp_path, *((guide, "", "Entregado", day(), "Vecina", "", f"{guide}.png") for guide, _n in pieces))
    good = io.BytesIO()
    Image.new("L", (40, 40)).save(good, "PNG")
    with zipfile.ZipFile(tmp_path / "i.zip", "w") as archive:
        archive.writestr(f"{pieces[0][0]}.png", b"\x89PNG\r\n\x1a\n roto")
        archive.writestr(f"../../{pieces[1][0]}.png", good.getvalue())
    report = run(printing, path, tmp_path / "i.zip")
    assert verdicts(report) == ["refused", "delivered"] and "imagen" in report.rows[0].detail
    (tmp_path / "no.zip").write_bytes(b"esto no es un zip")
    with pytest.raises(BadImages):
        open_images(tmp_path / "no.zip")


def test_the_report_can_be_kept_and_holds_no_formula() -> None:
    rows = [result_import.ReportRow(2, "=cmd|' /C calc'!A0", "unmatched", "Ninguno")]
    text = result_import.report_csv(rows).decode("utf-8-sig")
    assert text.splitlines()[1].split(";")[1].startswith("'=") and "Sin envío" in text


def test_only_printing_takes_results(sql_as) -> None:
    import psycopg

    for key in ("agent", "signer", "lead", "auditor"):
        with pytest.raises(psycopg.Error):
            sql_as(key).execute("SELECT pqr_api.begin_results(%s, 1)", [b"x" * 32])


def test_each_orfeo_cause_is_one_of_ours(sql_as) -> None:
    labels = dict(sql_as("postgres").execute("SELECT code, label FROM pqr.return_cause").fetchall())
    assert len(ORFEO) == 20 and set(ORFEO.values()) < set(labels)
    for number, code in ORFEO.items():
        assert cause_of(str(number)) == code and cause_of(labels[code]) == code, labels[code]


def test_words_of_the_operator() -> None:
    assert [state_of(w) for w in ("ENTREGADO", "No entregado", "En Reparto", "DEVUELTO AL REMITENTE", "zzz")] == [
        "delivered", "returned", "moving", "returned", None,
    ]  # fmt: skip
    assert [cause_of(w) for w in ("No existe número", "DESCONOCIDO", "Apartado clausurado", "zzz", "77")] == [
        "D07", "P02", "P03", None, None,
    ]  # fmt: skip
