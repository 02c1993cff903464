"""The rows of the page that a session opens with, asked for while its window is made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.errors import PqrError
from app.services.ahead import Ahead
from app.services.trays.analysis import read_rows
from app.ui.page_context import PageContext
from app.ui.shell.page import Module


def begin_first_rows(context: PageContext, modules: Sequence[Module]) -> None:
    """Ask now, if it is Análisis that will be shown: each name read is counted, and nobody else would look at them."""
    if not modules or modules[0].pages[0].key != "analysis":
        return
    context.ahead["analysis"] = rows = Ahead(partial(read_rows, context.access, context.calendar))
    context.background.run(rows, fail=_told_to_the_page)


def _told_to_the_page(error: BaseException) -> None:
    """The page asks again, and is told why."""
    if not isinstance(error, PqrError):
        raise error
