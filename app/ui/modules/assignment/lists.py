"""The lists of the lead and the assigner whose cases all take the same step (2, 3, 4 and 12)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app import clock
from app.services.intake import loads
from app.services.intake.loads import Folder
from app.ui import formats
from app.ui.modules.assignment.pool_panel import shown_number
from app.ui.modules.assignment.steps_page import Step, StepsPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.widgets import EmptyState, Strip, text


class FolderPage(StepsPage):
    """Carpeta de ORFEO masivos: what waits, since when the oldest, and an alarm for what a night left behind (2)."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        empty = EmptyState("tray", "La carpeta está vacía", "Lo que Gestión Documental radique aparecerá aquí.")
        super().__init__(shell, context, [Step("check_bulk_folder", "checked", "Carpeta verificada")], empty)
        self.alarm = Strip("danger", "bell-ringing")
        self.folder = text("", "sub", wrap=True)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self.alarm)
        column.insertWidget(1, self.folder)

    def reload(self) -> None:
        """Read the list and the folder's figures again."""
        super().reload()
        database = self._context.database
        self.shell.background.run(
            lambda: loads.read_folder(database),
            show=self._show_folder,
            fail=self.shell.report,
            key="assignment.folder",
            owner=self,
        )

    def _show_folder(self, folder: Folder) -> None:
        if not folder.cases or folder.oldest_at is None:
            self.folder.setText("La carpeta está vacía: todo lo radicado pasó a la carga.")
            self.alarm.hide()
            return
        at = folder.oldest_at.astimezone(clock.BOGOTA)
        bulk = formats.plural(folder.bulk, "masivo", "masivos")
        signed = formats.plural(folder.signatories, "firmante", "firmantes")
        oldest = shown_number(folder.oldest_label or "")
        since = formats.ago((clock.now() - at).total_seconds())
        self.folder.setText(
            f"{formats.plural(folder.cases, 'caso', 'casos')} en la carpeta, {bulk} con {signed} · el más antiguo,"
            f" {oldest}, entró el {formats.moment(at)} ({since})"
        )
        if folder.left_behind:
            left = formats.plural(folder.left_behind, "caso quedó", "casos quedaron")
            due = f" El primero vence el {formats.date(folder.first_due)}." if folder.first_due else ""
            self.alarm.say(f"<b>{left} de noches anteriores.</b> El término corre desde que se radicaron.{due}")
        else:
            self.alarm.hide()


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
