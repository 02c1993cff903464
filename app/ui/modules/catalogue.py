"""Which modules and pages a person's roles open; the server decides again at each step."""

from __future__ import annotations

from app.ui.page_context import PageContext
from app.ui.shell.page import Module


def modules_for(context: PageContext) -> list[Module]:
    """The rail of this person, in the order of the procedure; modules without pages are left out."""
    return []
