"""The walk: who is in, which petitions go along, what the database says of each step, and the pictures."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from app.services.demo.people import STAFF
from app.ui.entrance import Entrance
from app.ui.session import Session
from app.ui.shell.choices import OptionCard
from app.ui.shell.page import Page
from app.ui.shell.personas import PersonaPage
from app.ui.shell.rail import RailButton
from app.ui.tour.hands import Hands, Lost, grab
from app.ui.tour.report import Report, StepTaken
from app.ui.tour.witness import Witness, role_of
from app.ui.widgets import Strip
from app.ui.widgets.states import LoadingSkeleton

#: How often the database is asked whether a step has happened, in seconds.
_ASK_EVERY = 0.15


@dataclass
class Petition:
    """One petition of the walk; its key is known once it has been filed."""

    number: str
    case_id: UUID | None = None

    @property
    def case(self) -> UUID:
        """Its key. Raises Lost before it is filed."""
        if self.case_id is None:
            raise Lost(f"la petición {self.number} todavía no está radicada")
        return self.case_id


class Walk:
    """Keeps the thread of the tour between one person and the next."""

    def __init__(self, entrance: Entrance, folder: Path, size: tuple[int, int], *, dark: bool = False) -> None:
        self.entrance, self.folder, self.size, self.dark = entrance, folder, size, dark
        self.report = Report(folder)
        self.hands = Hands(entrance.front, lambda: bool(self.report.trouble))
        self.witness = Witness(entrance)
        self.working, self._pictures = 0, 0
        self._listening = False

    # --- who is in --------------------------------------------------------

    @property
    def session(self) -> Session:
        """The session open now."""
        if self.entrance.session is None:
            raise Lost("nadie ha entrado")
        return self.entrance.session

    @property
    def window(self) -> QWidget:
        """What is in front."""
        return self.entrance.front()

    def enter(self, login: str) -> None:
        """Leave, and enter as that person from the door with the personas."""
        if self.entrance.session is not None:
            if self.session.context.access.person.login == login:
                return
            self.leave()
        page = self.wait_at_the_door()
        name = next(member.full_name for member in STAFF if member.login == login)
        card = self.hands.see(OptionCard, f"Entrar como {name}", page)
        if card is not None:
            self.hands.click(card)
            self.hands.click(page.enter)
        else:
            # Not everybody has a card at the door; the door itself is the same.
            self.entrance.enter_as(login)
        self.hands.until(lambda: self.entrance.session is not None, f"{name} no pudo entrar")
        if not self._listening:
            self.session.context.background.busy.connect(self._busy)
            self._listening = True
        self.session.window.resize(*self.size)
        self.hands.until(self.session.window.isVisible, "la ventana no se abrió")

    def leave(self) -> None:
        """Sign out by the person's menu."""
        top = self.session.window.top
        self.hands.menu(self.hands.find(QToolButton, "Sesión de", top), "Cerrar sesión")
        self.hands.until(lambda: self.entrance.session is None, "la sesión no se cerró")

    def wait_at_the_door(self) -> PersonaPage:
        """Wait until the demonstration is ready. Raises Lost with what the window says if it can't be."""

        def ready() -> PersonaPage | bool:
            page = self.entrance.window.currentWidget()
            retry = self.hands.see(QAbstractButton, "Reintentar", page) if page is not None else None
            return self.door() or retry is not None

        page = self.hands.until(ready, "no se abrió la puerta con los personajes", 300)
        if not isinstance(page, PersonaPage):
            raise Lost("no se pudo preparar la demostración")
        return page

    def door(self) -> PersonaPage | None:
        """The page with the personas, while it is in front."""
        page = self.entrance.window.currentWidget()
        return page if isinstance(page, PersonaPage) and page.isVisible() else None

    def open(self, module: str, title: str) -> Page:
        """Go to a page as a person does: its module at the left, its tab above."""
        window = self.session.window
        place = next(
            ((m, s) for m in window.desk.modules.values() for s in m.pages if m.label == module and s.title == title),
            None,
        )
        if place is None:
            raise Lost(f"esta persona no tiene {module} › {title}")
        rail = next(b for b in window.rail.findChildren(RailButton) if b.property("key") == place[0].key)
        if not rail.isChecked():
            self.hands.click(rail)
        if window.desk.current_key != place[1].key:
            self.hands.tab(window.top.tabs, title)
        self.hands.until(lambda: window.desk.current_key == place[1].key, f"no se abrió {title}")
        self.settle()
        page = window.desk.page()
        assert page is not None
        return page

    # --- steps ------------------------------------------------------------

    def happened(self, key: str, outcome: str, case: UUID, picture: str) -> None:
        """Wait until the history of a case shows that step by the person who is in, and report it."""
        event = self.reached(key, outcome, case)
        person = self.session.context.access.person
        role = role_of(key, outcome, self.session.context.access.roles)
        self.report.take(StepTaken(event.seed, key, role, person.full_name, True, picture))

    def reached(self, key: str, outcome: str, case: UUID, seconds: float = 30.0) -> Any:
        """Wait for that step by the person who is in, and give its event. Raises Lost with what the window says."""
        person = self.session.context.access.person
        asked = [0.0]

        def is_there() -> Any:
            if time.monotonic() - asked[0] < _ASK_EVERY:
                return None
            asked[0] = time.monotonic()
            wanted = (key, outcome, person.person_id)
            return next(
                (e for e in self.witness.events(case) if (e.activity_key, e.outcome, e.actor_id) == wanted), None
            )

        try:
            return self.hands.until(is_there, f"la base no muestra {key} · {outcome} de {person.full_name}", seconds)
        except Lost as error:
            raise Lost(f"{error}{self.said()}") from error

    def said(self) -> str:
        """What the window says of a refusal, for the report of a walk that stopped."""
        shown = [strip.sentence() for strip in self.window.findChildren(Strip) if strip.isVisible()]
        return "".join(f" «{words}»" for words in shown if not words.startswith("Demostración"))

    # --- pictures ---------------------------------------------------------

    def picture(self, name: str) -> str:
        """Wait until the window rests, and write what it looks like; the name of the file."""
        self.settle()
        self._pictures += 1
        file = f"{self._pictures:02d}_{name}.png"
        grab(self.window, str(self.folder / file))
        return file

    def settle(self) -> None:
        """Wait until nothing is being read or drawn; a page that never rests is pictured as it is."""
        quiet = [0]

        def rests() -> bool:
            # The watchman of the local server is always at work.
            waiting = self.hands.see(LoadingSkeleton, inside=self.window) is not None
            quiet[0] = quiet[0] + 1 if self.working <= 1 and not waiting else 0
            return quiet[0] >= 8

        self.hands.wait_if(rests, 4)

    def _busy(self, count: int) -> None:
        self.working = count
