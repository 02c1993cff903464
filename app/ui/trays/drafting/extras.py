"""What opens over the desk now and then: versions, the question about a household, what came back after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.drafting.identity import Foreign
from app.services.drafting.sheet import DraftSheet, read_draft
from app.ui import formats
from app.ui.trays.drafting.household import HouseholdQuestion
from app.ui.trays.drafting.versions import VersionsPanel
from app.ui.widgets import button

if TYPE_CHECKING:
    from app.ui.trays.drafting.desk import ReplyDesk

#: Why the reading is counted.
_REASON = "versiones de la respuesta"


def open_versions(desk: ReplyDesk) -> None:
    """Ctrl+H: every version of the reply on screen, read again because others may have written."""
    if desk.sheet is None:
        return
    case_id, database = desk.sheet.case_id, desk.context.database
    desk.context.background.run(
        lambda: read_draft(database, case_id, _REASON),
        show=lambda sheet: _show_versions(desk, sheet),
        fail=desk.shell.report,
        key=("draft-versions", id(desk)),
        owner=desk,
    )


def _show_versions(desk: ReplyDesk, sheet: DraftSheet) -> None:
    if desk.sheet is None or desk.sheet.case_id != sheet.case_id or not sheet.versions:
        return
    database = desk.context.database

    def read(version: int) -> None:
        def show(older: DraftSheet) -> None:
            if older.draft is not None:
                panel.show_version(version, older.draft.answers)

        desk.context.background.run(
            lambda: read_draft(database, sheet.case_id, _REASON, version),
            show=show,
            fail=desk.shell.report,
            key=("draft-version", id(desk)),
            owner=panel,
        )

    panel = VersionsPanel(desk.window(), sheet, desk.editor.answers(), read)
    panel.recovered.connect(desk.take_back)
    panel.paragraph.connect(desk.take_paragraph)
    panel.open(panel.list)
    # What quality read is what one wants to compare with; else what was there before.
    returned = next((n for n, each in enumerate(sheet.versions) if each.verdict == "rejected"), None)
    panel.list.setCurrentRow(returned if returned is not None else min(1, len(sheet.versions) - 1))


def ask_household(desk: ReplyDesk, foreign: Foreign) -> HouseholdQuestion | None:
    """Why may this document or name stand in the letter of the case on screen? The answer is of that case alone."""
    if desk.sheet is None:
        return None
    case_id = desk.sheet.case_id
    question = HouseholdQuestion(desk.window(), foreign)

    def allow(what: Foreign, reason: str) -> None:
        # The case may have gone from the desk while the question was open.
        if desk.sheet is not None and desk.sheet.case_id == case_id:
            desk.editor.allow(what, reason)

    question.answered.connect(allow)
    desk.left.connect(question.close_overlay)
    question.ask()
    return question


def say_recovered(desk: ReplyDesk) -> None:
    """The program had closed before saving: say how much came back."""
    count = sum(len(block.edit.toPlainText()) for block in desk.editor.blocks)
    back = formats.plural(count, "carácter volvió", "caracteres volvieron")
    desk.recovered.say(f"<b>Nada se perdió.</b> {back} de lo que escribió en este equipo y no alcanzó a guardarse.")
    desk.autosave.touched()


def say_waiting(desk: ReplyDesk) -> None:
    """The case may still be drafted with others like it (16); its agent decides that it is not."""
    alone = button("Proyectar de forma individual", icon_name="pencil-line", act=desk.sending.take_alone)
    desk.waiting.say("<b>Espera la proyección en lote.</b> Si no es igual a otros casos, proyéctelo usted.", [alone])


def say_parted(desk: ReplyDesk) -> None:
    """The case was written in another window too: both texts stay."""
    see = button("Versiones", act=lambda: open_versions(desk))
    words = "<b>Este caso también se escribió en otra parte.</b> Lo suyo quedó como versión nueva; nada se reemplazó."
    desk.recovered.say(words, [see])
