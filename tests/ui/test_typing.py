"""The keystroke journal: every field is heard, a kill loses less than two seconds, what was lost is offered back."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.models.local.store import Store, memory_store
from app.services.offline.journal import Place, TypedText, same_words
from app.services.offline.kept_text import KeptText
from app.settings import Settings
from app.ui import style
from app.ui.background import Background
from app.ui.session.recovered import Recovered, RecoveredCard
from app.ui.session.typing import Typist, is_kept
from app.ui.shell.main_window import MainWindow
from app.ui.shell.page import Module, Page, PageSpec, Person
from app.ui.widgets import Overlay, PasswordEdit
from app.ui.widgets.diff import DiffCard, differences, marked
from tests.source import ROOT

WORKER = Path(__file__).with_name("keystrokes_worker.py")
MINE = "Pide que le digan donde esta su giro de noviembre"


class Form(Page):
    """A page with one field of each kind, a password and a search."""

    def __init__(self) -> None:
        super().__init__()
        self.case = "caso-1"
        self.line, self.plain, self.rich = QLineEdit(), QPlainTextEdit(), QTextEdit()
        self.password, self.search = PasswordEdit(), QLineEdit()
        column = QVBoxLayout(self)
        for field, name in (
            (self.line, "Nombre"), (self.plain, "Sustento"), (self.rich, "Respuesta"), (self.password, "Clave"),
            (self.search, "Buscar a alguien"),
        ):  # fmt: skip
            field.setAccessibleName(name)
            column.addWidget(field)

    def subject(self) -> str:
        return self.case


@pytest.fixture
def kept() -> KeptText:
    return KeptText(memory_store())


@pytest.fixture
def run(qtbot: QtBot, background: Background, settings: Settings, kept: KeptText):
    """run() is one start of the program over the same journal: window, typist, the offers."""

    def start():
        module = Module("trays", "Bandejas", "tray", [PageSpec("one", "Una", lambda _shell: Form())])
        window = MainWindow([module], Person("Ana", "Agente"), background, settings)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        typist = Typist(window, TypedText(kept))
        return window, window.desk.page(), typist, Recovered(window, typist, lambda _key: "2026-711-000123-2")

    return start


def type_in(field: QWidget, words: str) -> None:
    field.setFocus()
    QTest.keyClicks(field, words)


def bodies(kept: KeptText) -> dict[str, str]:
    return {each.place.field: each.body for each in TypedText(kept).everything()}


def look(recovered: Recovered, times: int = 3) -> None:
    for _ in range(times):
        recovered.look()


def test_a_kill_while_typing_loses_less_than_two_seconds(tmp_path: Path) -> None:
    path, key = tmp_path / "store.db", secrets.token_hex(32)
    command = [sys.executable, str(WORKER), str(path), key]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        at: dict[int, float] = {}
        # Killed between two writings, not just after one.
        while len(at) < 130:
            at[int(program.stdout.readline())] = time.monotonic()
        program.kill()
        died = time.monotonic()
    store = Store(path, key)
    found = TypedText(KeptText(store)).left()
    store.close()
    assert [each.place for each in found] == [Place("one", "caso-1", "Sustento")]
    kept = len(found[0].body)
    assert found[0].body.lower() == ("abcdefghijklmnopqrstuvwxyz" * 20)[:kept] and kept > 20
    lost = died - at[min(kept + 1, max(at))]
    assert lost < 2.0, f"{lost:.2f} s of typing lost"


def test_every_kind_of_field_is_heard_but_no_password_and_no_search(run, kept: KeptText) -> None:
    _, page, typist, _ = run()
    for field in (page.line, page.plain, page.rich, page.password, page.search):
        type_in(field, "abc 123")
    typist.flush()
    assert bodies(kept) == {"Nombre": "abc 123", "Sustento": "abc 123", "Respuesta": "abc 123"}
    page.password._toggle(True)
    assert not is_kept(page.password)
    pin = QLineEdit()
    pin.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
    assert not is_kept(pin)


def test_a_field_in_a_card_over_the_page_is_heard_too(run, kept: KeptText) -> None:
    window, _, typist, _ = run()
    card, field = Overlay(window.content), QPlainTextEdit()
    card.setAccessibleName("Pedir aval")
    field.setAccessibleName("Sustento")
    card.card.column.addWidget(field)
    card.open(field)
    QTest.keyClicks(field, "falta el acto")
    typist.flush()
    assert bodies(kept) == {"Pedir aval/Sustento": "falta el acto"}


def test_what_the_program_puts_in_a_field_is_not_typing(run, kept: KeptText) -> None:
    _, page, typist, _ = run()
    page.plain.setFocus()
    page.plain.setPlainText("lo que tiene el servidor")
    page.line.setText("también")
    typist.flush()
    assert bodies(kept) == {}


def test_after_a_crash_the_text_is_offered_with_a_difference_and_put_back(run, kept: KeptText, qtbot: QtBot) -> None:
    _, page, typist, _ = run()
    type_in(page.plain, MINE)
    typist.flush()
    # The program dies here; the next one shows what the server has.
    _window, page, typist, recovered = run()
    assert "1 texto suyo quedó sin guardar" in recovered.strip.sentence()
    page.plain.setPlainText("Pide que le digan donde esta su giro")
    look(recovered)
    assert "«Sustento»" in recovered.strip.sentence()
    typed = next(iter(recovered.waiting.values()))
    card = recovered.compare(typed, page.plain)
    assert "de noviembre" in card.view.left.toPlainText() and "noviembre" not in card.view.right.toPlainText()
    by_name = {each.accessibleName(): each for each in card.acts}
    assert list(by_name) == ["Descartar", "Copiar", "Poner lo mío"]
    by_name["Poner lo mío"].click()
    assert page.plain.toPlainText() == MINE
    assert not recovered.waiting and recovered.strip.isHidden()
    typist.flush()
    # It is nowhere else yet: it stays in the journal until somebody has it.
    assert bodies(kept) == {"Sustento": MINE}
    page.plain.undo()
    assert page.plain.toPlainText() == "Pide que le digan donde esta su giro"


def test_a_line_put_back_is_as_if_typed_and_the_form_hears_it(run) -> None:
    _, page, typist, _ = run()
    type_in(page.line, "Rosa Prueba")
    typist.flush()
    _, page, _, recovered = run()
    heard: list[str] = []
    page.line.textEdited.connect(heard.append)
    look(recovered)
    typed = next(iter(recovered.waiting.values()))
    card = recovered.compare(typed, page.line)
    next(each for each in card.acts if each.accessibleName() == "Poner lo mío").click()
    assert page.line.text() == "Rosa Prueba" and heard[-1] == "Rosa Prueba"


def test_a_field_that_says_it_already_is_not_asked_about(run, kept: KeptText) -> None:
    _, page, typist, _ = run()
    type_in(page.line, "10203040")
    typist.flush()
    _, page, _, recovered = run()
    page.line.setText("10.203.040")
    look(recovered)
    assert not recovered.waiting and bodies(kept) == {}
    assert same_words("10203040", "10.203.040 ") and not same_words("10203040", "10203041")


def test_discarded_is_gone_and_copied_is_in_the_clipboard(run, kept: KeptText) -> None:
    _, page, typist, _ = run()
    type_in(page.plain, MINE)
    typist.flush()
    _, page, _, recovered = run()
    typed = next(iter(recovered.waiting.values()))
    card = recovered.compare(typed, page.plain)
    next(each for each in card.acts if each.accessibleName() == "Copiar").click()
    assert QApplication.clipboard().text() == MINE and bodies(kept)
    card = recovered.compare(typed, page.plain)
    next(each for each in card.acts if each.accessibleName() == "Descartar").click()
    assert bodies(kept) == {} and not recovered.waiting


def test_typing_over_a_text_that_waits_does_not_lose_it(run, kept: KeptText) -> None:
    _, page, typist, _ = run()
    type_in(page.plain, MINE)
    typist.flush()
    _, page, typist, recovered = run()
    type_in(page.plain, "otra cosa")
    typist.flush()
    assert sorted(each.body for each in TypedText(kept).everything()) == sorted([MINE, "otra cosa"])
    assert [each.body for each in recovered.waiting.values()] == [MINE]
    recovered.list_all()


def test_every_text_that_waits_can_be_reached(qtbot, run, kept: KeptText) -> None:
    before = TypedText(kept)
    for number in range(30):
        before.keep(Place("one", f"caso-{number}", "Sustento"), "Sustento", f"texto número {number}")
    window, _, _, recovered = run()
    recovered.list_all()
    [card] = [each for each in window.findChildren(RecoveredCard) if each.isVisible()]
    copies = [each for each in card.findChildren(QPushButton) if each.text().strip() == "Copiar"]
    assert len(copies) == 30 and card.card.height() <= window.height()
    copies[-1].setFocus()
    qtbot.waitUntil(lambda: card.rect().contains(copies[-1].mapTo(card, copies[-1].rect().center())), timeout=90_000)
    seen = set()
    for each in copies:
        each.click()
        seen.add(QApplication.clipboard().text())
    assert len(seen) == 30


def test_texts_of_one_field_from_several_runs_are_all_offered(run, kept: KeptText) -> None:
    for words in ("el primero", "el segundo"):
        TypedText(kept).keep(Place("one", "caso-1", "Sustento"), "Sustento", words)
    _, _, _, recovered = run()
    assert sorted(each.body for each in recovered.waiting.values()) == ["el primero", "el segundo"]
    for place in list(recovered.waiting):
        recovered.forget(place)
    assert TypedText(kept).everything() == []


def test_the_text_of_a_case_that_leaves_is_offered_when_it_is_back(run) -> None:
    _, page, typist, recovered = run()
    type_in(page.plain, MINE)
    typist.flush()
    look(recovered, 1)
    page.case = "caso-2"
    page.plain.setPlainText("lo del otro caso")
    look(recovered)
    assert recovered.strip.isHidden() and [t.place.subject for t in recovered.waiting.values()] == ["caso-1"]
    page.case = "caso-1"
    page.plain.setPlainText("lo que hay")
    look(recovered)
    assert "«Sustento»" in recovered.strip.sentence()


def test_a_form_out_of_sight_for_a_moment_is_still_kept(run, kept: KeptText) -> None:
    _, page, typist, recovered = run()
    type_in(page.plain, MINE)
    typist.flush()
    look(recovered, 1)
    page.plain.hide()
    look(recovered)
    page.plain.show()
    look(recovered)
    assert bodies(kept) == {"Sustento": MINE} and recovered.strip.isHidden()


def test_a_form_about_no_case_that_the_program_empties_was_taken(run, kept: KeptText) -> None:
    _, page, typist, _ = run()
    page.case = ""
    type_in(page.line, "Rosa Prueba")
    typist.flush()
    page.plain.setFocus()
    page.line.clear()
    assert bodies(kept) == {}


def test_what_was_saved_beside_a_form_does_not_take_its_text(run, kept: KeptText) -> None:
    window, page, typist, recovered = run()
    page.case = ""
    type_in(page.line, "Rosa Prueba")
    type_in(page.plain, MINE)
    typist.flush()
    # The form of one of them says that it was taken; the other is as it was.
    typist.written(None)
    assert bodies(kept) == {"Nombre": "Rosa Prueba", "Sustento": MINE}, "killed now, both are still there"
    page.line.clear()
    typist.settle()
    assert bodies(kept) == {"Sustento": MINE}
    look(recovered)
    page.case = str(uuid.uuid4())
    look(recovered)
    type_in(page.line, "Calle 5")
    typist.flush()
    typist.typed.taken("one", uuid.UUID(page.case))
    with_card = Overlay(window.content)
    with_card.setAccessibleName("Devolver")
    reason = QPlainTextEdit()
    reason.setAccessibleName("Motivo")
    with_card.card.column.addWidget(reason)
    with_card.open(reason)
    type_in(reason, "falta el poder")
    typist.flush()
    # The form under the card is saved by its own clock.
    typist.typed.taken("one", uuid.UUID(page.case))
    typist.written(None)
    typist.settle()
    assert bodies(kept) == {"Sustento": MINE, "Devolver/Motivo": "falta el poder"}
    # An act of the law is no step of the case: it is taken when its card was sent and goes.
    with_card.is_sending = True
    typist.written(None)
    with_card.close_overlay()
    typist.settle()
    assert bodies(kept) == {"Sustento": MINE}


@pytest.mark.parametrize("dark", [False, True])
def test_the_difference_is_marked_in_both_themes(qapp: QApplication, dark: bool) -> None:
    style.theme.apply(qapp, dark=dark)
    html = marked("uno <dos> tres", "uno tres", "good")
    assert "&lt;dos" in html.replace("</span><span", "") and "background-color" in html
    assert differences("uno dos", "uno dos") == 0
    assert DiffCard.__doc__
