"""Writing a reply in the window: spelling, formulas, paste, names of others, and text that must not be lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QMenu

from app.ui.trays.drafting import DraftingPage, edits, extras
from app.ui.trays.drafting.spell_menu import fill, word_at
from tests.ui.desk import Desk
from tests.ui.support import ByHand, background_with
from tests.ui.trays.test_drafting_page import _write, director, open_page  # noqa: F401

OTHER = "Rosa Elvira Cuesta Palomino"


@pytest.fixture
def page(make_drafting, open_page, qtbot):  # noqa: F811
    make_drafting(claims=2)
    return open_page()[1]


def _underlined(block) -> list[str]:
    """Words with the red line of spelling, as painted."""
    found, part = [], block.edit.document().begin()
    while part.isValid():
        for span in part.layout().formats():
            if span.format.underlineStyle() == span.format.UnderlineStyle.SpellCheckUnderline:
                if found and found[-1][1] == (part.blockNumber(), span.start):
                    found[-1][0] += part.text()[span.start : span.start + span.length]
                    found[-1][1] = (part.blockNumber(), span.start + span.length)
                else:
                    words = part.text()[span.start : span.start + span.length]
                    found.append([words, (part.blockNumber(), span.start + span.length)])
        part = part.next()
    return [words for words, _end in found]


def test_misspelt_words_are_marked_suggested_and_put_right(page, qtbot, sql_as):
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "Marta Prueba vive en Apartadó. El plaso de la tutela vence y la UARIV le responderá pronto.")
    qtbot.waitUntil(lambda: _underlined(block) == ["plaso"], timeout=8000)
    qtbot.waitUntil(page.desk.editor.tools.review.isVisible, timeout=2000)
    assert page.desk.editor.tools.review.text().strip() == "1 falta"
    page.desk.editor.tools.review.next()
    cursor = block.edit.textCursor()
    assert cursor.selectedText() == "plaso" and word_at(block.edit, cursor).selectedText() == "plaso"
    menu = QMenu()
    fill(menu, cursor, block.edit, page.desk.spelling)
    titles = [action.text() for action in menu.actions()]
    assert titles[0] == "plazo" and "Añadir a mi diccionario" in titles
    menu.actions()[0].trigger()
    assert "El plazo de" in block.edit.toPlainText() and _underlined(block) == []
    block.edit.undo()
    assert "El plaso de" in block.edit.toPlainText()
    qtbot.waitUntil(lambda: _underlined(block) == ["plaso"], timeout=4000)
    next(a for a in menu.actions() if "proponer" in a.text()).trigger()
    qtbot.waitUntil(lambda: _underlined(block) == [], timeout=4000)
    rows = sql_as("postgres").execute(
        "SELECT o.word, s.accepted FROM pqr.own_word o JOIN pqr.shared_word s USING (word)"
    )
    assert rows.fetchall() == [("plaso", None)]


def test_the_letter_and_its_only_answer_read_equally_well(page, qtbot):
    block = page.desk.editor.blocks[0]
    edits.replace_all(block.edit, "<p>{{nombre}} vive en {{municipio}}. Según {{insumo_area}}, {{insumo}}. Ya.</p>")
    qtbot.waitUntil(lambda: "INFLESZ" in block.figures.text(), timeout=4000)
    told = page.desk.editor.tools._found.index
    assert told is not None and f"INFLESZ {round(told)} " in block.figures.text(), (
        "fields count as the letter says them"
    )


def test_names_of_the_case_before_are_marked_again(page, qtbot):
    speller = page.desk.spelling.speller
    speller.check(["Ximenita", "Apartadó"])
    assert speller.known("Ximenita") is False
    speller.allow_case(["Ximenita Pérez"])
    assert speller.known("Ximenita") is True
    speller.allow_case(["Otra Persona"])
    assert speller.known("Ximenita") is False


def test_empty_formulas_are_listed_with_what_to_write(page, qtbot):
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "Me permito informarle que próximamente se resolverá. Así las cosas, espere.")
    review = page.desk.editor.tools.review
    qtbot.waitUntil(lambda: "3 fórmulas" in review.text(), timeout=4000)
    review._fill()
    listed = [action.text() for action in review._menu.actions()]
    assert listed[0].startswith("1.  Me permito informarle: ") and "fecha" in listed[1]
    review._menu.actions()[1].trigger()
    assert block.edit.textCursor().selectedText() == "próximamente"


def test_a_name_of_another_case_is_marked_after_the_save_and_leads_to_its_place(page, make_drafting, qtbot, sql_as):
    other = make_drafting(claims=1, assignee="agent2")
    sql_as("postgres").execute("UPDATE pqr.petitioner SET full_name = %s WHERE case_id = %s", [OTHER, other.case_id])
    desk, block = page.desk, page.desk.editor.blocks[0]
    _write(qtbot, block, f"El pago de {OTHER} quedó aprobado por la Unidad.")
    assert "Pretensión 1: nombre ajeno" not in [p.title for p in desk.problems()], "only the server knows"
    desk.autosave.save_now()
    assert "Pretensión 1: nombre ajeno" in [p.title for p in desk.problems()]
    assert not desk.outlook.send.isEnabled()
    page.first_missing()
    assert block.edit.textCursor().selectedText() == OTHER
    qtbot.waitUntil(block.strip.isVisible, timeout=2000)
    assert OTHER in block.strip.sentence()


def test_the_question_about_a_household_dies_with_its_case(make_drafting, open_page, qtbot):  # noqa: F811
    first, second = make_drafting(claims=1), make_drafting(claims=1)
    _desk, page = open_page()
    desk = page.desk
    page.pane.table.go_to(page.pane.model.find(first.case_id))
    qtbot.waitUntil(lambda: desk.sheet is not None and desk.sheet.case_id == first.case_id)
    block = desk.editor.blocks[0]
    _write(qtbot, block, "El giro está a nombre de su hija, TI 1.041.337.902.")
    question = extras.ask_household(desk, block._foreign_in(block.edit.toPlainText())[0])
    answered = question.answered
    # Meanwhile another case is opened.
    page.pane.table.go_to(page.pane.model.find(second.case_id))
    qtbot.waitUntil(lambda: desk.sheet is not None and desk.sheet.case_id == second.case_id)
    answered.emit(question._foreign, "Hija menor del hogar, RUV")
    assert desk.editor.guard.household == []


def _pasted(block, html: str | None = None, plain: str | None = None) -> str:
    data = QMimeData()
    if html is not None:
        data.setHtml(html)
    if plain is not None:
        data.setText(plain)
    block.edit.selectAll()
    block.edit.insertFromMimeData(data)
    return block.edit.html()


def test_a_paste_keeps_emphasis_and_lists_and_nothing_else(page):
    block = page.desk.editor.blocks[0]
    word = (
        "<html><head><style>p{color:red}</style></head><body><p class=MsoNormal style='font-family:Wingdings'>Uno "
        "<b>dos</b> <span onclick='x()'>tres</span><script>alert(1)</script><img src='http://x/y.png'></p>"
        "<ul><li>a</li><li>b</li></ul></body></html>"
    )
    assert _pasted(block, word) == "<p>Uno <b>dos</b> tres</p><ul><li>a</li><li>b</li></ul>"
    assert _pasted(block, plain="uno\r\n\r\ndos\x00\u202emal") == "<p>uno</p><p>dosmal</p>"


def test_an_endless_paste_is_refused_at_once_and_nothing_typed_is_lost(page, qtbot):
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "Lo escrito se queda.")
    for html, plain in (("<table><tr><td>" * 400_000, None), (None, "palabra " * 700_000), ("<p>a</p>" * 5000, None)):
        data = QMimeData()
        data.setHtml(html) if html else data.setText(plain)
        with qtbot.waitSignal(block.edit.refused):
            block.edit.insertFromMimeData(data)
    assert block.edit.toPlainText() == "Lo escrito se queda."


class _Cut:
    """Cut and restore the network of a desk."""

    def __init__(self, page) -> None:
        self._database = page.desk.context.database

    def __enter__(self):
        self._database.is_cut = True

    def __exit__(self, *_error):
        self._database.is_cut = False


def test_without_network_and_key_ring_the_text_is_held_and_said_to_be_at_risk(page, qtbot, sql_as):
    desk = page.desk
    first = desk.sheet.case_id
    with _Cut(page):
        _write(qtbot, desk.editor.blocks[0], "Texto sin copia en ninguna parte todavía.")
        desk.autosave.save_now()
        assert "sólo en esta ventana" in desk.header.state.text() and page.at_risk()
        desk.leave()  # the case goes away from the screen
        assert page.at_risk()
    # It comes back as it was, before the server has it.
    desk.open_case(first, "x")
    qtbot.waitUntil(lambda: desk.sheet is not None)
    assert "Texto sin copia" in desk.editor.answers()[0].body_html
    desk.leave()
    desk.autosave.save_now()
    assert not page.at_risk() and not desk.autosave.unsaved
    rows = sql_as("postgres").execute("SELECT body_html FROM pqr.draft_answer WHERE claim_ordinal = 1").fetchall()
    assert rows == [("<p>Texto sin copia en ninguna parte todavía.</p>",)]


def test_a_text_of_a_case_left_during_a_cut_is_saved_when_the_network_is_back(page, qtbot, sql_as):
    desk = page.desk
    with _Cut(page):
        _write(qtbot, desk.editor.blocks[0], "Escrito antes de pasar al caso siguiente.")
        desk.leave()
    desk.autosave.save_now()
    rows = sql_as("postgres").execute("SELECT body_html FROM pqr.draft_answer WHERE claim_ordinal = 1").fetchall()
    assert rows == [("<p>Escrito antes de pasar al caso siguiente.</p>",)] and not desk.autosave.unsaved


def test_each_thing_missing_leads_to_its_place(page, qtbot):
    block = page.desk.editor.blocks[0]
    _write(qtbot, block, "Su valor es ")
    block.edit.insert_field("clave_inventada")
    block.edit.insertPlainText(" pesos.")
    missing = next(p for p in page.desk.problems() if p.kind == "field")
    assert missing.field == "clave_inventada" and "no es un campo" in missing.detail
    page.desk.solve(missing)
    from app.ui.trays.drafting.chips import chip_key

    assert chip_key(block.edit.textCursor().charFormat()) == "clave_inventada"


def test_the_page_is_made_without_the_dictionary():
    import subprocess
    import sys

    code = f"import sys, {DraftingPage.__module__}; sys.exit('spylls' in ' '.join(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=200).returncode == 0


def test_leaving_saves_what_was_typed_and_asks_when_it_would_be_lost(make_drafting, open_page, qtbot, sql_as):  # noqa: F811
    from app.ui.session.leaving import Leaving
    from app.ui.widgets import Confirm

    make_drafting(claims=1)
    desk, page = open_page()
    leaving = Leaving(desk.window, None, is_demo=False)
    _write(qtbot, page.desk.editor.blocks[0], "Escrito un segundo antes de salir.")
    assert leaving.may_close(), "with network nothing is asked"
    rows = sql_as("postgres").execute("SELECT body_html FROM pqr.draft_answer").fetchall()
    assert rows == [("<p>Escrito un segundo antes de salir.</p>",)]
    with _Cut(page):
        _write(qtbot, page.desk.editor.blocks[0], " Y otro poco sin red.")
        assert not leaving.may_close()
        question = desk.window.findChild(Confirm)
        assert "se perdería" in question.accessibleName()
        question.close_overlay()
    desk.window.may_close = lambda: True


def test_everything_missing_can_be_reached_also_what_has_no_room(make_drafting, open_page, qtbot):  # noqa: F811
    from PySide6.QtWidgets import QPushButton

    make_drafting(claims=4)
    _desk, page = open_page()
    for block in page.desk.editor.blocks:
        block.edit.insertPlainText("Respuesta con documento ajeno CC 41.337.902 para usted.")
    found = page.desk.problems()
    assert len(found) == 8

    def shown():
        return [b for b in page.desk.outlook.findChildren(QPushButton) if b.isVisible() and "y 4 más" in b.text()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=3000)
    shown()[0].menu().actions()[-1].trigger()
    assert page.desk.editor.active.claim.ordinal == 4
    assert page.desk.editor.active.edit.textCursor().selectedText() == "41.337.902"


@pytest.fixture
def by_hand(server, database, settings, director):  # noqa: F811
    """by_hand() is the page of the agent's window and the executor whose work runs when the test says so."""
    opened = []

    def make():
        executor = ByHand()
        desk = Desk(server.target(database), "agent", DraftingPage, background_with(executor), settings)
        opened.append((desk, executor))
        executor.run_all()
        return desk.page.desk, executor

    yield make
    for desk, executor in opened:
        desk.close()
        executor.run_all()


