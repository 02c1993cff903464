"""The authorities that this computer believes: added from a file, listed with their end, and let go again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.clock import BOGOTA, now
from app.errors import PqrError
from app.services.signatures.settings import Anchor, Authorities
from app.ui import formats
from app.ui.background import Background
from app.ui.widgets import button, text, tool_button

#: Bytes; a bundle of every authority of a country is smaller.
_LIMIT = 1_000_000
_NONE = "Ninguna autoridad reconocida: las firmas quedan sin confirmar."
_UNREADABLE = "Ese archivo no se pudo leer. Revise que exista y que usted pueda abrirlo."
_TOO_BIG = "Ese archivo es demasiado grande para un certificado. Escoja el de la entidad."
_KEPT = "No se pudo quitar de este equipo: revise los permisos de su carpeta y repita."


class AnchorsBox(QWidget):
    """Changes take effect at once, whatever becomes of the card around it."""

    def __init__(self, authorities: Authorities, background: Background) -> None:
        super().__init__()
        self._authorities, self._background = authorities, background
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.words = text("", "sub", wrap=True)
        row.addWidget(self.words, 1)
        row.addWidget(button("Agregar autoridad…", icon_name="seal-check", act=self._choose))
        column.addLayout(row)
        self._lines = QVBoxLayout()
        column.addLayout(self._lines)
        self._show()

    def add(self, data: bytes) -> None:
        """Believe the authority of that file, or say why not."""
        self._background.run(
            lambda: self._authorities.add(data, now()),
            show=lambda _made: self._show(),
            fail=self._not_added,
            key=("anchor", id(self)),
            owner=self,
        )

    def add_file(self, path: Path) -> None:
        """Believe the authority of that file; one that can't be read or is too big for a certificate says so."""
        try:
            with path.open("rb") as file:
                data = file.read(_LIMIT + 1)
        except OSError:
            self.words.setText(_UNREADABLE)
            return
        if len(data) > _LIMIT:
            self.words.setText(_TOO_BIG)
            return
        self.add(data)

    def remove(self, anchor: Anchor) -> None:
        """Believe it no longer; its file adds it again."""
        try:
            self._authorities.remove(anchor.certificate.thumbprint)
        except OSError:
            self.words.setText(_KEPT)
            return
        self._show()
        self.words.setText(f"Quitada: {anchor.certificate.holder}. Para volver a creerle, agréguela de su archivo.")

    def _not_added(self, error: BaseException) -> None:
        if not isinstance(error, PqrError):
            raise error
        self.words.setText(error.user_message)

    def _choose(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "Autoridad", "", "Certificados (*.cer *.crt *.pem *.der)")
        if name:
            self.add_file(Path(name))

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = self._authorities.all()
        self.words.setText(f"Autoridades reconocidas: {len(found)}." if found else _NONE)
        for each in found:
            self._lines.addWidget(self._line(each))

    def _line(self, anchor: Anchor) -> QWidget:
        made, holder = QWidget(), anchor.certificate.holder
        ends = anchor.certificate.not_after.astimezone(BOGOTA).date()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        words: QLabel = text(f"{holder} · hasta el {formats.date(ends)}", wrap=True)
        row.addWidget(words, 1)
        row.addWidget(tool_button("x", f"Quitar {holder}", act=lambda: self.remove(anchor)))
        return made
