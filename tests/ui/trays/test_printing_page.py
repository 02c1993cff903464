"""Impresión clicked by the printing group on the real server."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.documents.pdfium import LOCK
from app.services.output.print_system import JobReport, JobState, Printer, PrinterNotReady
from app.services.signing import Signer, State
from app.ui.trays.printing.page import PrintingPage
from app.ui.trays.printing.reprint_card import ReprintCard
from app.ui.widgets import Confirm
from tests.ui.desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


class DeskPrinter:
    """A print queue of a test: keeps what it is given; `state` is what it says of every job."""

    def __init__(self) -> None:
        self.state = JobReport(JobState.PRINTING)
        self.jobs: list[tuple[str, bytes, bool]] = []
        self.is_broken = False

    def printers(self) -> list[Printer]:
        return [Printer("HP-402", is_default=True), Printer("Ricoh", trouble="La impresora no tiene papel.")]

    def submit(self, printer: str, pdf: bytes, title: str, *, duplex: bool) -> str:
        if self.is_broken:
            raise PrinterNotReady("broken")
        self.jobs.append((printer, pdf, duplex))
        return f"{printer}-{len(self.jobs)}"

    def report(self, printer: str, job: str) -> JobReport:
        return self.state

    def cancel(self, job: str) -> None:
        raise AssertionError("nothing cancels by itself")


@pytest.fixture
def queue() -> DeskPrinter:
    return DeskPrinter()


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
def open_page(desk_of, qtbot, tmp_path, queue):
    def open_it(name: str = "lote.pdf"):
        desk = desk_of(
            "printing", lambda shell, context: PrintingPage(shell, context, lambda _p, _n: str(tmp_path / name), queue)
        )
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.page.activate()
        return desk

    return open_it


def activity(admin, case_id) -> int:
    return admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone()[0]


def pages_of(source) -> list[str]:
    with LOCK, pdfium.PdfDocument(source) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def scan(page, code: str) -> None:
    """What a reader that types does: the code and Enter."""
    QTest.keyClicks(page.panel.reader, code)
    QTest.keyClick(page.panel.reader, Key.Key_Return)


def pile(page) -> list:
    return sorted(page.view.model.rows(), key=lambda row: row.place)


def test_batches_are_in_postal_order(open_page, signed_letters) -> None:
    signed_letters("27001", "05154", "05154")
    page = open_page().page
    assert [row.key for row in page.view.batches.model.rows()] == ["05154", "27001"]
    assert page.view.batches.model.rows()[0].batch.title.startswith("Caucasia")
    assert len(page.view.marked()) == 2


@pytest.mark.clicks(26, by="printing")
def test_printed_read_back_and_passed_on(open_page, signed_letters, admin, queue) -> None:
    cases = signed_letters("05154", "05154")
    desk = open_page()
    page = desk.page
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    printer, pdf, duplex = queue.jobs[0]
    assert (printer, duplex) == ("HP-402", True)
    texts = pages_of(pdf)
    assert "Lote I-" in texts[0] and not texts[1].strip(), "a separator with its blank back"
    assert page.view.current().open.state == "queued" and page.panel.reader.hasFocus()
    letters = pile(page)
    assert all(each.letter.outgoing[:4] in text for each, text in zip(letters, texts[2::2], strict=True))
    QTest.keyClick(page.panel.reader, Key.Key_F9)
    assert [activity(admin, case) for case in cases] == [26, 26], "sent is not printed"
    for each in letters:
        scan(page, each.letter.outgoing)
    assert page.panel.foot_act.button.isEnabled()
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    assert [activity(admin, case) for case in cases] == [27, 27]
    assert admin.execute("SELECT count(*), count(DISTINCT batch_id) FROM pqr.letter_print").fetchone() == (2, 1)
    assert admin.execute("SELECT state FROM pqr.print_batch").fetchall() == [("done",)]


def test_chips_show_the_batches_of_each_kind(open_page, signed_letters, admin, queue) -> None:
    signed_letters("27001", "05154", "05154")
    page = open_page().page
    words = [each.text().split("  ") for each in page.view.chips.buttons()]
    assert [each[0] for each in words] == [
        "Lotes", "Por imprimir", "En la impresora", "Leyendo", "Con novedad", "Listos",
    ]  # fmt: skip
    assert [each[1] for each in words] == ["2", "2", "0", "0", "0", "0"]

    def click(title: str) -> list[str]:
        [chip] = [each for each in page.view.chips.buttons() if each.text().startswith(title)]
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        return [row.batch.title[:4] for row in page.view.batch_model.rows()]

    assert click("En la impresora") == []
    assert click("Por imprimir") == ["Cauc", "Quib"]
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    assert page.view.current().open is not None, "what was sent is in sight, whatever the filter was"
    assert click("En la impresora") == ["Cauc"]
    first, second = pile(page)
    scan(page, second.letter.outgoing)
    assert click("Con novedad") == click("Leyendo") == ["Cauc"] and click("En la impresora") == []
    click("Lotes")
    scan(page, first.letter.outgoing)
    assert click("Listos") == []
    click("Lotes")
    page.view.letters.table.go_to(0)
    QTest.keyClick(page.view.letters.table, Key.Key_F7)
    assert click("Listos") == ["Cauc"]


def test_missing_repeated_extra_and_unknown_are_named(open_page, signed_letters, admin) -> None:
    cases = signed_letters("05154", "05154", "05154", "27001")
    page = open_page().page
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    first, second, third = pile(page)
    scan(page, first.letter.outgoing)
    assert "001" in page.panel.last.sentence()
    scan(page, first.letter.outgoing)
    assert "ya se había leído" in page.panel.last.sentence()
    other = admin.execute(
        "SELECT filing_number FROM pqr.outgoing_filing WHERE case_id = %s", [cases[3]]
    ).fetchone()[0]  # fmt: skip
    scan(page, other)
    assert "sobra" in page.panel.last.sentence()
    scan(page, "7702004003508")
    assert "no es el código" in page.panel.last.sentence()
    scan(page, third.letter.outgoing)
    assert "002" in page.panel.gone.sentence() and not page.panel.foot_act.button.isEnabled()
    scan(page, second.letter.outgoing)
    assert "fuera de su puesto" in page.panel.last.sentence() and not page.panel.foot_act.button.isEnabled()
    QTest.keyClick(page.view.batches.table, Key.Key_F7)
    assert page.panel.foot_act.button.isEnabled()


def test_a_reprint_is_counted_with_its_reason_and_read_again(open_page, signed_letters, admin, queue) -> None:
    cases = signed_letters("05154", "05154")
    desk = open_page()
    page = desk.page
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    first, second = pile(page)
    scan(page, second.letter.outgoing)
    QTest.keyClick(page.view.batches.table, Key.Key_F8)
    card = desk.window.findChildren(ReprintCard)[-1]
    QTest.keyClick(card, Key.Key_Return, CTRL)
    assert "tecla del 1 al 6" in card.trouble.sentence()
    QTest.keyClick(card, Key.Key_4)
    QTest.keyClicks(card.note, "Bandeja de salida")
    QTest.keyClick(card, Key.Key_Return, CTRL)
    assert "destruye" in card.trouble.sentence()
    card.destroyed_copy.setChecked(True)
    QTest.keyClick(card, Key.Key_Return, CTRL)
    again = pages_of(queue.jobs[1][1])
    assert "REIMPRESIÓN 1" in again[0] and first.letter.outgoing[:4] in again[2]
    scan(page, first.letter.outgoing)
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    assert [activity(admin, case) for case in cases] == [26, 26], "the new copy goes to its place first"
    QTest.keyClick(page.view.batches.table, Key.Key_F7)
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    assert [activity(admin, case) for case in cases] == [27, 27]
    row = admin.execute("SELECT reason, batch_id IS NOT NULL FROM pqr.reprint_order").fetchone()
    assert row == ("No está en la pila. Bandeja de salida", True)


def test_a_printer_that_stops_pauses_the_batch_and_says_what_to_do(open_page, signed_letters, admin, queue) -> None:
    signed_letters("05154", "05154")
    page = open_page().page
    queue.state = JobReport(JobState.PAUSED, "La impresora no tiene papel. Póngale y el trabajo sigue solo.")
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    page.work._look()
    assert page.view.current().open.state == "paused"
    assert "no tiene papel" in page.panel.strip.sentence()
    first, _second = pile(page)
    scan(page, first.letter.outgoing)
    assert pile(page)[0].pile == "read", "what came out is read all the same"
    queue.state = JobReport(JobState.DONE)
    page.reload()
    page.desk.send_again()
    assert len(queue.jobs) == 2 and len(pages_of(queue.jobs[1][1])) == 4, "only what was not read, and its separator"
    assert "REIMPRESIÓN 1" in pages_of(queue.jobs[1][1])[0]
    orders = admin.execute("SELECT count(*), min(reason) FROM pqr.reprint_order").fetchone()
    assert orders == (1, "Lote enviado de nuevo. La impresora no tiene papel. Póngale y el trabajo sigue solo.")


def test_a_code_that_could_not_be_asked_for_is_named(open_page, signed_letters, admin, queue) -> None:
    [case_id] = signed_letters("05154")
    page = open_page().page
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    admin.execute("REVOKE EXECUTE ON FUNCTION pqr_api.read_back(uuid, text) FROM pqr_staff")
    admin.execute("ALTER FUNCTION pqr_api.read_back(uuid, text) RENAME TO read_back_gone")
    code = pile(page)[0].letter.outgoing
    try:
        scan(page, code)
    finally:
        admin.execute("ALTER FUNCTION pqr_api.read_back_gone(uuid, text) RENAME TO read_back")
    assert code in page.panel.last.sentence() and "no quedó leída" in page.panel.last.sentence()
    assert pile(page)[0].pile == "waiting" and activity(admin, case_id) == 26


def test_a_printer_that_refuses_keeps_the_batch_paused(open_page, signed_letters, admin, queue) -> None:
    signed_letters("05154")
    page = open_page().page
    queue.is_broken = True
    QTest.keyClick(page.view.batches.table, Key.Key_F9)
    assert admin.execute("SELECT state, trouble <> '' FROM pqr.print_batch").fetchall() == [("paused", True)]


def test_saved_batch_is_read_back_too_and_can_be_dropped(open_page, signed_letters, admin, tmp_path, queue) -> None:
    cases = signed_letters("05154")
    desk = open_page()
    page = desk.page
    page.panel.duplex.setChecked(False)
    QTest.keyClick(page.view.batches.table, Key.Key_S, CTRL)
    assert len(pages_of(tmp_path / "lote.pdf")) == 2 and queue.jobs == []
    assert page.view.current().open is not None and activity(admin, cases[0]) == 26
    page.desk.drop()
    desk.window.findChildren(Confirm)[-1].go.click()
    assert page.view.current().open is None
    assert admin.execute("SELECT state FROM pqr.print_batch").fetchall() == [("dropped",)]


def test_the_printer_is_remembered_on_this_computer(open_page, signed_letters, desk_of, queue) -> None:
    signed_letters("05154")
    desk = open_page()
    desk.page.panel.printer.setCurrentText("Ricoh")
    desk.page.panel.printer.textActivated.emit("Ricoh")
    assert "no tiene papel" in desk.page.panel.strip.sentence(), "its trouble is told before printing"
    desk.page.activate()
    assert desk.page.panel.printer.currentText() == "Ricoh"


def test_letter_without_address_is_not_printed(open_page, signed_letters, admin) -> None:
    cases = signed_letters("05154", "05154")
    admin.execute("UPDATE pqr.petitioner SET address = NULL WHERE case_id = %s", [cases[0]])
    page = open_page().page
    assert [row.case_id for row in page.view.marked()] == [cases[1]]
    assert "1: no se imprimen" in [label.text() for label in page.panel.findChildren(type(page.panel.title))]


def test_printed_and_read_with_real_threads(
    server, database, threads, settings, qtbot, signed_letters, admin, queue
) -> None:
    cases = signed_letters("05154", "27001")
    desk = Desk(
        server.target(database), "printing",
        lambda shell, context: PrintingPage(shell, context, lambda _p, _n: "", queue), threads, settings,
    )  # fmt: skip
    try:
        desk.window.show()
        page = desk.page
        qtbot.waitUntil(lambda: len(page.view.marked()) == 1, timeout=10000)
        qtbot.waitUntil(page.panel.foot_act.button.isEnabled, timeout=10000)
        page.act()
        qtbot.waitUntil(lambda: page.view.current() is not None and page.view.current().open is not None, timeout=20000)
        scan(page, page.view.model.rows()[0].letter.outgoing)
        qtbot.waitUntil(page.panel.foot_act.button.isEnabled, timeout=10000)
        page.act()
        qtbot.waitUntil(lambda: [row.key for row in page.view.batches.model.rows()] == ["27001"], timeout=10000)
        assert [activity(admin, case) for case in cases] == [27, 26]
    finally:
        desk.close()
