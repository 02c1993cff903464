"""What can be done with a case where it stands: its primary act, the others, and why something is not open."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.analysis_form import AnalysisForm
from app.services.reads.analysis_sheet import AnalysisSheet
from app.ui import formats
from app.ui.theme.tokens import Tone

EARLY = ("check_image", "classify_claim", "request_endorsement")
_TO_AREAS = (*EARLY, "decide_split", "search_inputs", "escalate_inputs")


#: What an act that the law has told to the citizen still lacks before it is reported.
_CLOSING = {
    "act_untold": "Falta notificar el acto: «Otros trámites de ley»",
    "act_appealable": "Corren los diez días de la reposición",
    "act_appealed": "Pase la reposición al abogado: «Otros trámites de ley»",
}


@dataclass(frozen=True)
class Situation:
    """`primary` is what F9 does: «draft», «split», «report», «send», «areas» or nothing."""

    primary: str
    words: str
    icon: str
    #: What is missing, or what is being waited for; empty when the primary act is open.
    waits_for: str
    editable: bool
    image: bool
    areas: bool
    aval: bool
    #: A sentence above the form about where the case stands.
    notice: str = ""
    tone: Tone = "info"

    @property
    def is_open(self) -> bool:
        """Whether F9 may be pressed."""
        return bool(self.primary) and not self.waits_for


def situation(sheet: AnalysisSheet, form: AnalysisForm, blocked_by: str = "") -> Situation:
    """Where the case stands with what is written. `blocked_by`: initials of whoever has it open."""
    key = sheet.activity_key
    if blocked_by or not sheet.may_act:
        return _closed("draft", "Pasar a Proyección", "check", "Solo lectura")
    special = {"close_archived": _report, "send_to_split": _send, "escalate_inputs": _ask, "receive_inputs": _waiting}
    if key in special:
        return special[key](sheet, form)
    if sheet.open_endorsement is not None:
        return _endorsement(sheet)
    if key == "decide_split" and sheet.petition.signatory_count > 1:
        count = formats.number(sheet.petition.signatory_count)
        notice = f"La firman {count} personas: un analista o abogado decide el desglose en Avales."
        return _closed("", "Pasar a Proyección", "check", "Espera la decisión de desglose", notice)
    return _working(sheet, form)


def _working(sheet: AnalysisSheet, form: AnalysisForm) -> Situation:
    key = sheet.activity_key
    missing = form.missing()
    early = key in EARLY
    notice, tone = _denied(sheet)
    if early and form.signatory_count > 1:
        missing = [each for each in missing if not each.startswith("insumo")]
        return Situation(
            "split", "Pedir decisión de desglose", "users-three", _lacking(missing), True,
            key == "check_image", True, True, notice, tone,
        )  # fmt: skip
    return Situation(
        "draft", "Pasar a Proyección", "check", _lacking(missing), True,
        key == "check_image", key in _TO_AREAS, early, notice, tone,
    )  # fmt: skip


def _denied(sheet: AnalysisSheet) -> tuple[str, Tone]:
    last = sheet.endorsements[-1] if sheet.endorsements else None
    if last is not None and last.decision == "denied":
        why = f"{last.denial}. " if last.denial else ""
        return f"<b>No se avaló.</b> {why}{last.decided_by}: {last.decision_note}", "warn"
    return "", "info"


def _endorsement(sheet: AnalysisSheet) -> Situation:
    asked = sheet.open_endorsement
    assert asked is not None
    verb = "archivar" if asked.kind == "archive" else "reasignar"
    notice = f"Aval pedido para <b>{verb}</b>: {asked.reason}. Decide a más tardar {formats.moment(asked.due_at)}."
    return _closed("", "Pasar a Proyección", "check", "Espera el aval de un abogado", notice)


def _report(sheet: AnalysisSheet, _form: AnalysisForm) -> Situation:
    last = sheet.endorsements[-1]
    what = "Avalado el archivo" if last.kind == "archive" else "Avalada la reasignación"
    notice = f"<b>{what}</b> con el acto {last.act_number}, por {last.decided_by}."
    waits = _CLOSING.get(sheet.law.closing or "", "")
    if last.act_state in ("to_sign", "returned"):
        waits = f"Falta la firma de {last.signer} en el acto"
    return Situation("report", "Reportar y finalizar", "archive", waits, False, False, False, False, notice, "good")


def _send(sheet: AnalysisSheet, _form: AnalysisForm) -> Situation:
    people = formats.plural(len(sheet.signatories), "firmante confirmado", "firmantes confirmados")
    notice = f"<b>Avalado el desglose:</b> {people}. Guarde el manifiesto (Ctrl+M) para Gestión Documental."
    return Situation("send", "Enviar a desglose", "users-three", "", False, False, False, False, notice, "good")


def _ask(_sheet: AnalysisSheet, _form: AnalysisForm) -> Situation:
    return Situation("areas", "Escalar a misional", "paper-plane-tilt", "", False, False, True, False)


def _waiting(sheet: AnalysisSheet, form: AnalysisForm) -> Situation:
    pending = [each for each in sheet.escalations if each.is_open]
    refused = [each for each in sheet.last_round if each.competence == "rejected"]
    if refused and not pending:
        said = refused[-1]
        proposed = f" Propone: {said.proposed_area}." if said.proposed_area else ""
        notice = f"<b>{said.area} no es competente.</b> {said.rejection_reason}{proposed}"
        return Situation(
            "draft", "Pasar a Proyección", "check", _lacking(form.missing()), True, False, True, False, notice, "danger"
        )
    if pending:
        lines = "; ".join(f"{each.area}, prometió el {formats.date(each.promised_on)}" for each in pending)
        return _closed("", "Pasar a Proyección", "check", "Espera insumos", f"<b>Escalado.</b> {lines}.")
    return _closed(
        "", "Pasar a Proyección", "check", "Espera a Control de Escalamiento", "<b>Insumo recibido.</b>", "good"
    )


def _closed(primary: str, words: str, icon: str, why: str, notice: str = "", tone: Tone = "info") -> Situation:
    return Situation(primary, words, icon, why, False, False, False, False, notice, tone)


def _lacking(missing: list[str]) -> str:
    return "Falta: " + ", ".join(missing) if missing else ""
