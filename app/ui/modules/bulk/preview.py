"""The letter of any row as it would be signed, from the text of each claim and the row's own input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QObject

from app.services.bulk.run import read_letter
from app.services.database import Database
from app.services.documents import letter
from app.services.drafting.foot import NO_FOOT, Foot
from app.services.drafting.library import ApprovedText
from app.services.drafting.sheet import DraftSheet, read_draft
from app.services.drafting.writing import preview_letter
from app.services.refusals import RefusedStep
from app.services.verbs.draft_response import Answer
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.viewer.viewer import DocumentViewer


def answers_of(sheet: DraftSheet, recipe: Mapping[str, ApprovedText]) -> list[Answer]:
    """What the server would write for this case; a letter already drafted shows its own answers."""
    if sheet.draft is not None and sheet.draft.reason == "bulk":
        return list(sheet.draft.answers)
    made = []
    for claim in sheet.claims:
        text = recipe.get(claim.code)
        if text is not None and claim.newest is not None:
            made.append(
                Answer(
                    claim=claim.ordinal,
                    decision=text.decision,
                    body_html=text.body_html,
                    input_id=claim.newest.input_id,
                )
            )
    return made


class RowPreview(QObject):
    """Shows one row at a time in a viewer; the last row asked for wins."""

    def __init__(self, viewer: DocumentViewer, shell: Shell, context: PageContext) -> None:
        super().__init__(viewer)
        self._viewer, self._shell, self._context = viewer, shell, context

    def show_case(
        self, case_id: UUID | None, label: str, recipe: Mapping[str, ApprovedText] | None, foot: Foot = NO_FOOT
    ) -> None:
        """The letter of a case; nothing without a case or a recipe."""
        if case_id is None:
            self._viewer.clear()
            return
        if recipe is None:
            words = "Sin un texto aprobado vigente no hay carta. Pida a la administración que lo apruebe."
            self._viewer.expect(f"bulk:{case_id}", label)
            self._viewer.show_problem(words, "Falta el texto")
            return
        database: Database = self._context.database

        def draw() -> bytes:
            sheet = read_draft(database, case_id, "vista previa de proyección masiva")
            drafted = sheet.draft if sheet.draft is not None and sheet.draft.reason == "bulk" else None
            shown = drafted.foot if drafted is not None else foot
            return letter.preview(preview_letter(sheet, answers_of(sheet, recipe), foot=shown))

        self._draw(f"bulk:{case_id}", label, draw)

    def show_drafted(self, batch_id: UUID, case_id: UUID, label: str) -> None:
        """The letter that a batch of this person drafted, as it waits for quality."""
        database = self._context.database

        def draw() -> bytes:
            sheet = read_letter(database, batch_id, case_id)
            draft = sheet.draft
            answers, foot = (list(draft.answers), draft.foot) if draft else ([], NO_FOOT)
            return letter.preview(preview_letter(sheet, answers, foot=foot))

        self._draw(f"bulk:{case_id}", label, draw)

    def explain(self, label: str, words: str) -> None:
        """No letter: say why."""
        self._viewer.expect(f"bulk:{label}", label)
        self._viewer.show_problem(words, "Esta fila no tiene carta")

    def _draw(self, token: str, label: str, draw: Callable[[], bytes]) -> None:
        self._viewer.expect(token, label)
        self._context.background.run(
            draw,
            show=lambda pdf: self._viewer.show_document(pdf, token, label),
            fail=self._could_not,
            key=("bulk-preview", id(self)),
            owner=self,
        )

    def _could_not(self, error: BaseException) -> None:
        if isinstance(error, RefusedStep) and error.reason == "not_permitted":
            # Drafted, it belongs to quality: nobody has been refused anything that they asked for.
            self._viewer.show_problem("Ya la tiene Calidad o Firma: su carta se ve allá.", "Carta proyectada")
            return
        self._viewer.show_problem("No se pudo abrir la carta de esta fila. Elíjala de nuevo.")
        self._shell.report(error)
