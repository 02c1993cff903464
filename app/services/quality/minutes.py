"""A meeting of quality as it reads: who is called, the faults and whether they became fewer, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.documents.record_pdf import Part
from app.services.quality.acts import Act
from app.services.quality.meetings import KINDS, STATES, Called, Commitment, Meeting, Topic


def minutes_of(meeting: Meeting) -> Act:
    """The call, or the minutes once it was held."""
    held = meeting.minutes is not None
    parts = [Part("Citación", list(_call(meeting))), Part("Citados", rows=[_person(each) for each in meeting.people])]
    if meeting.topics:
        parts.append(Part("Fallas por tratar y su seguimiento", rows=[_topic(each) for each in meeting.topics]))
    if meeting.minutes is not None:
        parts.append(Part("Lo tratado", rows=meeting.minutes.splitlines()))
        agreed = [_commitment(each) for each in meeting.commitments] or ["Ninguno."]
        parts.append(Part("Compromisos", rows=agreed))
    title = "Acta de reunión de calidad" if held else "Citación a reunión de calidad"
    return Act(title, f"{KINDS[meeting.kind]} · {STATES[meeting.state]}", tuple(parts), held)


def _call(meeting: Meeting) -> Iterator[tuple[str, str]]:
    yield "Cuándo", f"{meeting.meets_at:%d/%m/%Y, %H:%M}"
    yield "Dónde", meeting.place
    yield "Con", meeting.with_whom or "Todo el grupo"
    yield "Periodo revisado", f"{meeting.period_from:%d/%m/%Y} a {meeting.period_to:%d/%m/%Y}"
    yield "Citó", f"{meeting.called_by}, {meeting.called_at:%d/%m/%Y, %H:%M}"
    if meeting.agenda:
        yield "Orden del día", meeting.agenda
    if meeting.cancelled_for:
        yield "Cancelada", meeting.cancelled_for
    elif meeting.closed_by and meeting.closed_at:
        yield "Escribió el acta", f"{meeting.closed_by}, {meeting.closed_at:%d/%m/%Y, %H:%M}"


def _person(each: Called) -> str:
    said = {None: "", True: " · asistió", False: " · no asistió"}
    return each.name + said[each.attended]


def _topic(each: Topic) -> str:
    words = f"{each.code} · {each.title}: {_share(each.letters, each.reviewed)} en el periodo"
    if not each.reviewed_since:
        return f"{words}; desde la reunión no se ha revisado ninguna carta."
    before, after = each.letters * each.reviewed_since, each.since * each.reviewed
    trend = "bajó" if after < before else "subió" if after > before else "sigue igual"
    return f"{words}; {_share(each.since, each.reviewed_since)} desde la reunión: {trend}."


def _share(letters: int, reviewed: int) -> str:
    return f"{letters} de {reviewed} cartas revisadas"


def _commitment(each: Commitment) -> str:
    words = f"{each.no}. {each.words} · {each.name}, para el {each.due_on:%d/%m/%Y}"
    if each.done_on is not None:
        return f"{words} · cumplido el {each.done_on:%d/%m/%Y}: {each.done_note}"
    return f"{words} · {'VENCIDO' if each.late else 'pendiente'}"
