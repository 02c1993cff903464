"""Masiva clicked as an analyst on the real server: what differs is in sight, letters are made once, cut and resumed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.bulk import run
from app.ui.modules.bulk import BulkPage
from app.ui.widgets.confirm import Confirm
from tests.ui.desk import Desk
from tests.ui.support import ByHand, background_with


@pytest.fixture
def page_of(open_page):
    """The page of the analyst's window."""
    return lambda: open_page(BulkPage, "analyst")


def _confirm(desk):
    desk.window.findChildren(Confirm)[-1].go.click()


def test_without_cases_it_says_so(page_of):
    _desk, page = page_of()
    assert page.groups.pane.states.currentWidget() is page.groups.pane.states.empty
    assert not page.groups.go.isEnabled()


@pytest.mark.clicks(16, by="analyst")
def test_a_group_is_looked_at_confirmed_and_drafted(page_of, make_drafting, qtbot, sql_as):
    for _ in range(6):
        make_drafting("draft_in_bulk", claims=1)
    odd = make_drafting("draft_in_bulk", claims=1, content="Presenta carencia grave.")
    more = make_drafting("draft_in_bulk", claims=2)
    desk, page = page_of()
    view = page.groups
    view._pick(next(n for n, g in enumerate(view._groups) if len(g.claim_codes) == 1))
    kinds = [r.kind for r in view.rows]
    assert kinds == ["apart"] * 2 + ["alike"] * 6
    assert view.go.text().strip() == "Proyectar 6 cartas" and view.go.isEnabled()
    said = [label.text() for label in view.side.findChildren(QLabel)]
    assert any(words.startswith("6 cartas iguales; insumos vigentes hasta ") for words in said)
    qtbot.waitUntil(lambda: view.viewer.token.startswith("bulk:"), timeout=5000)
    qtbot.keyClick(view.pane.table, Qt.Key.Key_F9)
    _confirm(desk)
    assert page.stack.currentWidget() is page.batches
    assert page.batches.card.title.text() == "6 de 6"
    admin = sql_as("postgres")
    drafted = admin.execute("SELECT count(*) FROM pqr.draft WHERE reason = 'bulk'").fetchone()
    assert drafted == (6,)
    waiting = admin.execute("SELECT case_id FROM pqr.case_file WHERE activity = 16").fetchall()
    assert {w[0] for w in waiting} == {odd.case_id, more.case_id}
    # Those apart go to be answered one by one.
    page.tabs.choose("groups")
    page._tab("groups")
    page.groups.reload()
    view._pick(0)
    page.alone.click()
    passed = admin.execute("SELECT count(*) FROM pqr.case_file WHERE activity = 17").fetchone()
    assert passed[0] >= 1


@pytest.fixture
def spoiled(page_of, make_drafting, sql_as, monkeypatch):
    """A batch of three on screen, whose second letter lost its input after the batch was begun."""
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(3)]
    admin = sql_as("postgres")
    desk, page = page_of()
    real = run.run

    def spoil(*args, **options):
        admin.execute("UPDATE pqr.input SET withdrawn_at = now() WHERE case_id = %s", [replies[1].case_id])
        return real(*args, **options)

    monkeypatch.setattr(run, "run", spoil)
    page.groups.ask()
    _confirm(desk)
    monkeypatch.setattr(run, "run", real)
    return desk, page, replies, admin


def test_a_failure_is_told_by_letter_and_tried_again(spoiled, qtbot):
    _desk, page, replies, admin = spoiled
    view = page.batches
    assert view.card.title.text() == "2 de 3" and view.card.go.isVisible() and not view.card.stop_button.isVisible()
    failed = next(r for r in view.rows if r.state == "failed")
    assert failed.case_id == replies[1].case_id and "individual" in failed.words
    assert view.rows[0] is failed
    assert view.card.bar.failed == 1 and "1 con falla" in view.card.bar.accessibleName()
    admin.execute("UPDATE pqr.input SET withdrawn_at = NULL WHERE case_id = %s", [replies[1].case_id])
    qtbot.keyClick(view.pane.table, Qt.Key.Key_F9)
    assert view.card.title.text() == "3 de 3" and not view.card.go.isVisible()


def test_the_failures_of_a_batch_go_to_be_answered_one_by_one(spoiled, qtbot):
    _desk, page, replies, admin = spoiled
    page.batches.card.pass_on.click()
    there = admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [replies[1].case_id]).fetchone()
    assert there == (17,)
    (row,) = [r for r in page.batches.rows if r.case_id == replies[1].case_id]
    assert row.state == "moved" and not page.batches.card.go.isVisible()


def test_the_letter_of_a_drafted_row_is_still_read_by_who_drafted_it(spoiled, qtbot):
    _desk, page, _replies, _admin = spoiled
    view = page.batches
    drafted = next(r for r in view.rows if r.state == "drafted")
    view._show_letter(drafted)
    assert view.viewer.token == f"bulk:{drafted.case_id}"


