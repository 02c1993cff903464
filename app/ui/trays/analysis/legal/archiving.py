"""Desistimiento, reiterada and what ends in the archive (arts. 17 to 19): aval, notice of the act, and reposición."""

from __future__ import annotations

import datetime as dt

from app.errors import InvalidInput
from app.filing_number import shown
from app.services import analysis_steps as steps
from app.services.legal_acts import requests
from app.services.legal_acts.law_acts import ArchiveAct, LawActs
from app.services.legal_acts.letters import Render
from app.services.legal_acts.standing import LegalAct, Standing
from app.services.refusals import refusal
from app.services.verbs.request_endorsement import RequestEndorsement
from app.ui.trays.analysis.legal.law_cards import PaperCard, ReasonCard
from app.ui.trays.analysis.legal.law_desk import LawCase, on
from app.ui.trays.analysis.legal.proof_file import ChosenFile

WITHDRAW = LegalAct(
    "withdraw",
    "Art. 18",
    "Registrar el desistimiento",
    "El peticionario desiste por escrito; un abogado archiva o continúa de oficio.",
    "prohibit",
)
REFER = LegalAct(
    "refer",
    "Art. 19",
    "Remitir a la respuesta anterior",
    "Reiterada ya resuelta y entregada con prueba: carta que la cita y archivo.",
    "arrow-bend-up-right",
)
DISRESPECT = LegalAct(
    "disrespect",
    "Art. 19",
    "Rechazar por irrespetuosa",
    "Sólo ofensas y nada que se pueda responder; lo decide un abogado.",
    "megaphone",
)
ARCHIVE = LegalAct(
    "law_archive",
    "Arts. 17 a 19",
    "Archivar con acto motivado",
    "Aval del abogado, notificación con prueba y reposición, en su orden.",
    "stamp",
)
#: What each ground is called on the card that asks for its aval.
GROUNDS = {
    "A02": "Reiterada: ya se remitió a la respuesta anterior",
    "A04": "Desistimiento expreso",
    "A05": "Desistimiento tácito: no completó la petición",
    "A06": "No aclaró la petición devuelta",
}
_BEFORE_DRAFT = (6, 7, 8, 9, 13, 14)
_AREA = "Espera insumos de un área: cuando respondan, o digan que no les compete, podrá pedir el archivo."
_EXCEPTIONS = "Revisé: no se da ninguna de las dos excepciones"
_THEY_ARE = "Excepciones: derechos imprescriptibles, y lo negado por falta de requisitos que ahora se cumplen."


def withdraw_standing(acts: LawActs) -> Standing:
    """Art. 18."""
    taken = acts.withdrawal
    if taken is None:
        return Standing(acts.activity in (*_BEFORE_DRAFT, 15), "" if acts.activity != 10 else "El caso ya se archiva.")
    if taken.decision is None:
        return Standing(False, f"Registrado el {on(taken.withdrawn_on)}: pida el archivo; el abogado decide.")
    if taken.decision == "accepted":
        return Standing(False, f"El abogado lo aceptó (acto {taken.act_number}).")
    made = acts.continuation
    if made is not None and made.told_on is not None:
        return Standing(False, f"Continúa de oficio; se le avisó al ciudadano el {on(made.told_on)}.")
    return Standing(True, f"El abogado continúa de oficio (acto {taken.act_number}): avise al ciudadano.")


def refer_standing(acts: LawActs) -> Standing:
    """Art. 19: repeated."""
    done = acts.referral
    if done is not None and done.letter.told_on is not None:
        return Standing(False, f"El ciudadano recibió la carta el {on(done.letter.told_on)}: pida el archivo.")
    if done is not None:
        return Standing(True, f"Falta la prueba de que la carta {shown(done.letter.filing_number)} llegó.")
    if acts.earlier is None:
        return Standing(False, refusal("earlier_unproved").user_message)
    return Standing(
        True, f"Repite la {shown(acts.earlier.filing_number)}, entregada el {on(acts.earlier.delivered_on)}."
    )


def disrespect_standing(acts: LawActs) -> Standing:
    """Art. 19: without respect."""
    if acts.aval_open:
        return Standing(False, "El caso espera la decisión de un abogado.")
    if acts.has_claims:
        return Standing(False, refusal("disrespect_answerable").user_message)
    return Standing(acts.activity in _BEFORE_DRAFT, _AREA if acts.activity == 15 else "")


