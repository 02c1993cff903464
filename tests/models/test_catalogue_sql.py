"""Catalogues and acts of avals against plain SQL: two people, two hands, nobody signs what they asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition

ACT = "Resolución 00100 del 5 de noviembre de 2026"
ENTITY = {"p_label": "Ministerio", "p_detail": "Prueba", "p_nit": "899999090-2"}
BODY = "CONSIDERANDO\n1. Que el escrito no pide nada a la Unidad.\nRESUELVE\nPrimero. Archivar."
ASK = {"kind": "archive", "reason_code": "A01", "note": "Es una invitación"}


@pytest.fixture
def call(sql_as):
    """call(who, function, **named) → what it answers, or the reason of its refusal."""

    def make(who, function, **named):
        marks = ", ".join(f"{name} => %({name})s" for name in named)
        try:
            return sql_as(who).execute(f"SELECT pqr_api.{function}({marks})", named).fetchone()[0]
        except psycopg.Error as error:
            return (error.diag.message_primary or "").strip() if error.sqlstate == "PQ100" else error.sqlstate

    return make


@pytest.fixture
def admin(sql_as):
    return sql_as("postgres")


@pytest.fixture
def propose(call, admin):
    """propose(who, book, kind, code, **values) → (answer, its number); from today unless said."""

    def make(who, book, kind, code, **values):
        today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
        values = {"p_act": ACT, "p_from": today, "p_change": uuid.uuid4()} | values
        return call(who, "propose_catalogue", p_book=book, p_kind=kind, p_code=code, **values), values["p_change"]

    return make


@pytest.fixture
def delegate(propose, call):
    """delegate(key) makes that person sign the acts of avals, by two people."""

    def make(key):
        answer, change = propose("admin", "act_signer", "add", STAFF[key].login)
        assert answer == {"status": "applied"}
        assert call("lead", "decide_catalogue", p_change=change, p_approve=True, p_note=None)["in_force"]

    return make


@pytest.fixture
def granted(admin, perform):
    """granted() is a case whose aval `lawyer` granted, asked by `agent`."""

    def make():
        case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
        assert perform("agent", case, 1, "request_endorsement", "requested", ASK)["status"] == "applied"
        assert perform("lawyer", case, 2, "request_endorsement", "archived", {})["status"] == "applied"
        return case

    return make


def test_one_proposes_another_approves_and_history_keeps_how_it_was(propose, call, admin):
    answer, change = propose("admin", "stage", "change", "14", p_days=Decimal("2.5"))
    assert answer == {"status": "applied"}
    was = admin.execute("SELECT days FROM pqr.stage_term WHERE activity = 14").fetchone()[0]
    # Nothing changes yet; not by who asked, nor by somebody without the office, nor twice.
    assert call("admin", "decide_catalogue", p_change=change, p_approve=True, p_note=None) == "own_proposal"
    assert call("agent", "decide_catalogue", p_change=change, p_approve=True, p_note=None) in ("not_permitted", "42501")
    assert propose("lead", "stage", "change", "14", p_days=3)[0] == "catalogue_open"
    assert admin.execute("SELECT days FROM pqr.stage_term WHERE activity = 14").fetchone()[0] == was
    assert call("lead", "decide_catalogue", p_change=change, p_approve=True, p_note=None)["in_force"]
    kept = admin.execute(
        "SELECT s.days, s.source, c.old_days FROM pqr.stage_term s, pqr.catalogue_change c WHERE s.activity = 14"
    ).fetchone()
    assert (float(kept[0]), kept[1], kept[2]) == (2.5, ACT, was)


def test_a_change_of_a_later_day_waits_for_it(propose, call, admin):
    today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
    later = today + dt.timedelta(days=10)
    assert propose("admin", "input_validity", "change", "RUV", p_days=45, p_from=today - dt.timedelta(days=1))[0] == (
        "catalogue_from"
    )
    _, change = propose("admin", "input_validity", "change", "RUV", p_days=45, p_from=later)
    assert call("lead", "decide_catalogue", p_change=change, p_approve=True, p_note=None)["in_force"] is False
    days = "SELECT days FROM pqr.input_validity WHERE system = 'RUV'"
    assert admin.execute(days).fetchone() == (90,)
    # Its day comes: whoever opens Análisis first puts it in.
    admin.execute("UPDATE pqr.catalogue_change SET valid_from = pqr_core.today() WHERE change_id = %s", [change])
    call("agent", "tree_in_force")
    assert admin.execute(days).fetchone() == (45,)


@pytest.mark.parametrize(
    ("book", "kind", "code", "values", "why"),
    [
        ("entity", "add", "min_prueba", ENTITY | {"p_nit": "899999090-1"}, "entity_nit"),
        ("entity", "add", "min_prueba", ENTITY, "entity_address"),
        ("entity", "add", "sena", {"p_label": "SENA otra vez"}, "catalogue_taken"),
        ("stage", "add", "14", {"p_days": 2}, "catalogue_taken"),
        ("stage", "retire", "14", {}, "catalogue_fixed"),
        ("stage", "change", "14", {"p_days": 61}, "catalogue_days"),
        ("denial_reason", "retire", "N99", {}, "catalogue_fixed"),
        ("denial_reason", "add", "A01", {"p_label": "No sirve"}, "catalogue_code"),
        ("act_signer", "add", "nadie", {}, "signer_not_lawyer"),
    ],
)  # fmt: skip
def test_what_no_catalogue_takes(propose, book, kind, code, values, why):
    assert propose("admin", book, kind, code, **values)[0] == why


def test_a_retired_entity_takes_no_transfer_and_its_row_stays(propose, call, admin):
    _, change = propose("admin", "entity", "retire", "sena")
    call("lead", "decide_catalogue", p_change=change, p_approve=True, p_note=None)
    row = admin.execute("SELECT is_active, name <> '' FROM pqr.competent_entity WHERE key = 'sena'").fetchone()
    assert row == (False, True)


@pytest.mark.parametrize("table", ["catalogue_change", "act_signer", "denial_reason", "stage_term", "competent_entity"])
def test_nobody_writes_a_catalogue_by_hand(sql_as, table):
    for who in ("admin", "lead", "lawyer"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql_as(who).execute(f"DELETE FROM pqr.{table}")


def test_the_act_goes_to_who_is_delegated_and_waits_for_the_signature(delegate, granted, call, admin, perform):
    delegate("lawyer2")
    case = granted()
    state = "SELECT act_state, signer_id, signer_act, signed_by FROM pqr.endorsement WHERE case_id = %s"
    assert admin.execute(state, [case]).fetchone() == ("to_sign", STAFF["lawyer2"].person_id, ACT, None)
    assert perform("agent", case, 3, "close_archived", "reported")["reason"] == "act_unsigned"
    sent = {"p_key": uuid.uuid4(), "p_case": case, "p_version": 3, "p_body": BODY}
    # Who granted it is not delegated; the agent and the lead are no lawyers.
    assert call("lawyer", "sign_act", **sent) == "act_not_delegated"
    assert call("agent", "sign_act", **sent) == "not_permitted" and call("lead", "sign_act", **sent) == "not_permitted"
    back = {"p_key": uuid.uuid4(), "p_case": case, "p_version": 3, "p_note": "Falta citar el artículo."}
    assert call("lawyer2", "return_act", **back)["status"] == "applied"
    fixed = {"p_key": uuid.uuid4(), "p_case": case, "p_version": 4, "p_body": BODY + " Artículo 17."}
    assert call("lawyer2", "correct_act", **fixed) == "act_of_another"
    assert call("lawyer", "correct_act", **fixed)["status"] == "applied"
    # Not other words than those that stand.
    assert call("lawyer2", "sign_act", **sent | {"p_version": 5}) == "act_changed"
    signed = sent | {"p_version": 5, "p_body": BODY + " Artículo 17."}
    assert call("lawyer2", "sign_act", **signed)["status"] == "applied"
    assert call("lawyer2", "sign_act", **signed | {"p_version": 6}) == "act_signed"
    assert admin.execute(state, [case]).fetchone()[3] == STAFF["lawyer2"].person_id
    assert perform("agent", case, 6, "close_archived", "reported")["status"] == "applied"


def test_nobody_signs_what_they_asked_for_even_with_the_roles_and_the_delegation(delegate, granted, call, admin):
    delegate("lawyer2")
    case = granted()
    # The lawyer2 account turns out to be who asked for it: neither the function nor the table takes the signature.
    admin.execute("UPDATE pqr.endorsement SET requested_by = %s WHERE case_id = %s", [STAFF["lawyer2"].person_id, case])
    sent = {"p_key": uuid.uuid4(), "p_case": case, "p_version": 3, "p_body": BODY}
    assert call("lawyer2", "sign_act", **sent) == "not_own_request"
    assert call("lawyer2", "act_sheet", p_case=case) is not None
    with pytest.raises(psycopg.errors.CheckViolation):
        admin.execute(
            "UPDATE pqr.endorsement SET act_state = 'signed', signed_by = requested_by, signed_at = now()"
            " WHERE case_id = %s", [case]
        )  # fmt: skip


def test_two_logins_of_one_hand_give_no_aval_and_no_signer(propose, call, admin, perform):
    def hold(holder, held):
        admin.execute(
            "INSERT INTO pqr_audit.staff_event (session_login, what, person_id, detail)"
            " VALUES (%s, 'reset_password', %s, '{}')",
            [STAFF[holder].login, STAFF[held].person_id],
        )

    # An administrator takes the leader's account and approves with it what they asked for with their own.
    _, change = propose("admin", "act_signer", "add", STAFF["lawyer"].login)
    hold("admin", "lead")
    assert call("lead", "decide_catalogue", p_change=change, p_approve=True, p_note=None) == "same_hand"
    # Who asks for an aval had the lawyer's account in hand: the lawyer's login gives nothing.
    case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
    perform("agent", case, 1, "request_endorsement", "requested", ASK)
    hold("agent", "lawyer")
    assert perform("lawyer", case, 2, "request_endorsement", "archived", {})["reason"] == "same_hand"
    assert perform("lawyer2", case, 2, "request_endorsement", "archived", {})["status"] == "applied"


def test_nobody_approves_to_be_the_signer(propose, call, own_login):
    lead = own_login("lead", "lawyer")
    _, change = propose("admin", "act_signer", "add", lead)
    assert call(lead, "decide_catalogue", p_change=change, p_approve=True, p_note=None) == "signer_self"


def test_denials_are_counted_by_reason_for_the_lead_and_a_lawyer_sees_their_own(admin, perform, sql_as):
    case = stand_petition(admin, "request_endorsement", claims=(REGISTRY,))
    perform("agent", case, 1, "request_endorsement", "requested", ASK)
    perform("lawyer", case, 2, "request_endorsement", "denied", {"note": "Queda otra", "denial_code": "N02"})
    asked = (
        "SELECT code, archive, lawyers FROM pqr_api.denial_counts(pqr_core_today - 5, pqr_core_today) WHERE archive > 0"
    ).replace("pqr_core_today", "(now() AT TIME ZONE 'America/Bogota')::date")
    assert sql_as("lead").execute(asked).fetchall() == [("N02", 1, [{"name": STAFF["lawyer"].full_name, "count": 1}])]
    assert len(sql_as("lawyer").execute(asked).fetchall()) == 1 and sql_as("lawyer2").execute(asked).fetchall() == []
    with pytest.raises(psycopg.Error):
        sql_as("agent").execute(asked)
