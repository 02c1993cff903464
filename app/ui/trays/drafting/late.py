"""Words typed between F9 and its answer: the letter went without them, so they are kept and offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.perform import Result
from app.services.verbs.draft_response import Answer
from app.ui.trays.drafting import rich
from app.ui.trays.drafting.held import Held
from app.ui.widgets.diff import Act, DiffCard, Side, to_clipboard

if TYPE_CHECKING:
    from app.ui.trays.drafting.desk import ReplyDesk


def is_late(sent: Sequence[Answer], now: Sequence[Answer]) -> bool:
    """Whether something changed after the letter was sent."""
    return [each.payload() for each in sent] != [each.payload() for each in now]


def offer(desk: ReplyDesk, held: Held, sent: Sequence[Answer], result: Result, label: str) -> DiffCard:
    """Say what the letter did not take with it; closing the card keeps it, and it comes back with the case."""
    mine, gone = _words(held.answers), _words(sent)

    def undo() -> None:
        performer = desk.context.performer
        desk.context.background.write(
            lambda: performer.undo(result, result.version - 1),
            show=lambda _result: _back(desk, held, label),
            fail=desk.shell.report,
            owner=desk,
        )

    acts: list[Act] = [
        ("Deshacer el envío y seguir", "primary", undo),
        ("Copiar lo mío", "", lambda: to_clipboard(mine)),
        ("Descartar", "danger", lambda: _forget(desk, held)),
    ]
    if result.status == "queued":
        # It waits for the network: «Sin enviar» takes it back, not this card.
        del acts[0]
    card = DiffCard(
        desk.window(),
        "La respuesta se envió sin lo último que escribió",
        f"{label} · lo suyo queda guardado y vuelve con el caso si se lo devuelven",
        Side("Lo que usted escribió", mine),
        Side("Lo que se envió", gone),
        acts,
    )
    card.ask()
    return card


def _back(desk: ReplyDesk, held: Held, label: str) -> None:
    desk.taken.emit(held.case_id)
    desk.open_case(held.case_id, label)


def _forget(desk: ReplyDesk, held: Held) -> None:
    if desk.autosave.aside.pop(held.case_id, None) is not None:
        desk.autosave.copies.drop(held.case_id)


def _words(answers: Sequence[Answer]) -> str:
    return "\n\n".join(f"Pretensión {each.claim}\n{rich.plain(each.body_html)}" for each in answers)