def test_f9_twice_sends_once_and_a_late_refusal_touches_no_other_case(by_hand, make_drafting, sql_as):
    replies, admin = [make_drafting(claims=1) for _ in range(2)], sql_as("postgres")
    desk, executor = by_hand()
    executor.run_all()
    block = desk.editor.blocks[0]
    block.edit.insertPlainText("Respuesta completa de la Unidad para usted.")
    block.decision.choose("explained", tell=True)
    desk.autosave.save_now()
    executor.run_all()
    here = desk.sheet.case_id
    other = next(each.case_id for each in replies if each.case_id != here)
    admin.execute("UPDATE pqr.input SET withdrawn_at = now() WHERE case_id = %s", [here])
    desk.sending.send()
    desk.check()
    desk.sending.send()
    desk.open_case(other, "x")
    executor.run_all()
    asked = "SELECT count(*) FROM pqr_audit.refusal WHERE activity = 'draft_response'"
    assert admin.execute(asked).fetchone() == (1,), "one order"
    assert desk.sheet.case_id == other and not desk.autosave.unsaved, "nothing was typed in it"
    admin.execute("UPDATE pqr.input SET withdrawn_at = NULL WHERE case_id = %s", [here])
    desk.open_case(here, "x")
    executor.run_all()
    assert "Respuesta completa" in desk.editor.answers()[0].body_html
    desk.sending.send()
    executor.run_all()
    sent = admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [here]).fetchone()
    assert sent == (18,), "it can be sent again"
