"""What pages of lists do alike when a list can't be read."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import InvalidInput, PqrError
from app.ui.shell.page import Shell
from app.ui.table import TablePane
from app.ui.widgets.forms import Field
from app.ui.widgets.states import Readable


def page_failed(states: Readable, shell: Shell) -> Callable[[BaseException], None]:
    """The same for a page that is not a list."""

    def failed(error: BaseException) -> None:
        if isinstance(error, PqrError):
            states.failed(error.user_message)
        shell.report(error)

    return failed


def list_failed(pane: TablePane, shell: Shell) -> Callable[[BaseException], None]:
    """For `Background.run(fail=…)`: the reason in place of the list, and as what it is in the frame."""

    def failed(error: BaseException) -> None:
        if isinstance(error, PqrError):
            pane.show_error(error.user_message)
        shell.report(error)

    return failed


def question_failed(pane: TablePane, field: Field, shell: Shell) -> Callable[[BaseException], None]:
    """The same for a list that answers a question: what was asked wrongly is told at its field."""
    unread = list_failed(pane, shell)

    def failed(error: BaseException) -> None:
        if isinstance(error, InvalidInput):
            pane.states.show_empty()
            field.set_error(error.user_message)
        else:
            unread(error)

    return failed
