"""The report of a signed letter: the letter as stored, the verdict, and what shows it; verified again on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.exports import Export, Saved
from app.services.output import checks
from app.services.output.checks import SignatureReport
from app.services.output.means import read_means
from app.services.signatures.settings import SignatureSettings
from app.ui.page_context import PageContext
from app.ui.shell.page import Shell
from app.ui.theme.tokens import TONES
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.signature import papers
from app.ui.trays.signature.panel import Facts, empty_layout
from app.ui.trays.signature.report_words import Section, sections, verdict
from app.ui.trays.tiff_copy import TiffCopy
from app.ui.viewer import DocumentViewer
from app.ui.widgets import IconLabel, Pill, SegmentedTabs, button, side_by_side, text, tool_button
from app.ui.widgets.a11y import INSIDE, shortcut
from app.ui.widgets.cards import PanelCard
from app.ui.widgets.texts import restyle

_ICONS = {"good": "check-circle-fill", "warn": "warning-fill", "danger": "warning-octagon-fill"}


class ReportView(QWidget):
    """Shows one signed letter of a list; `leave` goes back to where it was asked from."""

    def __init__(
        self, shell: Shell, context: PageContext, means: SignatureSettings, leave: Callable[[], object]
    ) -> None:
        super().__init__()
        self._shell, self._context, self._means, self._leave = shell, context, means, leave
        self._cases: list[UUID] = []
        self._at = 0
        self.report: SignatureReport | None = None
        self.choose_file = papers.ask_pdf
        self.tiff = TiffCopy(self, shell, context, self._letter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._bar())
        split = side_by_side()
        self.viewer = DocumentViewer(context.background)
        self.tabs = SegmentedTabs([("newest", "Carta firmada"), ("unsigned", "PDF sin firmar")], "Documento")
        self.tabs.chosen.connect(lambda _key: self._load_letter())
        self.viewer.bar_left.addWidget(self.tabs)
        split.addWidget(self.viewer)
        split.addWidget(self._card())
        split.setSizes([560, 700])
        column.addWidget(split, 1)
        for keys, act in (
            ("F3", lambda: self.step(1)),
            ("Shift+F3", lambda: self.step(-1)),
            ("Esc", leave),
            ("F5", self.check_again),
            ("F9", self.save_report),
            ("Ctrl+T", self.tiff.save),
        ):
            shortcut(keys, self, act, INSIDE)

    def show_case(self, case_id: UUID, cases: Sequence[UUID]) -> None:
        """The report of one of these letters."""
        self._cases = list(cases) or [case_id]
        self._at = self._cases.index(case_id) if case_id in self._cases else 0
        self._load()
        self.foot.button.setFocus()

    def step(self, by: int) -> None:
        """The next or the previous letter of the list."""
        if 0 <= self._at + by < len(self._cases):
            self._at += by
            self._load()

    def check_again(self) -> None:
        """Verify the stored bytes once more and keep what is found."""
        case_id, database = self._cases[self._at], self._context.database
        self.foot.rest("Verificando el archivo guardado…")
        self._context.background.run(
            lambda: checks.check_again(database, case_id, read_means(self._means).trust)[0],
            show=self._show,
            fail=self._failed,
            key=("signature-check", id(self)),
            owner=self,
        )

    def save_report(self) -> None:
        """F9: what is on screen as a PDF where the person says."""
        report = self.report
        if report is not None:
            name = f"informe-{report.outgoing or 'carta'}.pdf"
            make = partial(papers.report_pdf, report)
            kept = Saved(self._context.database, Export.SIGNATURE_REPORT, name, [self._cases[self._at]])
            papers.save(self, self._shell, self._context.background, kept, make, self.choose_file)

    def _letter(self) -> tuple[UUID, str] | None:
        return (self._cases[self._at], self.report.outgoing or "") if self.report is not None else None

    def _load(self) -> None:
        case_id, database = self._cases[self._at], self._context.database
        self.where.setText(f"Carta {self._at + 1} de {len(self._cases)}")
        self.foot.rest("")
        self._context.background.run(
            lambda: checks.read_report(database, case_id),
            show=self._show,
            fail=self._failed,
            key=("signature-report", id(self)),
            owner=self,
        )
        self._load_letter()

    def _load_letter(self) -> None:
        case_id, database, which = self._cases[self._at], self._context.database, self.tabs.current()
        token = f"{case_id}:{which}"
        self.viewer.expect(token, "Carta firmada" if which == "newest" else "PDF sin firmar")
        self._context.background.run(
            lambda: checks.read_letter(database, case_id, which),
            show=lambda pdf: self.viewer.show_document(pdf, token),
            fail=self._failed,
            key=("signature-letter", id(self)),
            owner=self,
        )

    def _show(self, report: SignatureReport) -> None:
        self.report = report
        title, tone, by = verdict(report)
        self.title.setText(title)
        # By the sheet, so that it is read in the other theme too.
        self.title.setProperty("tone", tone)
        restyle(self.title)
        self.by.setText(by)
        level = report.checks[0]["level"] if report.checks else None
        self.pill.set(f"PAdES {level}" if level else "Sin certificado", tone if level else "neutral")
        empty_layout(self._grid)
        for at, section in enumerate(sections(report)):
            self._grid.addWidget(_box(section), at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        self.hash.setText(_in_blocks(str(report.act.get("sha256") or "")))
        note = "Se guarda con el caso; cualquiera puede repetir la verificación con el archivo."
        self.foot.show_act("Verificar de nuevo", "seal-check", "", note=note)

    def _failed(self, error: BaseException) -> None:
        self.foot.show_act("Verificar de nuevo", "seal-check", "")
        self._shell.report(error)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.hash.text().replace(" ", "").replace("\n", ""))
        self._shell.say("Huella copiada.")

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button("Volver al lote", icon_name="arrow-left", act=self._leave))
        row.addStretch(1)
        self.where = text("", "sub")
        row.addWidget(self.where)
        row.addWidget(
            button("Guardar informe", icon_name="file-pdf", tip="Guardar informe  (F9)", act=self.save_report)
        )
        row.addWidget(
            button("Copia TIFF…", icon_name="file-text", tip="Guardar copia TIFF  (Ctrl+T)", act=self.tiff.save)
        )
        row.addWidget(button("Anterior", icon_name="caret-left", act=lambda: self.step(-1)))
        row.addWidget(button("Siguiente", icon_name="caret-right", act=lambda: self.step(1)))
        return row

    def _card(self) -> PanelCard:
        card = PanelCard()
        head = QHBoxLayout()
        self.title = text("", "title")
        self.pill = Pill()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.pill)
        card.head.addLayout(head)
        self.by = text("", "sub", wrap=True)
        card.head.addWidget(self.by)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        card.body.addWidget(inside)
        row = QHBoxLayout()
        row.addWidget(IconLabel("fingerprint", "text2"))
        words = QVBoxLayout()
        words.addWidget(text("Huella del archivo firmado (SHA-256)", "sub"))
        self.hash = text("", "strong", wrap=True)
        words.addWidget(self.hash)
        row.addLayout(words, 1)
        row.addWidget(tool_button("copy", "Copiar la huella", keys="Ctrl+C", context=INSIDE, act=self._copy))
        card.body.addLayout(row)
        card.body.addStretch(1)
        self.foot = PrimaryFoot(self.check_again, "Verificar de nuevo", "F5")
        card.foot.addWidget(self.foot)
        return card


def _box(section: Section) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    head = QHBoxLayout()
    head.addWidget(IconLabel(_ICONS.get(section.state, "list-checks"), TONES[section.state][1]))
    head.addWidget(text(section.title, "strong", wrap=True), 1)
    column.addLayout(head)
    facts = Facts()
    facts.show_pairs(section.pairs)
    column.addWidget(facts)
    return both


def _in_blocks(sha256: str) -> str:
    """Eight by eight, in two lines: a person can compare it."""
    blocks = [sha256[at : at + 8] for at in range(0, len(sha256), 8)]
    return " ".join(blocks[:4]) + "\n" + " ".join(blocks[4:]) if blocks else ""
