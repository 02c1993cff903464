"""The form of a new person, over the window: name, user, first password, roles, area and line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.errors import InvalidInput
from app.services.administration.staff import MIN_PASSWORD, NewPerson
from app.ui.modules.administration.role_boxes import RoleBoxes
from app.ui.modules.intake.form import combo
from app.ui.widgets import Field, FieldGrid, Overlay, PasswordEdit, button, text

_FIELD_OF = {"login_exists": "login", "bad_login": "login", "bad_verifier": "password", "bad_name": "full_name",
             "roles_conflict": "roles", "no_such_role": "roles"}  # fmt: skip


class NewPersonBox(Overlay):
    """Emits `saved` with a NewPerson that passed its own checks; stays open until the server accepts it."""

    saved = Signal(object)

    def __init__(self, parent: QWidget, areas: list[tuple[int, str, str]]) -> None:
        super().__init__(parent, width=620)
        column = self.card.column
        column.addWidget(text("Nueva persona", "title"))
        column.addWidget(text("Entra con su propio usuario. La contraseña no sale de este equipo.", "sub", wrap=True))
        self.name, self.login, self.password = QLineEdit(), QLineEdit(), PasswordEdit()
        self.area = combo([("", "Sin área"), *((str(key), words) for key, words, _kind in areas)])
        self.line = QLineEdit()
        self.roles = RoleBoxes()
        self.fields = {
            "full_name": Field("&Nombre completo", self.name, required=True),
            "login": Field("&Usuario", self.login, required=True, help_text="Como paula.mora"),
            "password": Field(
                "&Contraseña inicial", self.password, required=True, help_text=f"{MIN_PASSWORD} caracteres o más"
            ),
            "area_id": Field("Área &misional", self.area),
            "line": Field("&Línea de trabajo", self.line),
            "roles": Field("Roles", self.roles, required=True),
        }
        grid = FieldGrid()
        for key, field in self.fields.items():
            grid.add(field, 2 if key in ("full_name", "roles") else 1)
        column.addWidget(grid)
        self.problem = text("", "error", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(button("Cancelar", act=self.close_overlay))
        row.addStretch(1)
        self.save = button("Agregar", "primary", icon_name="user-plus", act=self._save)
        row.addWidget(self.save)
        column.addLayout(row)
        self.on_key("F9", self.save.click)
        self.closed.connect(self.deleteLater)

    def ask(self) -> None:
        """Open it with the focus on the name."""
        self.open(self.name)

    def _save(self) -> None:
        self._clear()
        area = self.area.currentData()
        try:
            person = NewPerson(
                full_name=self.name.text(),
                login=self.login.text(),
                password=self.password.text(),
                roles=self.roles.roles(),
                area_id=int(area) if area else None,
                line=self.line.text().strip(),
            )
        except InvalidInput as error:
            self.show_problem(str(error), error.user_message)
            return
        self.saved.emit(person)

    def show_problem(self, reason: str, sentence: str) -> None:
        """Say what is wrong beside its field; nothing typed is lost."""
        self._clear()
        field = self.fields.get(_FIELD_OF.get(reason, reason))
        if field is not None:
            field.set_error(sentence)
            field.setFocus()
        else:
            self.problem.setText(sentence)
            self.problem.show()

    def _clear(self) -> None:
        self.problem.hide()
        for field in self.fields.values():
            field.set_error("")
