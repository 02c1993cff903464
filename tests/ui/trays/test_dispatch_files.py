"""Despacho clicked by the printing group: results taken from a file, past sheets made again, a notice proved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.trays.dispatch.import_card import ImportCard, ReportCard
from app.ui.widgets import Confirm
from tests.services.output.test_result_import import as_csv, day, images

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def hand_over(desk) -> None:
    panel = desk.page.sheets.panel
    for edit, words in ((panel.contract, "0217-2026"), (panel.first, "RA100000001CO"), (panel.last, "RA100000050CO")):
        edit.setText(words)
    QTest.keyClick(desk.page.sheets.pane.table, Key.Key_F9)
    desk.window.findChildren(Confirm)[-1].go.click()


def test_results_by_file_close_and_return_and_the_report_is_kept(
    open_dispatch, printed_reply, sql_as, tmp_path
) -> None:
    for _ in range(3):
        printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    desk.page.choose("results")
    assert [(row.title, row.count) for row in desk.page.results.causes.model.rows()] == [
        ("Todos los envíos", 3), ("En camino", 3),
    ]  # fmt: skip
    path = as_csv(
        tmp_path,
        ("RA100000001CO", "", "Entregado", day(), "Vecina de Prueba", "", "a.png"),
        ("RA100000002CO", "", "Devuelto", day(), "", "Rehusado", ""),
        ("RA999999999CO", "", "Devuelto", day(), "", "Rehusado", ""),
    )
    for expected in ("3 filas: Entrega registrada 1 · Devolución registrada 1 · Sin envío 1", "No se cambió nada"):
        QTest.keyClick(desk.page.results.pane.table, Key.Key_I, CTRL)
        card = desk.window.findChildren(ImportCard)[-1]
        card.file.setText(str(path))
        card.images.setText(str(images(tmp_path, "a.png")))
        QTest.keyClick(card, Key.Key_Return, CTRL)
        report = desk.window.findChildren(ReportCard)[-1]
        said = " ".join(label.text() for label in report.findChildren(type(desk.page.past.title)))
        assert expected in said + report.strip.sentence()
        QTest.keyClick(report, Key.Key_S, CTRL)
        report.close_overlay()
    kept = (tmp_path / "informe-resultados.csv").read_text(encoding="utf-8-sig")
    assert kept.splitlines()[1].startswith("2;RA100000001CO;Entrega registrada")
    states = sql_as("postgres").execute("SELECT state FROM pqr.dispatch ORDER BY guide").fetchall()
    assert states == [("delivered",), ("returned",), ("in_transit",)]
    _the_column_of_causes(desk.page.results)


def _the_column_of_causes(results) -> None:
    assert [(row.title, row.follows, row.count) for row in results.causes.model.rows()] == [
        ("Todos los envíos", "", 2),
        ("En camino", "Esperar el resultado", 1),
        ("Rehusado", "Aviso por cinco días", 1),
    ]
    assert len(results.model.rows()) == 2
    results.causes.pane.table.go_to(2)
    assert [row.piece.guide for row in results.model.rows()] == ["RA100000002CO"]
    results.search.setText("RA100000003CO")
    assert [row.piece.guide for row in results.model.rows()] == ["RA100000003CO"], "a guide is found in any line"
    results.search.clear()


def test_a_file_that_does_not_serve_is_told_in_the_card(open_dispatch, tmp_path) -> None:
    desk = open_dispatch()
    desk.page.choose("results")
    desk.page.results.import_file()
    card = desk.window.findChildren(ImportCard)[-1]
    QTest.keyClick(card, Key.Key_Return, CTRL)
    (tmp_path / "otro.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    card.file.setText(str(tmp_path / "otro.csv"))
    QTest.keyClick(card, Key.Key_Return, CTRL)
    assert "no parece el de resultados" in card.trouble.sentence() and card.go.isEnabled()


def test_a_past_sheet_is_made_again_and_a_cut_one_is_ended(open_dispatch, printed_reply, open_sheet, tmp_path) -> None:
    printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    first = {name: (tmp_path / name).read_bytes() for name in ("planilla-0001.pdf", "planilla-0001.xlsx")}
    open_sheet("RA500000001CO", "RA500000009CO")
    desk.page.reload()
    desk.page.choose("past")
    assert "Anteriores  1" in [button.text() for button in desk.page.tabs.buttons()]
    for name in first:
        (tmp_path / name).unlink()
    past = desk.page.past
    past.pane.table.go_to(0)
    assert "Un corte" in past.strip.sentence()
    QTest.keyClick(past.pane.table, Key.Key_F9)
    assert "Anteriores" in [button.text() for button in desk.page.tabs.buttons()], "it was ended and is free"
    past.pane.table.go_to(1)
    QTest.keyClick(past.pane.table, Key.Key_F9)
    assert {name: (tmp_path / name).read_bytes() for name in first} == first


def test_a_notice_is_fixed_published_and_its_page_kept(open_dispatch, printed_reply, sql_as, tmp_path) -> None:
    printed_reply()
    desk = open_dispatch()
    hand_over(desk)
    desk.page.choose("results")
    panel = desk.page.results.panel
    panel.transit_tabs.buttons()[1].click()
    panel.cause.setCurrentIndex(panel.cause.findText("No reclamado"))
    QTest.keyClick(desk.page.results.pane.table, Key.Key_F9)
    assert panel.days.isVisible(), "the days are shown before fixing it"
    QTest.keyClicks(panel.notice, "AVISO-2026-009")
    QTest.keyClick(desk.page.results.pane.table, Key.Key_F9)
    assert (tmp_path / "aviso-AVISO-2026-009.pdf").read_bytes().startswith(b"%PDF")
    assert panel.act() == "published"
    admin = sql_as("postgres")
    admin.execute(
        "UPDATE pqr.notice SET fixed_on = fixed_on - 9, removed_on = removed_on - 9, effective_on = effective_on - 9"
    )
    desk.page.reload()
    panel.choose_image()
    QTest.keyClick(desk.page.results.pane.table, Key.Key_F9)
    assert panel.case.trouble.sentence() == "", panel.foot_act.why.text()
    assert admin.execute("SELECT published_document_id IS NOT NULL FROM pqr.notice").fetchone() == (True,)
    assert panel.act() == "removed"
