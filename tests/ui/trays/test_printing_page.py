"""Impresión clicked by the printing group on the real server."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from app.services.documents.pdfium import LOCK
from app.services.signing import Signer, State
from app.ui.trays.printing.page import PrintingPage
from app.ui.trays.printing.paper import DPI, PrintJob
from tests.ui.desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def admin(sql_as):
    return sql_as("postgres")


@pytest.fixture
def signed_letters(make_reply, make_director, perform, engine_as):
    """signed_letters("05154", "27001"): letters really signed, one for each municipality named."""
    from app.services.database import Database
    from app.services.gateways.filing import EmbeddedFiling
    from app.services.perform import Performer
    from tests.people import STAFF

    def make(*towns: str, **options):
        make_director(1)
        database = Database(engine_as(STAFF["signer"].login))
        signer = Signer(database, Performer(database), EmbeddedFiling(database))
        cases = []
        for town in towns:
            reply = make_reply(areas=(1,), municipality=town, **options)
            perform("agent", reply.case_id, 1, "name_director", "named")
            perform("agent", reply.case_id, 2, "send_to_printing", "sent")
            assert signer.sign(reply.case_id).state is State.SIGNED
            cases.append(reply.case_id)
        return cases

    return make


@pytest.fixture
def open_page(desk_of, qtbot, tmp_path):
    def open_it(name: str = "lote.pdf"):
        desk = desk_of(
            "printing", lambda shell, context: PrintingPage(shell, context, lambda _p, _n: str(tmp_path / name))
        )
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.page.activate()
        return desk

    return open_it


def activity(admin, case_id) -> int:
    return admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone()[0]


def pages_of(path) -> list[str]:
    with LOCK, pdfium.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_batches_are_in_postal_order(open_page, signed_letters) -> None:
    signed_letters("27001", "05154", "05154")
    page = open_page().page
    assert [row.key for row in page.view.batches.model.rows()] == ["05154", "27001"]
    assert page.view.batches.model.rows()[0].batch.title.startswith("Caucasia")
    assert len(page.view.marked()) == 2


def test_saved_batch_has_the_signed_letters_and_is_marked_printed(open_page, signed_letters, admin, tmp_path) -> None:
    cases = signed_letters("05154", "05154")
    desk = open_page()
    page = desk.page
    page.panel.duplex.setChecked(False)
    QTest.keyClick(page.view.batches.table, Qt.Key.Key_S, CTRL)
    texts = pages_of(tmp_path / "lote.pdf")
    assert len(texts) == 3, "a separator and two letters"
    numbers = [row.letter.outgoing for row in page.view.model.rows()]
    assert all(number[:4] in text for number, text in zip(numbers, texts[1:], strict=True))
    assert [activity(admin, case) for case in cases] == [26, 26], "saving is not printing"
    assert page.panel.foot_act.button.text().strip() == "Marcar 2 como impresas"
    QTest.keyClick(page.view.batches.table, Qt.Key.Key_F9)
    assert [activity(admin, case) for case in cases] == [27, 27]
    prints = admin.execute("SELECT count(*), count(DISTINCT batch_id) FROM pqr.letter_print").fetchone()
    assert prints == (2, 1)


def test_a_spoiled_copy_is_left_unmarked_and_stays(open_page, signed_letters, admin) -> None:
    cases = signed_letters("05154", "05154")
    page = open_page().page
    QTest.keyClick(page.view.batches.table, Qt.Key.Key_S, CTRL)
    spoiled = page.view.model.rows()[0]
    page.view.letters.table.setFocus()
    QTest.keyClick(page.view.letters.table, Qt.Key.Key_Space)
    QTest.keyClick(page.view.letters.table, Qt.Key.Key_F9)
    assert activity(admin, spoiled.case_id) == 26
    assert sorted(activity(admin, case) for case in cases) == [26, 27]


def test_letter_without_address_is_not_printed(open_page, signed_letters, admin) -> None:
    cases = signed_letters("05154", "05154")
    admin.execute("UPDATE pqr.petitioner SET address = NULL WHERE case_id = %s", [cases[0]])
    page = open_page().page
    assert [row.case_id for row in page.view.marked()] == [cases[1]]
    assert "1: no se imprimen" in [label.text() for label in page.panel.findChildren(type(page.panel.title))]


def test_page_by_page_to_a_printer(qtbot, background, signed_letters, sql_as, tmp_path) -> None:
    case = signed_letters("05154")[0]
    admin = sql_as("postgres")
    pdf = b"".join(
        row[0]
        for row in admin.execute(
            "SELECT k.bytes FROM pqr.document_chunk k JOIN pqr.letter l ON l.signed_document_id = k.document_id"
            " WHERE l.case_id = %s ORDER BY k.chunk_no", [case]
        )
    )  # fmt: skip
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "impresa.pdf"))
    printer.setResolution(DPI)
    printer.setFullPage(True)
    job = PrintJob(background, pdf, printer, background)
    ended: list[int] = []
    job.finished.connect(ended.append)
    job.start()
    assert ended == [1]
    with LOCK, pdfium.PdfDocument(tmp_path / "impresa.pdf") as document:
        image = document[0].render(scale=1, grayscale=True).to_pil()
    assert sum(image.histogram()[:100]) > 1500, "ink on the paper"


def test_reprints_say_why(open_page, signed_letters, perform, admin) -> None:
    case = signed_letters("05154")[0]
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    perform("printing", case, version, "print_response", "printed", {"batch_id": str(case)})
    perform("printing", case, version + 1, "hand_to_courier", "reprint", {"reason": "Se atascó en la impresora"})
    page = open_page().page
    row = page.view.model.rows()[0]
    assert (row.letter.copies, row.letter.reprint_reason) == (1, "Se atascó en la impresora")
    QTest.keyClick(page.view.batches.table, Qt.Key.Key_S, CTRL)
    QTest.keyClick(page.view.batches.table, Qt.Key.Key_F9)
    rows = admin.execute(
        "SELECT print_no, reason FROM pqr.letter_print WHERE case_id = %s ORDER BY 1", [case]
    ).fetchall()
    assert rows == [(1, None), (2, "Se atascó en la impresora")]


def test_saved_and_marked_with_real_threads(
    server, database, threads, settings, qtbot, signed_letters, admin, tmp_path
) -> None:
    cases = signed_letters("05154", "05154", "27001")
    path = tmp_path / "hilos.pdf"
    desk = Desk(
        server.target(database), "printing",
        lambda shell, context: PrintingPage(shell, context, lambda _p, _n: str(path)), threads, settings,
    )  # fmt: skip
    try:
        desk.window.show()
        page = desk.page
        qtbot.waitUntil(lambda: len(page.view.marked()) == 2, timeout=10000)
        page.save()
        qtbot.waitUntil(lambda: page.panel.foot_act.button.text().strip().startswith("Marcar 2"), timeout=20000)
        assert path.read_bytes().startswith(b"%PDF")
        page.act()
        qtbot.waitUntil(lambda: [row.key for row in page.view.batches.model.rows()] == ["27001"], timeout=10000)
        assert [activity(admin, case) for case in cases] == [27, 27, 26]
    finally:
        desk.close()
