"""What the demonstration's quality leader did with her lots: acts signed, a meeting held and followed, one to come."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from app.services.demo.enacted import Stage
from app.services.demo.people import STAFF

_LEADER, _OTHER, _AGENT = "u_fidelina", "u_segundo", "u_paulina"
_MINUTES = (
    "Se vieron tres cartas devueltas por L03: dicen que el caso sigue en estudio y no dicen qué sigue ni cuándo.\n"
    "Pasa porque el texto aprobado no trae el campo de la fecha. Se acuerda completarlo y revisar las próximas cartas."
)


def tell(stage: Stage) -> None:
    """Called when everything else is written."""
    _acts(stage)
    _meetings(stage)


def _acts(stage: Stage) -> None:
    """Two lots have their act, one of them with a second signature; the others wait for theirs."""
    with_all = stage.rows(
        "SELECT l.lot_id FROM pqr.quality_lot l, pqr_core.lot_counts(l.lot_id) n"
        " WHERE n.sampled > 0 AND n.reviewed = n.sampled ORDER BY l.drawn_at LIMIT 2"
    )
    for (lot,) in with_all:
        stage.call(_LEADER, "sign_quality_act", lot, "Se leyeron todas las cartas del lote.")
    if with_all:
        stage.call(_OTHER, "sign_quality_act", with_all[0][0], "")


def _meetings(stage: Stage) -> None:
    people = {member.login: member.person_id for member in STAFF}
    codes = [code for (code,) in stage.rows(
        "SELECT f.code FROM pqr.quality_finding f GROUP BY f.code ORDER BY count(*) DESC, f.code LIMIT 3"
    )]  # fmt: skip
    if not codes:
        return
    called = [people[login] for login in (_LEADER, _OTHER, _AGENT)]
    now: dt.datetime = stage.rows("SELECT clock_timestamp()")[0][0]
    held = _call(stage, "held", "errors", None, now + dt.timedelta(hours=1), "Sala 3, piso 2", called, codes)
    # Two weeks ago, as the owner of the demonstration says.
    stage.rows(
        "UPDATE pqr.quality_meeting SET meets_at = meets_at - interval '15 days',"
        " called_at = called_at - interval '17 days', period_from = period_from - 15,"
        " period_to = period_to - 15 WHERE meeting_id = %s RETURNING 1",
        held,
    )
    agreed = [
        {"words": "Poner en cada carta qué sigue y para cuándo", "person_id": people[_AGENT], "due_on": stage.today},
        {"words": "Proponer el texto con el campo de la fecha", "person_id": people[_LEADER],
         "due_on": stage.today - dt.timedelta(days=3)},
        {"words": "Repasar la guía de trato digno con el grupo", "person_id": people[_OTHER],
         "due_on": stage.today + dt.timedelta(days=12)},
    ]  # fmt: skip
    stage.call(_LEADER, "record_meeting", held, called, _MINUTES, json.dumps(agreed, default=str))
    stage.call(_OTHER, "keep_commitment", held, 3, "Se repasó el lunes con los dos turnos")
    when = (now + dt.timedelta(days=2)).replace(hour=14, minute=0, second=0, microsecond=0)
    _call(stage, "next", "errors", people[_AGENT], when, "Sala 3, piso 2", [people[_LEADER], people[_AGENT]], codes[:2])
    area = stage.rows("SELECT area_id FROM pqr.area WHERE kind = 'mission' ORDER BY area_id LIMIT 1")[0][0]
    invited = [people[_LEADER], *(m.person_id for m in STAFF if "lead" in m.roles)]
    _call(
        stage, "area", "guidelines", None, when + dt.timedelta(days=5), "Videollamada de la Unidad", invited, [], area
    )


def _call(
    stage: Stage, name: str, kind: str, agent: int | None, when: dt.datetime, place: str, people: list[int],
    codes: list[str], area: int | None = None,
) -> uuid.UUID:  # fmt: skip
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"meeting {name}")
    values: list[Any] = [
        key,
        kind,
        area,
        agent,
        stage.today - dt.timedelta(days=30),
        stage.today,
        when,
        place,
        "",
        people,
        codes,
    ]
    stage.call(_LEADER, "call_meeting", *values)
    return key
