"""The right side of Impresión: the printer for letters that wait, or the reading back of a batch's pile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.output.print_batches import Reading
from app.services.output.print_system import Printer
from app.ui import formats
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.printing.pile import PilePicture
from app.ui.trays.printing.rows import BatchRow, PaperRow
from app.ui.trays.signature.panel import Facts
from app.ui.trays.term_clock import TermClock
from app.ui.widgets import Field, Strip, button, text
from app.ui.widgets.a11y import INSIDE
from app.ui.widgets.cards import PanelCard


@dataclass(frozen=True)
class Acts:
    """What the panel's buttons do."""

    act: Callable[[], object]
    save: Callable[[], object]
    send_again: Callable[[], object]
    reprint: Callable[[], object]
    drop: Callable[[], object]
    read: Callable[[str], object]


class PrintPanel(PanelCard):
    """One primary: print what waits, or pass on a pile that was read whole."""

    def __init__(self, acts: Acts) -> None:
        super().__init__()
        self._acts = acts
        self._troubles: dict[str, str] = {}
        self.printer = QComboBox()
        row = QHBoxLayout()
        self.title = text("", "heading", wrap=True)
        row.addWidget(self.title, 1)
        self.slack = TermClock()
        row.addWidget(self.slack)
        self.head.addLayout(row)
        self.subtitle = text("", "sub", wrap=True)
        self.head.addWidget(self.subtitle)
        self.first = Strip("danger", "flag")
        self.head.addWidget(self.first)
        self.strip = Strip("danger", "warning-circle", stacked=True)
        self.body.addWidget(self.strip)
        self.waiting, self.pile = QWidget(), QWidget()
        self._fill_waiting(QVBoxLayout(self.waiting))
        self._fill_pile(QVBoxLayout(self.pile))
        self.body.addWidget(self.waiting)
        self.body.addWidget(self.pile)
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(acts.act, "Imprimir")
        self.foot.addWidget(self.foot_act)
        others = QHBoxLayout()
        self.save = button("Guardar PDF…", "quiet", icon_name="file-pdf", context=INSIDE, act=acts.save)
        self.save.setToolTip("Guardar el lote como un solo PDF, para imprimirlo en otra parte  (Ctrl+S)")
        self.reprint = button("Reimprimir", "quiet", icon_name="printer", context=INSIDE, act=acts.reprint)
        self.reprint.setToolTip("La carta bajo el cursor salió mal o no está en la pila  (F8)")
        self.drop = button("Soltar lote", "quiet", icon_name="arrow-u-up-left", context=INSIDE, act=acts.drop)
        self.drop.setToolTip("Las cartas sin marcar vuelven a esperar otro lote")
        for each in (self.save, self.reprint, self.drop):
            others.addWidget(each)
        others.addStretch(1)
        self.foot.addLayout(others)

    def add_copy(self, act: Callable[[], object]) -> None:
        """«Copia TIFF…» of the letter under the cursor, beside the other papers."""
        copy = button("Copia TIFF…", "quiet", icon_name="file-text", tip="Guardar copia TIFF  (Ctrl+T)", act=act)
        self.foot.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)

    def show_printers(self, found: Sequence[Printer], chosen: str) -> None:
        """Offer these printers, the remembered one first chosen; without one, the batch can still be saved."""
        names = [each.name for each in found]
        self.printer.blockSignals(True)
        self.printer.clear()
        self.printer.addItems(names or ["Sin impresora en este equipo"])
        self.printer.setEnabled(bool(names))
        if chosen in names:
            self.printer.setCurrentText(chosen)
        self.printer.blockSignals(False)
        self._troubles = {each.name: each.trouble for each in found}
        self._show_trouble()

    def show_waiting(self, row: BatchRow | None, marked: Sequence[PaperRow]) -> None:
        """The letters of a municipality and the printer that takes them."""
        self._show_head(row, is_open=False)
        if row is None:
            self.title.setText("Sin lote")
            self.subtitle.setText("Escoja un lote de la lista.")
            self.facts.show_pairs(())
            self.foot_act.show_act("Imprimir", "printer", "Escoja un lote de la lista.")
            return
        self.title.setText(row.batch.title)
        self.subtitle.setText(f"Código DANE {row.batch.code}" if row.batch.code else "Sin código DANE")
        pages = sum(each.letter.pages or 1 for each in marked)
        short = len(row.batch.rows) - len(row.batch.ready)
        self.facts.show_pairs(
            [
                ("Cartas", f"{formats.plural(len(marked), 'marcada', 'marcadas')} de {len(row.batch.rows)}"),
                ("Páginas", f"{pages} y una separadora"),
                ("Sin dirección", f"{short}: no se imprimen" if short else ""),
                ("Reimpresiones", str(sum(bool(each.letter.copies) for each in marked) or "")),
            ]
        )
        why = _NONE if not marked else "" if self.printer.isEnabled() else _NO_PRINTER
        count = formats.plural(len(marked), "carta", "cartas")
        self.foot_act.show_act(f"Imprimir {count}", "printer", why, note="En orden postal, con hoja separadora.")

    def show_open(self, row: BatchRow, letters: Sequence[PaperRow]) -> None:
        """A batch that came out, or is coming out, of a printer: its pile is read code by code."""
        assert row.open is not None
        self._show_head(row, is_open=True)
        each, states = row.open, [letter.pile for letter in sorted(letters, key=lambda letter: letter.place)]
        self.title.setText(f"Lote {each.batch_code}")
        where = each.printer or "guardado como PDF"
        self.subtitle.setText(f"{each.title} · {formats.clock(each.created_at)} · {where} · {each.created_by}")
        if each.state == "paused":
            again = button("Enviar de nuevo", icon_name="arrow-clockwise", act=self._acts.send_again)
            words = each.trouble or "La impresora no terminó."
            self.strip.say(f"<b>El lote está detenido.</b> {words} Lo que ya salió se lee igual.", [again])
        done, gone, moved = states.count("read"), states.count("missing"), states.count("out_of_order")
        self.picture.show_states(states)
        self.figures.setText(
            f"<b>{done}</b> en su puesto · <b>{gone}</b> {'falta' if gone == 1 else 'faltan'} · <b>{moved}</b> fuera de"
            f" orden · <b>{states.count('waiting')}</b> por leer"
        )
        self.count.setText(f"{done + moved} de {len(states)}")
        self._say_missing(letters)
        why = "" if states and done == len(states) else f"Pasa a Despacho con {len(states)} de {len(states)} en orden."
        words = formats.plural(len(states), "carta", "cartas")
        self.foot_act.show_act(f"Pasar {words} a Despacho", "truck", why, note="La pila quedó leída y en orden.")

    def show_reading(self, reading: Reading, row: PaperRow | None) -> None:
        """What the last code was."""
        if reading.is_good and row is not None:
            self.last.set_tone("good", "check-circle-fill")
            self.last.say(f"<b>{row.place:03d}</b> · {row.address.addressee or 'leída'}")
        else:
            self.last.set_tone("warn" if reading.verdict in ("read", "repeated") else "danger", "warning-circle")
            self.last.say(reading.sentence)

    def show_unread(self, code: str) -> None:
        """The code could not be asked for: the pile goes on, and this letter is passed by the reader again."""
        self.last.set_tone("danger", "warning-circle")
        self.last.say(f"«{code[:30]}» no quedó leída. Pásela otra vez por el lector.")

    def _say_missing(self, letters: Sequence[PaperRow]) -> None:
        gone = [f"{each.place:03d}" for each in letters if each.pile == "missing"]
        moved = [f"{each.place:03d}" for each in letters if each.pile == "out_of_order"]
        self.gone.setVisible(bool(gone))
        self.moved.setVisible(bool(moved))
        if gone:
            more = f" y {len(gone) - 4} más" if len(gone) > 4 else ""
            verb = "no está" if len(gone) == 1 else "no están"
            self.gone.say(
                f"<b>{', '.join(gone[:4])}{more} {verb} en la pila.</b> Búsquela en la bandeja de la impresora o"
                " reimprímala con F8."
            )
        if moved:
            self.moved.say(
                f"<b>{', '.join(moved[:4])} se leyó después de su puesto.</b> Póngala en orden y confirme con F7."
            )

    def _show_head(self, row: BatchRow | None, *, is_open: bool) -> None:
        self.strip.hide()
        self.waiting.setVisible(not is_open)
        self.pile.setVisible(is_open)
        self.save.setVisible(not is_open)
        self.reprint.setVisible(is_open)
        self.drop.setVisible(is_open)
        self.slack.set_days(row.days if row is not None else None)
        if self.slack.pick is not None:
            self.slack.show_slack(self.slack.pick())
        first = sum(each.goes_first for each in row.batch.rows) if row is not None else 0
        if first:
            count = formats.plural(first, "carta va", "cartas van")
            self.first.say(f"<b>Atención prioritaria (art. 20):</b> {count} encima de la pila.")
        else:
            self.first.hide()
        if not is_open:
            self._show_trouble()

    def _show_trouble(self, *_: object) -> None:
        words = self._troubles.get(self.printer.currentText(), "")
        if words and self.waiting.isVisibleTo(self):
            self.strip.say(words)

    def _read(self) -> None:
        code = self.reader.text().strip()
        self.reader.clear()
        if code:
            self._acts.read(code)

    def _fill_waiting(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text("El lote", "section"))
        self.facts = Facts()
        column.addWidget(self.facts)
        column.addWidget(text("La impresora", "section"))
        self.printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.printer.currentTextChanged.connect(self._show_trouble)
        column.addWidget(Field("&Impresora", self.printer))
        self.duplex = QCheckBox("Imprimir por las dos caras")
        self.duplex.setChecked(True)
        column.addWidget(self.duplex)

    def _fill_pile(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(text("Lectura de la pila", "section"), 1)
        self.count = text("", "strong")
        row.addWidget(self.count)
        column.addLayout(row)
        self.reader = QLineEdit()
        self.reader.setPlaceholderText("Pase el lector o escriba el radicado")
        self.reader.setAccessibleName("Código de la carta")
        self.reader.setMaxLength(60)
        self.reader.returnPressed.connect(self._read)
        column.addWidget(self.reader)
        self.last = Strip("good", "check-circle-fill")
        column.addWidget(self.last)
        self.picture = PilePicture()
        column.addWidget(self.picture)
        self.figures = text("", "help", wrap=True)
        column.addWidget(self.figures)
        self.gone, self.moved = Strip("danger", "warning-circle"), Strip("warn", "arrows-down-up")
        column.addWidget(self.gone)
        column.addWidget(self.moved)


_NONE = "Marque las cartas con Espacio, o todas con Ctrl+A."
_NO_PRINTER = "Este equipo no tiene impresora: guarde el lote como PDF."
