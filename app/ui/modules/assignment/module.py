"""The entry «Asignación» of the rail: for the assigner and the operational lead."""

from __future__ import annotations

from app.services.trays.rows import TrayRow
from app.ui.modules.assignment.intake_page import IntakePage
from app.ui.modules.assignment.share_page import SharePage
from app.ui.modules.assignment.steps_page import Step, StepsPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Module, PageSpec, Shell
from app.ui.widgets import EmptyState


def assignment_module(context: PageContext) -> Module | None:
    """Its pages by role, or None for who neither assigns nor leads; the server decides again at each step."""
    assigns, leads = context.has_role("assigner"), context.has_role("lead")
    if not (assigns or leads):
        return None
    pages = []
    if assigns:
        pages.append(PageSpec("assignment.share", "Reparto", lambda shell: SharePage(shell, context)))
        pages.append(PageSpec("assignment.review", "Revisar ingreso", lambda shell: _review(shell, context)))
    if leads:
        pages.append(PageSpec("assignment.bulk", "Masivos ORFEO", lambda shell: _bulk(shell, context)))
        pages.append(PageSpec("assignment.split", "Desglosados", lambda shell: _split(shell, context)))
    pages.append(PageSpec("assignment.intake", "Ingresos", lambda shell: IntakePage(shell, context)))
    return Module("assignment", "Asignación", "users-three", pages)


def _review(shell: Shell, context: PageContext) -> StepsPage:
    empty = EmptyState("check-circle", "Nada por revisar", "Lo que el líder cargue anoche aparecerá aquí.")
    return StepsPage(
        shell, context, [Step("review_intake", "reviewed", "Ingreso revisado")], "assignment.review", empty
    )


def _bulk(shell: Shell, context: PageContext) -> StepsPage:
    empty = EmptyState("tray", "La carpeta está vacía", "Lo que se radique hoy aparecerá aquí.")
    steps = [
        Step("check_bulk_folder", "checked", "Carpeta verificada"),
        Step("import_intake", "loaded", "Cargar a LEX"),
    ]
    return StepsPage(shell, context, steps, "assignment.bulk", empty)


def _split(shell: Shell, context: PageContext) -> StepsPage:
    empty = EmptyState("tree-structure", "Sin desglosados", "Los que envíe un agente a desglosar aparecerán aquí.")
    steps = [
        Step("receive_split", "received", "Recibir los desglosados", _not_received),
        Step("receive_split", "finished", "Cerrar el caso de origen", _received),
    ]
    return StepsPage(shell, context, steps, "assignment.split", empty)


def _received(row: TrayRow) -> bool:
    return row.status == "split_waiting"


def _not_received(row: TrayRow) -> bool:
    return row.status != "split_waiting"