def test_a_case_that_changed_while_it_was_looked_at_is_left_out_and_told(page_of, make_drafting, perform, qtbot):
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(3)]
    desk, page = page_of()
    perform("agent", replies[0].case_id, 1, "draft_in_bulk", "individual")
    page.groups.ask()
    _confirm(desk)
    assert page.batches.card.title.text() == "2 de 2"
    assert any("1 caso quedó fuera" in label.text() for label in desk.window.findChildren(QLabel))


def test_the_differences_are_shown_by_field_and_by_paragraph(page_of, make_drafting, sql_as, qtbot):
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(3)]
    sql_as("postgres").execute(
        "UPDATE pqr.petitioner SET full_name = 'Otro Nombre Inventado' WHERE case_id = %s", [replies[0].case_id]
    )
    _desk, page = page_of()
    side = page.groups.side
    side.choose("differences")
    qtbot.waitUntil(lambda: bool(side.differences.rows), timeout=5000)
    rows = {r.name: r for r in side.differences.rows}
    assert (rows["Nombre"].different, rows["Municipio"].different) == (2, 1)
    assert "Otro Nombre Inventado" in rows["Nombre"].examples
    assert rows["Lo que dice el insumo (3.2)"].varies is False
    paragraphs = [r for r in side.differences.rows if r.part == "paragraph"]
    assert paragraphs and all(r.gaps == 0 for r in paragraphs)


def test_a_sheet_chooses_the_cases_and_its_bad_rows_are_listed(page_of, make_drafting, qtbot, tmp_path):
    replies = [make_drafting("draft_in_bulk", claims=1) for _ in range(4)]
    path = tmp_path / "lista.csv"
    lines = ["Número ORFEO;Cédula", *(f"{r.filing_number};{r.document_number}" for r in replies[:2])]
    path.write_text("\r\n".join([*lines, f"{replies[2].filing_number};11111", "x;1"]), encoding="cp1252")
    desk, page = page_of()
    source, view = page.groups.source, page.groups
    source.open_file(path)
    qtbot.waitUntil(lambda: source.dialog is not None, timeout=10_000)
    dialog = source.dialog
    assert not dialog.go.isEnabled()
    dialog.boxes["number"].setCurrentIndex(1)
    assert dialog.mapping() == {"number": 0, "document": 1} and dialog.go.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(view.rows), timeout=5000)
    assert [(r.sheet_row, r.kind) for r in view.rows] == [(4, "error"), (5, "error"), (2, "alike"), (3, "alike")]
    assert view.rows[0].reason == "El documento del archivo no es el de este caso"
    page.groups.ask()
    _confirm(desk)
    assert page.batches.card.title.text() == "2 de 2" and "lista.csv" in page.batches.card.detail.text()
    source.take_off()
    assert len(view.rows) == 2 and source.name.isHidden()


def test_a_file_that_is_no_sheet_is_told_and_nothing_changes(page_of, make_drafting, qtbot, tmp_path):
    make_drafting("draft_in_bulk", claims=1)
    desk, page = page_of()
    path = tmp_path / "foto.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    page.groups.source.open_file(path)
    qtbot.waitUntil(lambda: "archivo no es texto" in _strips(desk), timeout=10_000)
    assert len(page.groups.rows) == 1 and page.groups.source.dialog is None


