"""How this computer signs: token, file or Windows, who stamps the time, whom it believes. No PIN is typed here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.errors import PqrError
from app.services.signatures.settings import SignatureSettings
from app.services.signatures.sources import Pkcs12Source, Source, TokenSource, WindowsSource
from app.ui.background import Background
from app.ui.trays.act_card import ActCard
from app.ui.trays.signature.anchors_box import AnchorsBox
from app.ui.widgets import Field, FieldGrid, PasswordEdit, SegmentedTabs, button

_KINDS = [("token", "Token"), ("file", "Archivo"), ("windows", "Windows")]
_HELP = {
    "token": "La biblioteca que instala el fabricante (.dll o .so)",
    "file": "El archivo .p12 o .pfx; su clave se pide al firmar",
}


class MeansCard(ActCard):
    """`done()` hears that the choice was kept."""

    def __init__(
        self, parent: QWidget, settings: SignatureSettings, background: Background, done: Callable[[], object]
    ) -> None:
        subtitle = "Nada de esto es secreto: el PIN se pide al firmar."
        super().__init__(parent, "Medio de firma de este equipo", subtitle, "Guardar")
        self._settings, self._done = settings, done
        kind, path, token = _parts(settings.source)
        url, user = settings.tsa_address
        self.kind = SegmentedTabs(_KINDS, "Dónde está la llave")
        self.body.addWidget(self.kind)
        self.path, self.token = QLineEdit(path), QLineEdit(token)
        self.url, self.user, self.password = QLineEdit(url), QLineEdit(user), PasswordEdit()
        self.path_field = Field("&Ruta", self.path, required=True)
        self.token_field = Field("Nombre o &serie del token", self.token, help_text="Vacío: el único conectado")
        self.url_field = Field("Sello de &tiempo (dirección)", self.url, help_text="Vacío: se firma sin sello")
        self.password_field = Field("Cla&ve del sello", self.password, help_text="Va al llavero del sistema")
        row = QHBoxLayout()
        row.addWidget(self.path_field, 1)
        self.browse = button("Escoger…", icon_name="folder-open", act=self._browse)
        row.addWidget(self.browse)
        self.body.addLayout(row)
        self.body.addWidget(self.token_field)
        self.body.addWidget(self.url_field)
        grid = FieldGrid()
        grid.add(Field("&Usuario del sello", self.user), 1)
        grid.add(self.password_field, 1)
        self.body.addWidget(grid)
        self.anchors = AnchorsBox(settings.authorities, background)
        self.body.addWidget(self.anchors)
        self.kind.chosen.connect(lambda _key: self._show_kind())
        self.kind.choose(kind or "token")
        self._show_kind()
        self.first = self.path

    def accept(self) -> None:
        """Keep the choice, or say under which field it can't be."""
        for field in (self.path_field, self.url_field, self.password_field):
            field.set_error("")
        path = Path(self.path.text().strip())
        if self.kind.current() != "windows" and not path.is_file():
            self.path_field.set_error("Ese archivo no está en este equipo. Escójalo de nuevo.")
            self.path.setFocus()
            return
        try:
            self._settings.set_tsa(self.url.text().strip(), self.user.text().strip(), self.password.text() or None)
            self._settings.set_source(self._source(path))
        except PqrError as error:
            self.url_field.set_error(error.user_message)
            self.url.setFocus()
            return
        except OSError:
            self.path_field.set_error("No se pudo guardar en este equipo: revise el espacio en disco y repita.")
            return
        self.password.clear()
        self.close_overlay()
        self._done()

    def _source(self, path: Path) -> Source:
        if self.kind.current() == "file":
            return Pkcs12Source(path)
        return TokenSource(path, self.token.text().strip()) if self.kind.current() == "token" else WindowsSource()

    def _show_kind(self) -> None:
        kind = self.kind.current()
        self.path_field.setVisible(kind != "windows")
        self.browse.setVisible(kind != "windows")
        self.token_field.setVisible(kind == "token")
        self.path_field.set_help(_HELP.get(kind, ""))

    def _browse(self) -> None:
        kinds = "Certificados (*.p12 *.pfx)" if self.kind.current() == "file" else "Bibliotecas (*.dll *.so *.dylib)"
        name, _filter = QFileDialog.getOpenFileName(self, "Medio de firma", self.path.text(), kinds)
        if name:
            self.path.setText(name)


def _parts(source: Source | None) -> tuple[str, str, str]:
    """Kind, path and token of what is chosen now."""
    if isinstance(source, Pkcs12Source):
        return "file", str(source.path), ""
    if isinstance(source, TokenSource):
        return "token", str(source.module), source.token
    return ("windows" if source is not None else ""), "", ""
