"""The entry «Radicación» of the rail: for Gestión Documental."""

from __future__ import annotations

from app.ui.modules.intake.import_page import ImportPage
from app.ui.modules.intake.register_page import RegisterPage
from app.ui.modules.intake.rescan_page import RescanPage
from app.ui.page_context import PageContext
from app.ui.shell.page import Module, PageSpec


def intake_module(context: PageContext) -> Module | None:
    """Its pages, or None for who registers nothing; the server decides again at each step."""
    if not context.has_role("records"):
        return None
    return Module(
        "intake",
        "Radicación",
        "upload-simple",
        [
            PageSpec("intake.register", "Registrar", lambda shell: RegisterPage(shell, context)),
            PageSpec("intake.rescan", "Imágenes devueltas", lambda shell: RescanPage(shell, context)),
            PageSpec("intake.import", "Cargar carpeta", lambda shell: ImportPage(shell, context)),
        ],
    )
