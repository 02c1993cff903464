"""A tab of «Trámites de ley»: its list, what is said of a row, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.database import Database
from app.services.legal_calendar import LegalCalendar
from app.ui.table import Column
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.ui.modules.law.page import LawPage


@dataclass(frozen=True)
class Act:
    """A button of the panel; `why_not` says why it is closed."""

    words: str
    icon: str
    run: Callable[[], object]
    why_not: str = ""
    #: The key of the panel's main act, which the page listens for; other acts have none.
    keys: str = ""


@dataclass(frozen=True)
class Facts:
    """What the panel says of a row: its title, where it stands, and lines of (what, value)."""

    title: str
    subtitle: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class LawTab:
    """`read` runs outside the window's thread."""

    key: str
    title: str
    columns: Sequence[Column]
    read: Callable[[Database, LegalCalendar], Sequence[Any]]
    key_of: Callable[[Any], Hashable]
    facts: Callable[[Any], Facts]
    acts: Callable[[LawPage, Any], Sequence[Act]]
    empty: Callable[[], EmptyState]
    #: What a row is called: one, many.
    noun: tuple[str, str] = ("caso", "casos")
    #: Whether a row is something to attend to, and counts on the name of the page.
    counts: Callable[[Any], bool] = lambda _row: True
