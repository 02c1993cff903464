"""The right side of Impresión: the batch, the printer, and the next thing to do with the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout

from app.ui import formats
from app.ui.trays.case_head import PrimaryFoot
from app.ui.trays.printing.rows import BatchRow, PaperRow
from app.ui.trays.signature.panel import Facts
from app.ui.widgets import Field, SlackPill, Strip, button, text
from app.ui.widgets.a11y import INSIDE
from app.ui.widgets.cards import PanelCard


class PrintPanel(PanelCard):
    """`act` prints, or marks as printed what has just come out; `save` writes the batch's PDF."""

    def __init__(self, act: Callable[[], object], save: Callable[[], object], again: Callable[[], object]) -> None:
        super().__init__()
        row = QHBoxLayout()
        self.title = text("", "heading", wrap=True)
        row.addWidget(self.title, 1)
        self.slack = SlackPill()
        row.addWidget(self.slack)
        self.head.addLayout(row)
        self.subtitle = text("", "sub", wrap=True)
        self.head.addWidget(self.subtitle)
        self.strip = Strip("info", "info")
        self.body.addWidget(self.strip)
        self.body.addWidget(text("El lote", "section"))
        self.facts = Facts()
        self.body.addWidget(self.facts)
        self.body.addWidget(text("La impresora", "section"))
        self.printer = QComboBox()
        self.printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.body.addWidget(Field("&Impresora", self.printer))
        self.duplex = QCheckBox("Imprimir por las dos caras")
        self.duplex.setChecked(True)
        self.body.addWidget(self.duplex)
        self.body.addStretch(1)
        self.foot_act = PrimaryFoot(act, "Imprimir")
        self.foot.addWidget(self.foot_act)
        others = QHBoxLayout()
        self.save = button("Guardar PDF…", "quiet", icon_name="file-pdf", context=INSIDE, act=save)
        self.save.setToolTip("Guardar el lote como un solo PDF  (Ctrl+S)")
        self.again = button("Reimprimir", "quiet", icon_name="arrow-clockwise", context=INSIDE, act=again)
        self.again.setAccessibleName("Imprimir de nuevo")
        self.again.hide()
        others.addWidget(self.save)
        others.addWidget(self.again)
        others.addStretch(1)
        self.foot.addLayout(others)

    def show_printers(self, names: Sequence[str]) -> None:
        """Offer these printers; without one, the batch can still be saved."""
        self.printer.clear()
        self.printer.addItems(list(names) or ["Sin impresora en este equipo"])
        self.printer.setEnabled(bool(names))

    def show_batch(self, row: BatchRow | None, marked: Sequence[PaperRow], *, is_out: bool) -> None:
        """The batch and its next step: print it, or (once `is_out`) mark what came out well."""
        self.slack.setVisible(row is not None and row.days is not None)
        self.again.setVisible(is_out)
        if row is None:
            self.title.setText("Sin lote")
            self.subtitle.setText("Escoja un lote de la lista.")
            self.facts.show_pairs(())
            self.foot_act.show_act("Imprimir", "printer", "Escoja un lote de la lista.")
            return
        if row.days is not None:
            self.slack.set_days(row.days)
        self.title.setText(row.batch.title)
        self.subtitle.setText(f"Código DANE {row.batch.code}" if row.batch.code else "Sin código DANE")
        pages = sum(each.letter.pages or 1 for each in marked)
        missing = len(row.batch.rows) - len(row.batch.ready)
        self.facts.show_pairs(
            [
                ("Cartas", f"{len(marked)} marcadas de {len(row.batch.rows)}"),
                ("Páginas", f"{pages} y una separadora"),
                ("Sin dirección", f"{missing}: no se imprimen" if missing else ""),
                ("Reimpresiones", str(sum(bool(each.letter.copies) for each in marked) or "")),
            ]
        )
        count = formats.plural(len(marked), "carta", "cartas")
        if is_out:
            self.foot_act.show_act(
                f"Marcar {formats.number(len(marked))} como impresas", "check", "" if marked else _NONE, note=_CHECK
            )
        else:
            why = _NONE if not marked else "" if self.printer.isEnabled() else _NO_PRINTER
            self.foot_act.show_act(f"Imprimir {count}", "printer", why, note="En orden postal, con hoja separadora.")


_NONE = "Marque las cartas con Espacio, o todas con Ctrl+A."
_NO_PRINTER = "Este equipo no tiene impresora: guarde el lote como PDF."
_CHECK = "Desmarque las que salieron mal: vuelven a imprimirse."