def archive_standing(acts: LawActs) -> Standing:
    """Aval, notice, reposición: the step that comes next."""
    if acts.activity == 10:
        return _closing(acts)
    if acts.aval_open:
        return Standing(False, "El caso espera la decisión de un abogado.")
    if acts.ground is None:
        return Standing(False, refusal("law_archive_ready").user_message)
    if acts.activity not in _BEFORE_DRAFT:
        return Standing(False, _AREA)
    return Standing(True, f"Procede: {GROUNDS[acts.ground].lower()}. Pida el aval del abogado.")


def _closing(acts: LawActs) -> Standing:
    act = acts.act
    if act is None or not act.is_told:
        return Standing(False, refusal("notice_needless").user_message)
    if acts.appeal_on is not None:
        return Standing(True, f"Reposición del {on(acts.appeal_on)}: pásela al abogado.")
    if act.letter is None or act.letter.told_on is None:
        return Standing(True, f"Falta notificar el acto {act.number or ''} con su prueba.")
    if act.has_remedy and not acts.had_appeal and act.appeal_by is not None and acts.today <= act.appeal_by:
        return Standing(
            True, f"Notificado el {on(act.letter.told_on)}: admite reposición hasta el {on(act.appeal_by)}."
        )
    return Standing(False, "Notificado y en firme: reporte y cierre el caso (F9).")


def open_withdraw(case: LawCase) -> None:
    """Record it; after the lawyer, tell that the Unidad goes on."""
    desk, taken, made = case.desk, case.acts.withdrawal, case.acts.continuation
    if taken is None:

        def act(day: dt.date | None, file: ChosenFile) -> None:
            case.carry(
                card,
                lambda: requests.withdraw(case.database, case.place, day, file.data, file.mime),
                lambda _none: "El desistimiento quedó registrado: pida el archivo al abogado en este mismo menú.",
            )

        words = f"{desk.number}: guarde el escrito. El término sigue corriendo hasta que un abogado decida."
        card = PaperCard(desk.window, "Registrar el desistimiento", words, "Registrar", desk.today, act, desk.choose)
        card.ask()
        return
    render = case.letter("continuation", reason=taken.reason or "", act_number=taken.act_number or "")
    if made is None:
        case.make_now(lambda: requests.announce_continuation(case.database, case.place, render))
    elif made.document_id is None:
        case.finish(made, render)
    else:
        case.tell(made, "Aviso de que continúa de oficio", case.told_words(made))


def open_refer(case: LawCase) -> None:
    """The reason and the letter; then its proof."""
    desk, earlier, done = case.desk, case.acts.earlier, case.acts.referral
    if done is not None and done.letter.document_id is not None:
        case.tell(done.letter, "Entrega de la remisión", case.told_words(done.letter))
        return
    assert earlier is not None

    def render_for(reason: str) -> Render:
        return case.letter(
            "earlier_answer",
            reason=reason.strip(),
            earlier_number=shown(earlier.answer_number),
            earlier_filing=shown(earlier.filing_number),
            earlier_on=earlier.delivered_on,
        )

    if done is not None:
        case.finish(done.letter, render_for(done.reason))
        return

    def act(reason: str, sure: bool) -> None:
        case.make(card, lambda: requests.refer(case.database, case.place, reason, sure, render_for(reason)))

    words = (
        f"{desk.number} repite la {shown(earlier.filing_number)}, respondida con {shown(earlier.answer_number)} y"
        f" entregada el {on(earlier.delivered_on)}."
    )
    card = ReasonCard(
        desk.window, REFER.title, words, "Hacer la carta", act, confirm=_EXCEPTIONS,
        help_text=_THEY_ARE,
        hint="Por qué no trae nada nuevo. La carta lo dice con estas palabras.",
    )  # fmt: skip
    card.ask()


def open_disrespect(case: LawCase) -> None:
    """Quote and reason; a lawyer decides."""
    desk = case.desk
    card = ReasonCard(
        desk.window, DISRESPECT.title, f"{desk.number}: un abogado decide; rechazar es la excepción.", "Pedir el aval",
        lambda reason, _sure: _ask_aval(case, card, "A07", requests.quoted(reason)),
        hint="Cite entre comillas las expresiones y diga por qué no queda nada que responder sin ellas.",
    )  # fmt: skip
    card.ask()


