"""What the frame knows of a screen: modules and pages as declared, and the small protocol a page keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.settings import Settings
    from app.ui.background import Background
    from app.ui.widgets import ProgressCard, Question


@dataclass(frozen=True)
class PaletteEntry:
    """One line of the palette: an order, a page or a case."""

    icon: str
    title: str
    detail: str
    run: Callable[[], object]
    keys: str = ""


class Shell(Protocol):
    """What a page may ask of the frame. Pages get it in their factory and know nothing else of the window."""

    background: Background
    settings: Settings

    @property
    def closing(self) -> SignalInstance:
        """The window closes: nothing secret outlives it."""
        ...

    def say(self, sentence: str, undo: Callable[[], object] | None = None) -> None:
        """Tell what was done, with its undo if there is one (never for signing, numbering, printing, sending)."""
        ...

    def report(self, error: BaseException) -> None:
        """Show a failure: refused and busy as a strip, offline as the amber one, bugs with a code."""
        ...

    def confirm(self, question: Question, act: Callable[[], object]) -> None:
        """Ask before `act`; the safe answer has the focus."""
        ...

    def progress_card(self, title: str) -> ProgressCard:
        """A card at the bottom right for long work; it goes when closed."""
        ...

    def go(self, page_key: str) -> Page | None:
        """Show a page by its key; None if this person has no such page."""
        ...


class Page(QWidget):
    """Base of every screen. Made at its first visit; hidden, not destroyed, when another is shown."""

    #: How many cases wait here; None writes no figure.
    count_changed = Signal(object)
    #: The hints or the palette orders of this page have changed.
    hints_changed = Signal()
    #: Whoever has a case open here works on it alone; a page of batches leaves it free.
    holds_case = False

    def activate(self) -> None:
        """The page is on screen: load or refresh what is stale, and put the focus where work begins."""

    def deactivate(self) -> None:
        """Another page is on screen: keep what was typed; stop asking for news."""

    def at_risk(self) -> bool:
        """Whether leaving now would lose what was typed here: no network, and nothing kept on this computer."""
        return False

    def undo(self) -> None:
        """Ctrl+Z while no notice offers it: take back what was decided last here, if the page keeps it that long."""

    def subject(self) -> str | None:
        """Key of the case that the fields on screen belong to; None: the row under the cursor of the page's table."""
        return None

    def commands(self) -> Sequence[PaletteEntry]:
        """Orders for the palette that make sense right now."""
        return ()

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """(keys, what they do) for the status bar, most used first."""
        return ()

    def help_keys(self) -> Sequence[tuple[str, str]]:
        """(keys, what they do) for the help sheet; the hints unless there are more."""
        return self.key_hints()


@dataclass(frozen=True)
class PageSpec:
    """A page as declared: the factory runs at the first visit."""

    key: str
    title: str
    factory: Callable[[Shell], Page]
    #: What may be done there without a network, and what may not, for the amber strip.
    offline: str = ""


@dataclass(frozen=True)
class Module:
    """An entry of the rail with its pages (tabs). `at_bottom` sets it apart (Administrar)."""

    key: str
    label: str
    icon: str
    pages: Sequence[PageSpec]
    at_bottom: bool = False


@dataclass(frozen=True)
class Person:
    """Who is working, as the frame shows it."""

    name: str
    role: str