def _strips(desk):
    return " ".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def test_what_is_not_drafted_is_written_to_a_spreadsheet(page_of, make_drafting, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    for _ in range(3):
        make_drafting("draft_in_bulk", claims=1)
    make_drafting("draft_in_bulk", claims=2)
    desk, page = page_of()
    page.groups._pick(next(n for n, g in enumerate(page.groups._groups) if len(g.claim_codes) == 1))
    target = tmp_path / "salida.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    page.sheet.click()
    assert target.read_bytes().startswith(b"PK")
    assert any("1 fila guardada en salida.xlsx" in label.text() for label in desk.window.findChildren(QLabel))


def test_a_run_is_stopped_resumed_and_given_up(page_of, make_drafting, qtbot, sql_as, monkeypatch):
    from app.ui.background import Cancelled

    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    desk, page = page_of()
    real, seen = run.run, []

    def cut(*args, check=None, **options):
        def once():
            seen.append(1)
            if len(seen) == 2:
                raise Cancelled

        return real(*args, check=once, **options)

    monkeypatch.setattr(run, "run", cut)
    page.groups.ask()
    _confirm(desk)
    view = page.batches
    view.reload()
    assert view.card.title.text() == "2 de 5"
    assert view.card.go.text().strip() == "Reanudar 3 cartas"
    assert page.key_hints()[-1] == ("F9", "reanudar"), "a key is told where it does something"
    monkeypatch.setattr(run, "run", real)
    view.ask_cancel()
    _confirm(desk)
    assert view.batches[0].state == "cancelled" and not view.card.go.isVisible()
    assert [keys for keys, _words in page.key_hints()] == ["J K", "F5"]
    assert "cancelado por" in view.card.detail.text()
    drafts = sql_as("postgres").execute("SELECT count(*) FROM pqr.draft").fetchone()
    assert drafts == (2,)


def test_a_cut_of_the_network_is_told_and_the_batch_goes_on_by_itself(page_of, make_drafting, sql_as, monkeypatch):
    for _ in range(5):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    desk, page = page_of()
    database, view = page._context.database, page.batches
    real, pieces = database.call, []

    def cut_after_the_first(function, /, **arguments):
        if function == "draft_bulk_piece":
            pieces.append(function)
            database.is_cut = len(pieces) == 2
        return real(function, **arguments)

    monkeypatch.setattr(database, "call", cut_after_the_first)
    page.groups.ask()
    _confirm(desk)
    assert database.is_cut and view.runner.retry.isActive()
    assert "sigue por sí mismo" in view.card.detail.text()
    database.is_cut = False
    view.runner.retry.timeout.emit()
    assert view.card.title.text() == "5 de 5"
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.draft").fetchone() == (5,)


def test_a_full_disk_stops_the_batch_and_what_is_done_stays(page_of, make_drafting, monkeypatch, qtbot):
    from app.errors import ServerFull

    for _ in range(4):
        make_drafting("draft_in_bulk", claims=1)
    monkeypatch.setattr(run, "PIECE", 2)
    desk, page = page_of()
    database, view = page._context.database, page.batches
    real, pieces = database.call, []

    def full_after_the_first(function, /, **arguments):
        if function == "draft_bulk_piece":
            pieces.append(function)
            if len(pieces) == 2:
                raise ServerFull("53100")
        return real(function, **arguments)

    monkeypatch.setattr(database, "call", full_after_the_first)
    page.groups.ask()
    _confirm(desk)
    assert "sin espacio" in _strips(desk) and not view.runner.retry.isActive()
    assert view.card.title.text() == "2 de 4"
    qtbot.keyClick(view.pane.table, Qt.Key.Key_F9)
    assert view.card.title.text() == "4 de 4"


def test_a_batch_under_way_in_another_window_is_seen_and_taken_on(page_of, make_drafting, engine_as, qtbot):
    import uuid

    from app.services.database import Database
    from tests.people import STAFF
    from tests.services.bulk.test_durable import begin

    for _ in range(4):
        make_drafting("draft_in_bulk", claims=1)
    elsewhere, other = Database(engine_as(STAFF["analyst"].login)), uuid.uuid4()
    batch, _started = begin(elsewhere)
    elsewhere.call("begin_bulk_run", p_batch=batch, p_run=other)
    elsewhere.call("draft_bulk_piece", p_run=other, p_count=1)
    _desk, page = page_of()
    page.tabs.choose("batches")
    page._tab("batches")
    card = page.batches.card
    assert "otra ventana suya" in card.detail.text() and card.go.text().strip() == "Seguir aquí con 3 cartas"
    qtbot.keyClick(page.batches.pane.table, Qt.Key.Key_F9)
    assert card.title.text() == "4 de 4"


def test_coming_back_to_the_page_does_not_count_the_names_again(page_of, make_drafting, sql_as):
    make_drafting("draft_in_bulk", claims=1)
    _desk, page = page_of()
    count = "SELECT count(*) FROM pqr_audit.read_log WHERE what = 'labels' AND reason = 'Masiva'"
    before = sql_as("postgres").execute(count).fetchone()
    page.activate()
    assert sql_as("postgres").execute(count).fetchone() == before
    make_drafting("draft_in_bulk", claims=1)
    page.activate()
    assert len(page.groups.rows) == 2


def test_two_clicks_pass_the_cases_once(server, database, settings, make_drafting, sql_as):
    for _ in range(4):
        make_drafting("draft_in_bulk", claims=1)
    make_drafting("draft_in_bulk", claims=1, content="Presenta carencia grave.")
    executor = ByHand()
    desk = Desk(server.target(database), "analyst", BulkPage, background_with(executor), settings)
    try:
        desk.page.activate()
        executor.run_all()
        assert sum(row.kind == "apart" for row in desk.page.groups.rows) == 1
        desk.page.alone.click()
        assert not desk.page.alone.isEnabled(), "until it is known what became of them"
        desk.page.alone.click()
        executor.run_all()
        assert desk.page.alone.isEnabled()
        admin = sql_as("postgres")
        assert admin.execute("SELECT count(*) FROM pqr.case_file WHERE activity = 17").fetchone() == (1,)
        assert admin.execute("SELECT count(*) FROM pqr_audit.refusal").fetchone() == (0,)
    finally:
        desk.close()
        executor.run_all()