def open_archive(case: LawCase) -> None:
    """Aval, notice, reposición: what comes next."""
    acts, desk = case.acts, case.desk
    if acts.activity != 10:
        ground = acts.ground or ""
        words = f"{desk.number}. {GROUNDS.get(ground, '')}. Un abogado dicta el acto; el archivo no quita derechos."
        card = ReasonCard(
            desk.window, "Pedir el archivo", words, "Pedir el aval",
            lambda reason, _sure: _ask_aval(case, card, ground, reason), reason=_drafted(acts, ground),
            hint="El hecho que lo prueba. El acto lo dice con estas palabras.",
        )  # fmt: skip
        card.ask()
        return
    assert acts.act is not None
    if acts.appeal_on is not None:
        code = acts.act.reason_code
        second = ReasonCard(
            desk.window, "Reposición: pasar al abogado",
            f"{desk.number}: el abogado confirma el acto o sigue el trámite.", "Pasar al abogado",
            lambda reason, _sure: _ask_aval(case, second, code, reason),
            reason=f"Recurso de reposición del {on(acts.appeal_on)} contra el acto {acts.act.number}: ",
            hint="Qué dice el recurso.",
        )  # fmt: skip
        second.ask()
    else:
        _notify(case, acts.act)


def _notify(case: LawCase, act: ArchiveAct) -> None:
    made = act.letter
    render = case.letter(
        "act_notice", reason=act.note, act_number=act.number or "", act_on=act.decided_at.date(),
        ground=act.reason_code, has_remedy=act.has_remedy and not case.acts.had_appeal,
    )  # fmt: skip
    if made is None:
        case.make_now(lambda: requests.notify_act(case.database, case.place, render))
    elif made.document_id is None:
        case.finish(made, render)
    elif made.told_on is None:
        case.tell(made, "Notificación del acto", case.told_words(made), means="personal")
    else:
        _appeal(case, act)


def _appeal(case: LawCase, act: ArchiveAct) -> None:
    desk = case.desk

    def record(day: dt.date | None, file: ChosenFile) -> None:
        case.carry(
            card,
            lambda: requests.appeal(case.database, case.place, day, file.data, file.mime),
            lambda _none: "El recurso quedó registrado: páselo al abogado en este mismo menú.",
        )

    words = f"{desk.number}: contra el acto {act.number} procede reposición hasta el {on(act.appeal_by)}."
    card = PaperCard(desk.window, "Recurso de reposición", words, "Registrar", desk.today, record, desk.choose)
    card.ask()


def _ask_aval(case: LawCase, card: ReasonCard, ground: str, reason: str) -> None:
    if len(reason.strip()) < requests.LEAST:
        raise refusal("requirement_reason", "reason")
    request = RequestEndorsement(kind="archive", reason_code=ground, note=reason)
    work = case.desk.work
    if work.sheet is None or work.sheet.case_id != case.sheet.case_id:
        raise InvalidInput(sentence="El caso ya no está abierto. Ábralo y repita.")
    card.close_overlay()
    work.carry_out(lambda s, _form: steps.to_archive(s, s.activity_key, request), "espera el acto del abogado")


def _drafted(acts: LawActs, ground: str) -> str:
    """What the facts already say, for the agent to complete."""
    asked = acts.complete if ground == "A05" else acts.clarify
    if ground in ("A05", "A06") and asked.letter is not None and asked.letter.told_on is not None:
        return (
            f"Se requirió con la carta {shown(asked.letter.filing_number)}, recibida el {on(asked.letter.told_on)}; el"
            f" plazo venció el {on(asked.until)} sin respuesta."
        )
    if ground == "A04" and acts.withdrawal is not None:
        return f"El peticionario desistió por escrito del {on(acts.withdrawal.withdrawn_on)}, que está en el caso."
    if ground == "A02" and acts.earlier is not None:
        return (
            f"Repite la {shown(acts.earlier.filing_number)}, respondida con {shown(acts.earlier.answer_number)} y"
            f" entregada el {on(acts.earlier.delivered_on)} con prueba."
        )
    return ""
