"""The lists of the lead and the assigner whose cases all take the same step (2, 3, 4 and 12)."""

from __future__ import annotations

from app.services.trays.rows import TrayRow
from app.ui.modules.assignment.steps_page import Step, StepsPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.widgets import EmptyState


class FolderPage(StepsPage):
    """Carpeta de ORFEO masivos: what was filed, bulk petitions told apart (activity 2)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        empty = EmptyState("tray", "La carpeta está vacía", "Lo que Gestión Documental radique aparecerá aquí.")
        super().__init__(shell, context, [Step("check_bulk_folder", "checked", "Carpeta verificada")], empty)


class NightlyPage(StepsPage):
    """Carga nocturna: the lead gives the Código LEX (3), the assigner checks that it arrived (4)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        steps = []
        if context.has_role("lead"):
            steps.append(Step("import_intake", "loaded", "Cargar a LEX"))
        if context.has_role("assigner"):
            steps.append(Step("review_intake", "reviewed", "Ingreso revisado"))
        empty = EmptyState(
            "check-circle", "Nada por cargar ni revisar", "Lo verificado en Masivos ORFEO aparecerá aquí."
        )
        super().__init__(shell, context, steps, empty)


class SplitsPage(StepsPage):
    """Desglosados: receiving opens a case for each signatory; the origin closes when all have ended (12)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        steps = [
            Step("receive_split", "received", "Recibir los desglosados", _not_received),
            Step("receive_split", "finished", "Cerrar el caso de origen", _received),
        ]
        empty = EmptyState("tree-structure", "Sin desglosados", "Los que envíe un agente a desglosar aparecerán aquí.")
        super().__init__(shell, context, steps, empty)


def _received(row: TrayRow) -> bool:
    return row.status == "split_waiting"


def _not_received(row: TrayRow) -> bool:
    return row.status != "split_waiting"
