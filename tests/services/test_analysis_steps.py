"""The chains of Análisis on the real server: whole, stopped in the middle, taken back, and raced by somebody else."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from app.clock import today
from app.errors import CaseMoved, InvalidInput
from app.services import analysis_steps as steps
from app.services.analysis_form import AnalysisForm, DraftInput, form_of
from app.services.database import Database
from app.services.perform import Performer
from app.services.reads.analysis_sheet import area_promises, read_sheet, save_progress
from app.services.reads.claim_tree import read_catalogues
from app.services.trays.analysis import chosen, counts, read_tray, with_rings
from app.services.verbs.classify_claim import ClaimAsked
from app.services.verbs.escalate_inputs import AreaRequest, EscalateInputs
from app.services.verbs.request_endorsement import RequestEndorsement
from tests.people import STAFF
from tests.support.petitions import REGISTRY, REPARATION, stand_petition


@pytest.fixture
def database_of(engine_as):
    return lambda key: Database(engine_as(STAFF[key].login))


@pytest.fixture
def agent(database_of):
    return database_of("agent")


def filled(sheet, *codes: str) -> AnalysisForm:
    inputs = tuple(
        DraftInput(claim=n, system="RUV", content="Estado: incluido", found_on=today(), input_id=uuid.uuid4())
        for n in range(1, len(codes) + 1)
    )
    return replace(form_of(sheet, today()), claims=tuple(ClaimAsked(code) for code in codes), inputs=inputs)


def test_one_decision_takes_a_petition_from_6_to_17(sql_as, agent):
    case = stand_petition(sql_as("postgres"), "check_image")
    sheet = read_sheet(agent, case)
    commands = steps.to_drafting(sheet, sheet.activity_key, filled(sheet, REGISTRY, REPARATION))
    assert [c.activity for c in commands] == [
        "check_image", "classify_claim", "request_endorsement", "decide_split", "search_inputs", "draft_in_bulk",
    ]  # fmt: skip
    done = steps.run(Performer(agent), commands)
    assert (done.last.activity, done.last.version, done.back_to, done.undoable) == ("draft_response", 7, 1, True)


def test_a_refusal_in_the_middle_tells_where_it_stopped_and_it_goes_on_from_there(sql_as, agent):
    case = stand_petition(sql_as("postgres"), "check_image")
    sheet = read_sheet(agent, case)
    form = filled(sheet, REGISTRY, REPARATION)
    short = replace(form, inputs=form.inputs[:1])
    with pytest.raises(steps.ChainStopped) as told:
        steps.run(Performer(agent), steps.to_drafting(sheet, sheet.activity_key, short))
    assert len(told.value.done) == 4
    assert "Se aplicó hasta la actividad 9. Se detuvo en la 13" in told.value.user_message
    assert "sin insumo vigente" in told.value.user_message
    again = read_sheet(agent, case)
    assert again.activity_key == "search_inputs"
    done = steps.run(Performer(agent), steps.to_drafting(again, again.activity_key, form))
    assert done.last.activity == "draft_response"


def test_bad_data_is_refused_before_anything_is_sent(sql_as, agent):
    case = stand_petition(sql_as("postgres"), "check_image")
    sheet = read_sheet(agent, case)
    form = filled(sheet, REGISTRY)
    late = replace(form.inputs[0], found_on=today() + dt.timedelta(days=2))
    with pytest.raises(InvalidInput):
        steps.to_drafting(sheet, sheet.activity_key, replace(form, inputs=(late,)))
    assert read_sheet(agent, case).version == 1


def test_the_whole_chain_is_taken_back_and_the_data_stay(sql_as, agent):
    case = stand_petition(sql_as("postgres"), "check_image")
    sheet = read_sheet(agent, case)
    performer = Performer(agent)
    done = steps.run(performer, steps.to_drafting(sheet, sheet.activity_key, filled(sheet, REGISTRY)))
    performer.undo(done.last, done.back_to)
    back = read_sheet(agent, case)
    assert back.activity_key == "check_image"
    assert [c.code for c in back.claims] == [REGISTRY]
    assert back.history[0].label == "Deshecho"
    again = steps.run(performer, steps.to_drafting(back, back.activity_key, form_of(back, today())))
    assert again.last.activity == "draft_response"


def test_two_people_on_one_case_the_second_is_told_that_it_moved(sql_as, agent, database_of):
    admin = sql_as("postgres")
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,), inputs=True)
    mine = read_sheet(agent, case)
    # The case passes to a colleague, who finishes it.
    admin.execute("UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent2"].person_id, case])
    other = database_of("agent2")
    theirs = read_sheet(other, case)
    steps.run(Performer(other), steps.to_drafting(theirs, theirs.activity_key, form_of(theirs, today())))
    admin.execute("UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent"].person_id, case])
    with pytest.raises(steps.ChainStopped) as told:
        steps.run(Performer(agent), steps.to_drafting(mine, mine.activity_key, form_of(mine, today())))
    assert isinstance(told.value.error, CaseMoved)


def test_to_the_lawyer_and_to_the_areas(sql_as, agent):
    admin = sql_as("postgres")
    performer = Performer(agent)
    one, two = (read_sheet(agent, stand_petition(admin, "check_image")) for _ in range(2))
    request = RequestEndorsement(kind="archive", reason_code="A01", note="No pide nada")
    asked = steps.run(performer, steps.to_lawyer(one, one.activity_key, filled(one, REGISTRY), request))
    assert asked.last.activity == "request_endorsement" and not asked.undoable
    area = EscalateInputs(requests=(AreaRequest(claims=(1,), question="¿Estado?"),))
    form = replace(filled(two, REGISTRY), inputs=())
    sent = steps.run(performer, steps.to_areas(two, two.activity_key, form, area))
    assert sent.last.activity == "receive_inputs"
    waiting = read_sheet(agent, two.case_id)
    assert waiting.status == "escalated"
    assert [(e.area_id, e.claims, e.is_open) for e in waiting.escalations] == [(1, (1,), True)]


def test_a_half_filled_form_is_found_again_until_the_case_moves(sql_as, agent, database_of):
    case = stand_petition(sql_as("postgres"), "classify_claim")
    sheet = read_sheet(agent, case)
    half = replace(filled(sheet, REGISTRY), inputs=(replace(filled(sheet, REGISTRY).inputs[0], found_on=None),))
    save_progress(agent, case, half.kept())
    again = form_of(read_sheet(agent, case), today())
    assert again == half
    with pytest.raises(Exception, match="not_permitted"):
        save_progress(database_of("agent2"), case, half.kept())
    save_progress(agent, case, None)
    assert form_of(read_sheet(agent, case), today()).claims == ()


def test_the_sheet_is_for_who_takes_part_and_is_counted(sql_as, agent, database_of):
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    twin = stand_petition(admin, "check_image")
    assert read_sheet(agent, case).earlier == 1
    for key in ("agent2", "lawyer", "auditor", "mission"):
        with pytest.raises(Exception, match="not_permitted"):
            read_sheet(database_of(key), case)
    seen = admin.execute("SELECT session_login, what FROM pqr_audit.read_log WHERE case_id = %s", [case]).fetchall()
    assert seen == [("u_ana", "sheet")]
    assert twin != case


def test_the_tray_its_filters_and_rings(sql_as, agent, database_of):
    from app.services.legal_calendar import read_calendar

    admin = sql_as("postgres")
    calendar = read_calendar(agent)
    late, now = calendar.today - dt.timedelta(days=10), calendar.today
    first = stand_petition(admin, "check_image", due_on=late, name="Íngrid Ñáñez de Prueba")
    stand_petition(admin, "search_inputs", due_on=calendar.add(now, 2), claims=(REGISTRY,))
    stand_petition(admin, "check_image", assignee="agent2")
    stand_petition(admin, "draft_response")
    rows = read_tray(agent, STAFF["agent"].person_id, calendar)
    assert rows[0].case_id == first
    assert counts(rows) == {"all": 2, "overdue": 1, "today": 0, "soon": 1, "received": 0, "lapsed": 0, "oversight": 0}
    assert [r.case_id for r in chosen(rows, "all", "nañez ingrid")] == [first]
    assert [r.case_id for r in chosen(rows, "all", rows[1].row.label[:12])] != [] and not chosen(rows, "today")
    database_of("agent").call("claim", p_case=first, p_seconds=60)
    assert [row.ring for row in with_rings(rows, agent, "AA")] == ["", ""]
    assert with_rings(rows, agent, "XX")[0].ring == "AA"


def test_catalogues_have_leaves_reasons_and_promises(agent):
    lists = read_catalogues(agent)
    leaf = lists.leaf(REPARATION)
    assert leaf is not None and leaf.area_id == 3 and leaf.systems == ("INDEMNIZA",)
    assert lists.leaf("3") is None
    codes = [leaf.code for leaf in lists.leaves]
    assert codes.index("1.9") < codes.index("1.10")
    assert {reason.kind for reason in lists.reasons} == {"archive", "reassign"}
    assert all(promise.promised_on > today() for promise in area_promises(agent))


def test_once_classified_an_old_form_does_not_bring_old_claims_back(sql_as, agent):
    case = stand_petition(sql_as("postgres"), "search_inputs", claims=(REPARATION,))
    sheet = read_sheet(agent, case)
    old = filled(sheet, REGISTRY, REPARATION)
    save_progress(agent, case, old.kept())
    form = form_of(read_sheet(agent, case), today())
    assert [claim.code for claim in form.claims] == [REPARATION]
    assert [each.claim for each in form.inputs] == [1]
