"""Under the head of a case: its priority, its transfers, its data claim, each in a strip with its clock."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.legal_acts.priority import GROUNDS
from app.services.legal_acts.transfer import claims_words
from app.services.reads.law_marks import LawMarks, TransferMark
from app.ui import formats
from app.ui.theme.tokens import Tone
from app.ui.widgets import Strip


class LawStrips(QWidget):
    """Nothing where the law did nothing on the case."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        self.priority = Strip("danger", "flag")
        self.data_claim = Strip("info", "fingerprint")
        self.transfers = Strip("info", "arrow-square-out")
        for strip in (self.priority, self.data_claim, self.transfers):
            column.addWidget(strip)
        self.clear()

    def clear(self) -> None:
        """No case."""
        self.show_marks(LawMarks())

    def show_marks(self, law: LawMarks) -> None:
        """What stands of each."""
        for strip, words in (
            (self.priority, _priority(law)),
            (self.data_claim, _data_claim(law)),
            (self.transfers, " ".join(_transfer(each) for each in law.transfers)),
        ):
            if words:
                strip.say(words)
            else:
                strip.hide()
        tone, name = _tone(law)
        self.transfers.set_tone(tone, name)
        missing = law.mark_by is not None and law.data_claim is None
        self.data_claim.set_tone("warn" if missing else "info", "fingerprint")
        self.setVisible(bool(law.priority or law.transfers or law.data_claim or law.mark_by))


def _priority(law: LawMarks) -> str:
    mark = law.priority
    if mark is None:
        return ""
    done = f" Medidas: {escape(mark.measures)}" if mark.measures else ""
    return f"<b>Atención prioritaria (art. 20).</b> {GROUNDS[mark.ground]}: {escape(mark.reason)}{done}"


def _data_claim(law: LawMarks) -> str:
    mark = law.data_claim
    if mark is None:
        if law.mark_by is None:
            return ""
        return f"<b>Reclamo de datos sin la leyenda:</b> póngala a más tardar el {formats.date(law.mark_by)}."
    if mark.is_lifted:
        return ""
    late = " (tarde)" if mark.marked_on > mark.mark_by else ""
    until = f" Con aviso, hasta el {formats.date(law.decide_by)}." if law.decide_by is not None else ""
    where = ", ".join(mark.systems)
    return f"<b>Reclamo en trámite</b> en {where} desde el {formats.date(mark.marked_on)}{late}.{until}"


def _transfer(mark: TransferMark) -> str:
    what = claims_words(mark.claims)
    if not mark.is_confirmed:
        whom = f"a {escape(mark.entity)}" if mark.entity else "al peticionario"
        return f"<b>Falta la prueba del traslado</b> de {what} {whom}, a más tardar el {formats.date(mark.due_on)}."
    if mark.entity is None:
        return f"Nadie es competente sobre {what}: se avisó el {_day(mark.told_on)}."
    late = ", fuera de los cinco días" if mark.is_late else ""
    return f"Trasladada {what} a <b>{escape(mark.entity)}</b> el {_day(mark.sent_on)}{late}."


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day is not None else ""


def _tone(law: LawMarks) -> tuple[Tone, str]:
    pending = law.pending_transfer
    if pending is None:
        return "info", "arrow-square-out"
    return ("danger" if pending.is_late else "warn"), "arrow-square-out"
