"""The context menu of an answer: suggestions for a misspelt word, adding it to the dictionary, advice on a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QMenu

from app.services.drafting.formulas import empty_formulas
from app.services.drafting.spelling import WORD
from app.ui.style import icon
from app.ui.trays.drafting.spell_desk import SpellDesk

if TYPE_CHECKING:
    from app.ui.trays.drafting.answer_edit import AnswerEdit


def word_at(edit: AnswerEdit, cursor: QTextCursor) -> QTextCursor | None:
    """The misspelt word at the cursor, selected; None where there is none."""
    speller = edit.marks.speller
    if speller is None:
        return None
    at = cursor.positionInBlock()
    for match in WORD.finditer(cursor.block().text()):
        if match.start() <= at <= match.end() and speller.known(match.group()) is False:
            found = QTextCursor(cursor.block())
            found.setPosition(cursor.block().position() + match.start())
            found.setPosition(cursor.block().position() + match.end(), QTextCursor.MoveMode.KeepAnchor)
            return found
    return None


def fill(menu: QMenu, cursor: QTextCursor, edit: AnswerEdit, spelling: SpellDesk) -> None:
    """Put on top of the menu what is wrong at the cursor; suggestions arrive when they are found."""
    top = menu.actions()[0] if menu.actions() else None
    _advice(menu, top, cursor)
    found = word_at(edit, cursor)
    if found is None:
        return
    word = found.selectedText()
    waiting = QAction(f"Buscando palabras parecidas a «{word}»…", menu)
    waiting.setEnabled(False)
    own = QAction(icon("plus-circle"), "Añadir a mi diccionario", menu)
    own.triggered.connect(lambda: spelling.add(word, share=False))
    everybody = QAction(icon("users-three"), "Añadir y proponer para todos", menu)
    everybody.triggered.connect(lambda: spelling.add(word, share=True))
    for action in (waiting, own, everybody):
        menu.insertAction(top, action)  # type: ignore[arg-type]
    if top is not None:
        menu.insertSeparator(top)

    def show(words: list[str]) -> None:
        for each in words:
            action = QAction(each, menu)
            action.triggered.connect(lambda _on=False, each=each: _replace(edit, found, each))
            menu.insertAction(waiting, action)
        if words:
            menu.removeAction(waiting)
            menu.setActiveAction(menu.actions()[0])
        else:
            waiting.setText(f"«{word}»: sin palabras parecidas")

    spelling.suggest(word, show, menu)


def _replace(edit: AnswerEdit, found: QTextCursor, word: str) -> None:
    found.insertText(word)
    edit.setTextCursor(found)


def _advice(menu: QMenu, top: QAction | None, cursor: QTextCursor) -> None:
    at = cursor.positionInBlock()
    for formula in empty_formulas(cursor.block().text()):
        if formula.start <= at <= formula.end:
            said = QAction(icon("info", "warn"), f"«{formula.shown}»: {formula.instead}", menu)
            said.setEnabled(False)
            menu.insertAction(top, said)  # type: ignore[arg-type]
