"""Under the head of a case: priority, the wait for its citizen, transfers, data claim, each with its clock."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.filing_number import shown
from app.services.legal_acts.priority import ground_words
from app.services.legal_acts.transfer import claims_words
from app.services.reads.law_marks import LawMarks, MadeLetter, TransferMark
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
        self.citizen = Strip("info", "hourglass-medium")
        self.interest = Strip("info", "megaphone")
        for strip in (self.priority, self.citizen, self.data_claim, self.transfers, self.interest):
            column.addWidget(strip)
        self.clear()

    def clear(self) -> None:
        """No case."""
        self.show_marks(LawMarks())

    def show_marks(self, law: LawMarks) -> None:
        """What stands of each."""
        for strip, words in (
            (self.priority, _priority(law)),
            (self.citizen, _citizen(law)),
            (self.data_claim, _data_claim(law)),
            (self.transfers, " ".join(_transfer(each) for each in law.transfers)),
            (self.interest, _interest(law)),
        ):
            if words:
                strip.say(words)
            else:
                strip.hide()
        tone, name = _tone(law)
        self.transfers.set_tone(tone, name)
        missing = law.mark_by is not None and law.data_claim is None
        self.data_claim.set_tone("warn" if missing else "info", "fingerprint")
        still = law.awaiting is not None and law.awaiting.state in ("waiting", "soon")
        self.citizen.set_tone("info" if still else "warn", "hourglass-medium" if still else "bell-ringing")
        said = law.priority or law.transfers or law.data_claim or law.mark_by or _citizen(law) or law.general_interest
        self.setVisible(bool(said))


def _priority(law: LawMarks) -> str:
    mark = law.priority
    if mark is None:
        return ""
    done = f" Medidas: {escape(mark.measures)}" if mark.measures else ""
    return f"<b>Atención prioritaria (art. 20).</b> {ground_words(mark.ground)}: {escape(mark.reason)}{done}"


def _citizen(law: LawMarks) -> str:
    if law.withdrawn_on is not None:
        return (
            f"<b>El peticionario desistió</b> el {formats.date(law.withdrawn_on)}: pida el archivo en «Otros trámites"
            " de ley»; un abogado decide."
        )
    mark = law.awaiting
    if mark is None:
        return ""
    day, article = formats.date(mark.until), "art. 17" if mark.kind == "complete" else "art. 19"
    if mark.state == "unsent":
        return f"<b>Falta la prueba de que la carta llegó</b> ({article}): debe enviarse a más tardar el {day}."
    if mark.state == "unconfirmed":
        return (
            f"<b>Prueba del aviso por confirmar</b> ({article}): la revisa un abogado; el término aún no se suspende."
        )
    if mark.state == "lapsed":
        return (
            f"<b>El ciudadano no respondió:</b> su plazo venció el {day}. Pida el archivo en «Otros trámites de ley»."
        )
    return f"<b>En espera del ciudadano</b> ({article}), hasta el {day}: el término está suspendido."


def _interest(law: LawMarks) -> str:
    if law.general_interest is None:
        return ""
    return f"<b>De interés general (art. 22).</b> {escape(law.general_interest)}"


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
    if not mark.is_approved:
        return f"<b>Espera a un abogado</b> que ninguna entidad sea competente sobre {what}; sólo entonces se avisa."
    if not mark.is_confirmed:
        whom = f"a {escape(mark.entity)}" if mark.entity else "al peticionario"
        return f"<b>Falta la prueba del traslado</b> de {what} {whom}, a más tardar el {formats.date(mark.due_on)}."
    if mark.entity is None:
        return f"Nadie es competente sobre {what}: se avisó el {_told(mark.copy)}."
    late = ", fuera de los cinco días" if mark.is_late else ""
    return f"Trasladada {what} a <b>{escape(mark.entity)}</b> el {_told(mark.letter)}{late}."


def _told(made: MadeLetter | None) -> str:
    """«20/11/2026, con la carta 2026-…»."""
    if made is None or made.told_on is None:
        return ""
    return f"{formats.date(made.told_on)} con la carta {shown(made.filing_number)}"


def _tone(law: LawMarks) -> tuple[Tone, str]:
    pending = law.pending_transfer
    if pending is None:
        return "info", "arrow-square-out"
    return ("danger" if pending.is_late else "warn"), "arrow-square-out"
