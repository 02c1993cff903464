"""Entidad: the page that the QR of letters names, which two administrators set, with who and when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.clock import BOGOTA
from app.errors import InvalidInput, PqrError
from app.services.output.verifying import Address, decide_address, propose_address, read_addresses
from app.ui import formats
from app.ui.modules.loading import page_failed
from app.ui.page_context import PageContext
from app.ui.shell.page import Page, PaletteEntry, Shell
from app.ui.style import scaled
from app.ui.widgets import Card, Field, KeyCap, Strip, button, line, shortcut, text
from app.ui.widgets.states import Readable

_HELP = "Por ejemplo https://www.unidadvictimas.gov.co/verificar. Vacía: el QR dice el radicado y el código."


class EntityPage(Page):
    """One setting; another administrator confirms the new one, and it counts from the next letter that is numbered."""

    def __init__(self, shell: Shell, context: PageContext) -> None:
        super().__init__()
        self.shell, self._context = shell, context
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        card = Card(margin=16, spacing=8)
        card.setMaximumWidth(scaled(720))
        card.column.addWidget(text("Verificación de las cartas", "heading"))
        about = "Quien recibe una carta lee su QR y llega a esta página, con el radicado y el código. Nada personal."
        card.column.addWidget(text(about, "sub", wrap=True))
        self.url = QLineEdit()
        self.url.setMaxLength(120)
        self.field = Field("&Dirección de verificación", self.url, help_text=_HELP)
        card.column.addWidget(self.field)
        row = QHBoxLayout()
        self.save = button("Proponer", "primary", icon_name="check", act=self.accept)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(KeyCap("F9", big=True))
        card.column.addLayout(row)
        self.waiting = Strip("warn", "clock")
        card.column.addWidget(self.waiting)
        card.column.addWidget(line())
        card.column.addWidget(text("Direcciones que ha tenido", "strong"))
        self.history = text("", "sub", wrap=True)
        card.column.addWidget(self.history)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        inside.addStretch(1)
        self.states = Readable(body, self._read)
        column.addWidget(self.states)
        shortcut("F9", self, self.accept)

    def commands(self) -> Sequence[PaletteEntry]:
        """Propose."""
        return (PaletteEntry("check", "Proponer la dirección de verificación", "Administrar", self.accept, "F9"),)

    def activate(self) -> None:
        """Read the address in use and the ones before it."""
        self.url.setFocus()
        self._read()

    def _read(self) -> None:
        database = self._context.database
        self._context.background.run(
            partial(read_addresses, database),
            show=self._show,
            fail=page_failed(self.states, self.shell),
            key=("entity", id(self)),
            owner=self,
        )

    def _show(self, found: list[Address]) -> None:
        self.states.arrived()
        open_ones = [each for each in found if each.confirmed_at is None]
        had = [each for each in found if each.confirmed_at is not None]
        if not self.url.isModified():
            self.url.setText(had[0].url if had else "")
        self.history.setText("\n".join(_line(each) for each in had) or "Ninguna todavía.")
        self.waiting.setVisible(bool(open_ones))
        for each in open_ones:
            self._show_waiting(each)

    def _show_waiting(self, each: Address) -> None:
        confirm = button("Confirmar", "primary", act=lambda: self.decide(each, True))
        drop = button("Retirar" if each.mine else "No confirmar", act=lambda: self.decide(each, False))
        words = "La confirma otra persona." if each.mine else "Usted puede confirmarla."
        url = escape(each.url) or "sin dirección"
        said = f"<b>Por confirmar: {url}</b>. La propuso {escape(each.set_by)}. {words}"
        self.waiting.say(said, [drop] if each.mine else [drop, confirm])

    def decide(self, each: Address, approve: bool) -> None:
        """Confirm what another administrator proposed, or let it go."""
        database = self._context.database

        def done(_none: None) -> None:
            self._read()
            self.shell.say(
                "Dirección confirmada: desde la próxima carta que se numere." if approve else "La propuesta ya no está."
            )

        self._context.background.write(
            partial(decide_address, database, each.address_id, approve=approve),
            show=done,
            fail=self.shell.report,
            owner=self,
        )

    def accept(self) -> None:
        """F9: propose it, or say under the field why not."""
        if not self.states.is_read:
            # An address that was never read would be wiped by an empty field.
            return
        self.field.set_error("")
        url, database = self.url.text(), self._context.database
        self._context.background.write(
            partial(propose_address, database, url), show=self._kept, fail=self._failed, owner=self
        )

    def _kept(self, is_new: bool) -> None:
        self.url.setModified(False)
        self._read()
        self.shell.say("Dirección propuesta: la confirma otra persona." if is_new else "Esa es la dirección en uso.")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput) or getattr(error, "reason", "") == "verification_url":
            assert isinstance(error, PqrError)
            self.field.set_error(error.user_message)
            self.url.setFocus()
        else:
            self.shell.report(error)


def _line(each: Address) -> str:
    local = (each.confirmed_at or each.set_at).astimezone(BOGOTA)
    what = each.url or "Sin dirección"
    who = f"{each.set_by} y {each.confirmed_by}" if each.confirmed_by else each.set_by
    return f"{what} · {who}, {formats.date(local.date())} {formats.clock(local)}"
