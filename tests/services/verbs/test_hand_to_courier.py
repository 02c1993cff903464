"""Activities 26 and 27: printed, handed over, delivered with proof, returned, sent again; and nothing in between."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.clock import today
from tests.fixtures.dispatches import read_back
from tests.fixtures.letters import ADDRESS, put_document

CASE = "hand_to_courier"


def hand(perform, reply, sheet, version=2, guide="RA100000001CO", row=1, key="printing", **more):
    payload = {"sheet_id": str(sheet), "sheet_row": row, "guide": guide, "weight_grams": 20, "value_pesos": 6535}
    return perform(key, reply.case_id, version, CASE, "handed", payload | more)


def proof_of(sql_as, reply) -> str:
    return str(put_document(sql_as("postgres"), "delivery_proof", b"imagen de prueba", reply.case_id))


def delivered(perform, reply, version, proof, **more):
    payload = {"received_by": "Vecina de Prueba", "happened_on": today().isoformat(), "document_id": proof}
    return perform("printing", reply.case_id, version, CASE, "delivered", payload | more)


def returned(perform, reply, version, cause="D05"):
    payload = {"cause_code": cause, "happened_on": today().isoformat()}
    return perform("printing", reply.case_id, version, CASE, "returned", payload)


def test_from_hand_over_to_proof(printed_reply, open_sheet, perform, sql_as) -> None:
    reply, sheet = printed_reply(), open_sheet()
    handed = hand(perform, reply, sheet)
    assert (handed["status"], handed["activity"]) == ("applied", CASE)
    assert _status(sql_as, reply) == (27, "in_transit")
    row = sql_as("postgres").execute(
        "SELECT attempt, addressee, address, municipality_code, state FROM pqr.dispatch WHERE case_id = %s",
        [reply.case_id],
    ).fetchone()  # fmt: skip
    assert row == (1, "Rosa Elvira Prueba Inventada", ADDRESS, "05154", "in_transit")
    assert delivered(perform, reply, 3, proof_of(sql_as, reply))["activity"] is None
    assert _status(sql_as, reply) == (0, "delivered")


def test_delivered_before_hand_over_is_refused(printed_reply, perform, sql_as) -> None:
    reply = printed_reply()
    assert delivered(perform, reply, 2, proof_of(sql_as, reply))["reason"] == "in_transit"
    assert returned(perform, reply, 2)["reason"] == "in_transit"


def test_handed_twice_is_refused(printed_reply, open_sheet, perform) -> None:
    reply, sheet = printed_reply(), open_sheet()
    hand(perform, reply, sheet)
    assert hand(perform, reply, sheet, version=3, guide="RA100000002CO", row=2)["reason"] == "not_in_transit"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"document_id": None}, "proof_missing"),
        ({"document_id": str(uuid.uuid4())}, "document_missing"),
        ({"received_by": " "}, "payload"),
        ({"happened_on": (today() + dt.timedelta(days=1)).isoformat()}, "delivery_date"),
        ({"happened_on": (today() - dt.timedelta(days=1)).isoformat()}, "delivery_date"),
    ],
)
def test_without_proof_the_case_stays_open(printed_reply, open_sheet, perform, sql_as, change, reason) -> None:
    reply, sheet = printed_reply(), open_sheet()
    hand(perform, reply, sheet)
    assert delivered(perform, reply, 3, proof_of(sql_as, reply), **change)["reason"] == reason
    assert _status(sql_as, reply) == (27, "in_transit")


def test_proof_of_another_case_does_not_serve(printed_reply, open_sheet, perform, sql_as) -> None:
    reply, other, sheet = printed_reply(), printed_reply(), open_sheet()
    hand(perform, reply, sheet)
    assert delivered(perform, reply, 3, proof_of(sql_as, other))["reason"] == "document_missing"


def test_the_printing_group_cannot_close_by_sql(printed_reply, sql_as) -> None:
    reply = printed_reply()
    session = sql_as("printing")
    for attack in (
        "UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE case_id = %s",
        "UPDATE pqr.dispatch SET state = 'delivered' WHERE case_id = %s",
        "INSERT INTO pqr.delivery (case_id, attempt, result, happened_on, received_by, recorded_by)"
        " VALUES (%s, 1, 'delivered', now(), 'nadie', 15)",
        "SELECT pqr_core.record_delivery(c, NULL, 'delivered', '{}') FROM pqr.case_file c WHERE case_id = %s",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(attack, [reply.case_id])
    assert _status(sql_as, reply)[0] == 27


def test_others_cannot_hand_over(printed_reply, open_sheet, perform) -> None:
    reply, sheet = printed_reply(), open_sheet()
    for key in ("signer", "agent", "lead", "records"):
        assert hand(perform, reply, sheet, key=key)["reason"] == "not_permitted"


def test_guides_outside_the_range_or_spoiled(printed_reply, open_sheet, perform) -> None:
    skips = '[{"from": "RA100000003CO", "to": "RA100000004CO", "reason": "dañadas"}]'
    reply, sheet = printed_reply(), open_sheet(skips=skips)
    for guide in ("RA100000101CO", "RB100000001CO", "RA100000003CO", "100000001"):
        assert hand(perform, reply, sheet, guide=guide)["reason"] == "guide_out_of_range", guide
    assert hand(perform, reply, sheet, guide="RA100000005CO")["status"] == "applied"


def test_a_guide_serves_once(printed_reply, open_sheet, perform) -> None:
    first, second, sheet = printed_reply(), printed_reply(), open_sheet()
    hand(perform, first, sheet)
    again = hand(perform, second, sheet, row=2)
    assert (again["reason"], again["field"]) == ("payload", "uq_dispatch_guide")


def test_return_then_another_address_then_proof(printed_reply, open_sheet, perform, print_case, sql_as) -> None:
    reply, sheet = printed_reply(), open_sheet()
    hand(perform, reply, sheet)
    assert returned(perform, reply, 3, "D08")["status"] == "applied"
    assert _status(sql_as, reply) == (27, "mail_returned")
    same = {"address": ADDRESS, "municipality_code": "05154"}
    assert perform("printing", reply.case_id, 4, CASE, "sent_again", same)["reason"] == "same_address"
    other = {"address": "Carrera 7 n.º 21-08", "municipality_code": "05154"}
    assert perform("printing", reply.case_id, 4, CASE, "sent_again", other)["activity"] == "print_response"
    assert print_case(reply.case_id, 5)["status"] == "applied"
    assert hand(perform, reply, sheet, version=6, guide="RA100000002CO", row=2)["status"] == "applied"
    assert delivered(perform, reply, 7, proof_of(sql_as, reply))["activity"] is None
    admin = sql_as("postgres")
    rows = admin.execute(
        "SELECT attempt, address, state FROM pqr.dispatch WHERE case_id = %s ORDER BY attempt", [reply.case_id]
    ).fetchall()
    assert rows == [(1, ADDRESS, "returned"), (2, "Carrera 7 n.º 21-08", "delivered")]
    why = admin.execute(
        "SELECT reason FROM pqr.letter_print WHERE case_id = %s AND print_no = 2", [reply.case_id]
    ).fetchone()
    assert why == ("Devuelta: No reside",)


def test_a_returned_letter_is_printed_before_it_is_handed_again(printed_reply, open_sheet, perform) -> None:
    reply, sheet = printed_reply(), open_sheet()
    hand(perform, reply, sheet)
    returned(perform, reply, 3)
    assert hand(perform, reply, sheet, version=4, guide="RA100000002CO", row=2)["reason"] == "print_again_first"


def test_reprint_needs_a_reason_and_counts(printed_reply, perform, print_case, sql_as) -> None:
    reply = printed_reply()
    assert perform("printing", reply.case_id, 2, CASE, "reprint", {"reason": " "})["reason"] == "reason_needed"
    assert (
        perform("printing", reply.case_id, 2, CASE, "reprint", {"reason": "Atascada"})["activity"] == "print_response"
    )
    assert print_case(reply.case_id, 3)["status"] == "applied"
    rows = sql_as("postgres").execute(
        "SELECT print_no, reason FROM pqr.letter_print WHERE case_id = %s ORDER BY print_no", [reply.case_id]
    ).fetchall()  # fmt: skip
    assert rows == [(1, None), (2, "Atascada")]


def test_printing_without_complete_address_is_refused(signed_reply, perform, sql_as) -> None:
    reply = signed_reply()
    batch = read_back(sql_as("printing"), reply.case_id)
    sql_as("postgres").execute("UPDATE pqr.petitioner SET municipality_code = NULL WHERE case_id = %s", [reply.case_id])
    answer = perform("printing", reply.case_id, 1, "print_response", "printed", {"batch_id": batch})
    assert answer["reason"] == "addressee_town"


def test_an_unsigned_letter_is_not_printed(signed_reply, perform, sql_as) -> None:
    reply = signed_reply()
    sql_as("postgres").execute("UPDATE pqr.letter SET uploaded_at = NULL WHERE case_id = %s", [reply.case_id])
    answer = perform("printing", reply.case_id, 1, "print_response", "printed", {"batch_id": str(uuid.uuid4())})
    assert answer["reason"] == "not_signed"


def _status(sql_as, reply):
    return sql_as("postgres").execute(
        "SELECT activity, status FROM pqr.case_file WHERE case_id = %s", [reply.case_id]
    ).fetchone()  # fmt: skip
