"""What a dishonest printing group tried with psql around paper, sheets, results and notices, and no longer works."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

import psycopg
import pytest
from psycopg.types.json import Jsonb

from app.clock import today
from tests.fixtures.cases import perform_as
from tests.fixtures.dispatches import read_back
from tests.fixtures.letters import put_document
from tests.people import STAFF

CASE = "hand_to_courier"
OPEN_BATCH = "SELECT pqr_api.open_print_batch(%s, %s, 'Prueba', 'equipo', %s)"
OPEN_SHEET = "SELECT pqr_api.open_dispatch_sheet(%s, '0217-2026', %s, %s, %s)"
CLOSE_SHEET = "SELECT pqr_api.close_dispatch_sheet(%s, %s)"
NOTE = "SELECT pqr_api.note_results(%s, %s)"
PROVE = "SELECT pqr_api.prove_notice(%s, %s, %s)"


def _refused(session, query, values) -> str:
    with pytest.raises(psycopg.errors.DatabaseError) as caught:
        session.execute(query, values)
    assert caught.value.sqlstate == "PQ100", caught.value
    return caught.value.diag.message_primary


def _hand(session, reply, sheet, version=2, guide="RA100000001CO", row=1):
    payload = {"sheet_id": str(sheet), "sheet_row": row, "guide": guide}
    return perform_as(session, reply.case_id, version, CASE, "handed", payload)


def _proof(sql_as, reply, body=b"imagen de prueba", kind="delivery_proof") -> str:
    return str(put_document(sql_as("postgres"), kind, body, reply.case_id))


def _come_back(perform, reply, version, **more):
    payload = {"cause_code": "D09", "happened_on": today().isoformat()} | more
    return perform("printing", reply.case_id, version, CASE, "returned", payload)


def _deliver(perform, reply, version, proof):
    payload = {"received_by": "Vecina de Prueba", "happened_on": today().isoformat(), "document_id": proof}
    return perform("printing", reply.case_id, version, CASE, "delivered", payload)


def test_a_dropped_batch_that_was_printed_counts_its_paper(signed_reply, sql_as):
    reply, printing = signed_reply(), sql_as("printing")
    for job in ("HP-1", None):
        batch = uuid.uuid4()
        printing.execute(OPEN_BATCH, [batch, [reply.case_id], "HP"])
        if job:
            printing.execute("SELECT pqr_api.note_print_batch(%s, 'reading', %s)", [batch, job])
        printing.execute("SELECT pqr_api.drop_print_batch(%s)", [batch])
    read_back(printing, reply.case_id)
    [copies] = printing.execute("SELECT copies FROM pqr_api.print_queue()").fetchone()
    assert copies == 1, "the one that reached the printer; the one that never did is no paper"


def test_the_hundredth_batch_of_a_day_has_its_number(signed_reply, sql_as):
    reply, printing = signed_reply(), sql_as("printing")
    sql_as("postgres").execute(
        "INSERT INTO pqr.print_batch (batch_id, batch_code, title, station, duplex, state, created_by)"
        " SELECT gen_random_uuid(), 'X-' || n, 'Prueba', 'equipo', true, 'done', %s FROM generate_series(1, 120) n",
        [STAFF["printing"].person_id],
    )
    [code] = printing.execute(OPEN_BATCH, [uuid.uuid4(), [reply.case_id], None]).fetchone()
    assert code.endswith("-121")


def test_batches_and_reprints_have_an_end(signed_reply, sql_as):
    reply, printing = signed_reply(), sql_as("printing")
    batch = uuid.uuid4()
    printing.execute(OPEN_BATCH, [batch, [reply.case_id], "HP"])
    again = "SELECT pqr_api.reprint_in_batch(%s, %s, 'Se atascó')"
    for _ in range(20):
        printing.execute(again, [batch, reply.case_id])
    assert _refused(printing, again, [batch, reply.case_id]) == "too_many_reprints"
    printing.execute("SELECT pqr_api.drop_print_batch(%s)", [batch])
    sql_as("postgres").execute(
        "INSERT INTO pqr.print_batch (batch_id, batch_code, title, station, duplex, state, created_by)"
        " SELECT gen_random_uuid(), 'X-' || n, 'Prueba', 'equipo', true, 'done', %s FROM generate_series(1, 500) n",
        [STAFF["printing"].person_id],
    )
    assert _refused(printing, OPEN_BATCH, [uuid.uuid4(), [reply.case_id], None]) == "too_many_batches"


def test_a_sheet_waits_for_what_is_being_written_on_it(printed_reply, open_sheet, connect_as, sql_as):
    reply, sheet = printed_reply(), open_sheet()
    writer = connect_as(STAFF["printing"].login)
    writer.autocommit = False
    assert _hand(writer, reply, sheet)["status"] == "applied"
    other = sql_as("printing")
    other.execute("SET lock_timeout = '300ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute(CLOSE_SHEET, [sheet, None])
    writer.commit()
    other.execute(CLOSE_SHEET, [sheet, None])
    query = "SELECT closed_at, guide_last FROM pqr.dispatch_sheet WHERE sheet_id = %s"
    assert sql_as("postgres").execute(query, [sheet]).fetchone() == (None, "RA100000001CO")


def test_a_sheet_is_not_closed_with_anothers_paper(open_sheet, sql_as):
    first, second = open_sheet(), open_sheet("RA200000001CO", "RA200000100CO")
    paper = put_document(sql_as("postgres"), "dispatch_sheet", b"%PDF planilla")
    printing = sql_as("printing")
    printing.execute(CLOSE_SHEET, [first, paper])
    assert _refused(printing, CLOSE_SHEET, [second, paper]) == "document_missing"


def test_spoiled_guides_do_not_reach_into_others_ranges(sql_as):
    printing = sql_as("printing")
    for first, last in (
        ("RA100000003CO", "RA999999999CO"),
        ("RA999999999CO", "RA999999999CO"),
        ("RB100000003CO", "RB100000003CO"),
        ("RA100000005CO", "RA100000003CO"),
    ):
        skips = Jsonb([{"from": first, "to": last, "reason": "dañadas"}])
        values = [uuid.uuid4(), "RA100000001CO", "RA100000100CO", skips]
        assert _refused(printing, OPEN_SHEET, values) == "spoiled_guides", (first, last)
    long = Jsonb([{"from": "RA100000003CO", "to": "RA100000003CO", "reason": "x" * 5000}])
    assert _refused(printing, OPEN_SHEET, [uuid.uuid4(), "RA100000001CO", "RA100000100CO", long]) == "spoiled_guides"


@pytest.mark.parametrize(
    "figures",
    [{"weight_grams": -5}, {"value_pesos": -500000}, {"value_pesos": "NaN"}, {"value_pesos": 10**8}, {"sheet_row": 0}],
)
def test_a_sheet_adds_up_only_what_a_letter_weighs_and_costs(printed_reply, open_sheet, perform, figures):
    reply, sheet = printed_reply(), open_sheet()
    payload = {"sheet_id": str(sheet), "sheet_row": 1, "guide": "RA100000001CO"} | figures
    answer = perform("printing", reply.case_id, 2, CASE, "handed", payload)
    assert (answer["status"], answer["field"]) == ("refused", "ck_dispatch_measure"), answer


def test_nobody_keeps_all_the_guides_with_a_digit_too_many(sql_as):
    values = [uuid.uuid4(), "RA000000001CO", "RA999999999CO", "[]"]
    assert _refused(sql_as("printing"), OPEN_SHEET, values) == "guide_range_long"
    values = [uuid.uuid4(), "RA000000001CO", "RA000000009CO", '{"from": "x"}']
    assert _refused(sql_as("printing"), OPEN_SHEET, values) == "spoiled_guides"


def test_what_nobody_sees_is_no_reason_and_no_name(printed_reply, open_sheet, perform, sql_as):
    reply, sheet = printed_reply(), open_sheet()
    blank = perform("printing", reply.case_id, 2, CASE, "reprint", {"reason": "\u200b\u2060\u200d\u00ad\u200b"})
    assert blank["reason"] == "reason_needed"
    assert _hand(sql_as("printing"), reply, sheet)["status"] == "applied"
    payload = {"received_by": "\u202eAna\u200b Prueba", "happened_on": today().isoformat()}
    payload["document_id"] = _proof(sql_as, reply)
    assert perform("printing", reply.case_id, 3, CASE, "delivered", payload)["status"] == "applied"
    assert sql_as("postgres").execute("SELECT received_by FROM pqr.delivery").fetchone() == ("Ana Prueba",)


def test_open_sheets_have_an_end(sql_as):
    sql_as("postgres").execute(
        "INSERT INTO pqr.dispatch_sheet (sheet_id, sheet_number, contract, guide_from, guide_to, created_by)"
        " SELECT gen_random_uuid(), n, '0217-2026', 'RB' || 100000000 + n || 'CO', 'RB' || 100000000 + n || 'CO', %s"
        " FROM generate_series(1, 199) n",
        [STAFF["printing"].person_id],
    )
    printing = sql_as("printing")
    printing.execute(OPEN_SHEET, [uuid.uuid4(), "RA100000001CO", "RA100000100CO", Jsonb([])])
    last = [uuid.uuid4(), "RA200000001CO", "RA200000100CO", Jsonb([])]
    assert _refused(printing, OPEN_SHEET, last) == "too_many_sheets"


def test_the_image_of_a_return_does_not_prove_the_next_delivery(printed_reply, open_sheet, perform, print_case, sql_as):
    reply, sheet = printed_reply(), open_sheet()
    early = _proof(sql_as, reply, b"cargada antes de salir")
    assert _hand(sql_as("printing"), reply, sheet)["status"] == "applied"
    assert _deliver(perform, reply, 3, early)["reason"] == "proof_too_old"
    proof = _proof(sql_as, reply)
    assert _come_back(perform, reply, 3, document_id=proof)["status"] == "applied"
    again = perform("printing", reply.case_id, 4, CASE, "sent_again", {"address": "Calle 9 n.º 9-9"})
    assert again["status"] == "applied", again
    assert print_case(reply.case_id, 5)["status"] == "applied"
    assert _hand(sql_as("printing"), reply, sheet, 6, "RA100000002CO", 2)["status"] == "applied"
    assert _deliver(perform, reply, 7, proof)["reason"] == "proof_too_old"
    # The same bytes under a new name are the same image.
    assert _deliver(perform, reply, 7, _proof(sql_as, reply))["reason"] == "same_proof"
    assert _deliver(perform, reply, 7, _proof(sql_as, reply, b"otra imagen"))["status"] == "applied"


def test_not_even_the_owner_of_the_table_delivers_without_a_document(printed_reply, open_sheet, sql_as):
    reply, sheet = printed_reply(), open_sheet()
    _hand(sql_as("printing"), reply, sheet)
    with pytest.raises(psycopg.errors.CheckViolation, match="ck_delivery_document"):
        sql_as("postgres").execute(
            "INSERT INTO pqr.delivery (case_id, attempt, result, happened_on, received_by, recorded_by)"
            " VALUES (%s, 1, 'delivered', now(), 'nadie', %s)",
            [reply.case_id, STAFF["printing"].person_id],
        )


def _fix(perform, sql_as, reply, sheet):
    assert _hand(sql_as("printing"), reply, sheet)["status"] == "applied"
    assert _come_back(perform, reply, 3)["status"] == "applied"
    page = _proof(sql_as, reply, b"%PDF aviso", "notice")
    payload = {"kind": "notice", "guide": "AVISO-1", "document_id": page, "fixed_on": today().isoformat()}
    answer = perform("printing", reply.case_id, 4, CASE, "handed", payload)
    assert answer["status"] == "applied", answer
    return payload


def _age(sql_as, reply, days):
    admin = sql_as("postgres")
    admin.execute(
        "UPDATE pqr.notice SET fixed_on = fixed_on - %(d)s, removed_on = removed_on - %(d)s,"
        " effective_on = effective_on - %(d)s WHERE case_id = %(c)s",
        {"d": days, "c": reply.case_id},
    )
    admin.execute(
        "UPDATE pqr.dispatch SET handed_at = handed_at - make_interval(days => %s) WHERE case_id = %s",
        [days, reply.case_id],
    )


def test_one_photo_does_not_prove_both_ends_of_a_notice(printed_reply, open_sheet, perform, sql_as):
    reply, sheet, printing = printed_reply(), open_sheet(), sql_as("printing")
    page = _fix(perform, sql_as, reply, sheet)
    _age(sql_as, reply, 20)
    first, copy = (_proof(sql_as, reply, b"foto de la cartelera", "notice_proof") for _ in range(2))
    printing.execute(PROVE, [reply.case_id, "published", first])
    assert _refused(printing, PROVE, [reply.case_id, "removed", first]) == "same_proof"
    assert _refused(printing, PROVE, [reply.case_id, "removed", copy]) == "same_proof"
    assert _come_back(perform, reply, 5)["status"] == "applied"
    # The page of the earlier notice says other days: a second notice needs its own.
    again = perform("printing", reply.case_id, 6, CASE, "handed", page | {"guide": "AVISO-2"})
    assert again["reason"] == "notice_missing"


def test_a_notice_is_for_letters_that_came_back(printed_reply, open_sheet, perform, sql_as):
    reply, sheet = printed_reply(), open_sheet()
    page = _proof(sql_as, reply, b"%PDF aviso", "notice")
    payload = {"kind": "notice", "guide": "AVISO-1", "document_id": page}
    assert perform("printing", reply.case_id, 2, CASE, "handed", payload)["reason"] == "notice_not_allowed"
    _hand(sql_as("printing"), reply, sheet)
    assert perform("printing", reply.case_id, 3, CASE, "handed", payload)["reason"] == "not_in_transit"
    assert _come_back(perform, reply, 3)["status"] == "applied"
    for day in (today() - dt.timedelta(days=1), today() + dt.timedelta(days=16)):
        early = payload | {"fixed_on": day.isoformat()}
        assert perform("printing", reply.case_id, 4, CASE, "handed", early)["reason"] == "notice_day"


def test_a_result_is_told_as_applied_only_when_it_is(printed_reply, open_sheet, sql_as):
    reply, sheet, printing = printed_reply(), open_sheet(), sql_as("printing")
    _hand(printing, reply, sheet)
    name = hashlib.sha256(b"el archivo de manana").digest()
    printing.execute("SELECT pqr_api.begin_results(%s, 2)", [name])
    forged = [{"row": 2, "guide": "RA100000001CO", "verdict": "delivered"}]
    assert _refused(printing, NOTE, [name, Jsonb(forged)]) == "not_applied"
    rows = [{"row": n, "guide": "", "verdict": "unmatched"} for n in range(2, 5)]
    assert _refused(printing, NOTE, [name, Jsonb(rows)]).startswith("payload")
    printing.execute(NOTE, [name, Jsonb(rows[:2])])


def test_files_of_results_have_an_end(sql_as):
    sql_as("postgres").execute(
        "INSERT INTO pqr.operator_file (sha256, row_count, imported_by)"
        " SELECT sha256(n::text::bytea), 1, %s FROM generate_series(1, 100) n",
        [STAFF["printing"].person_id],
    )
    assert _refused(sql_as("printing"), "SELECT pqr_api.begin_results(%s, 1)", [b"x" * 32]) == "too_many_files"


def test_who_read_the_names_of_a_bulk_list_is_found_by_case(make_drafting, sql_as):
    reply = make_drafting(claims=1)
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.case_file SET activity = 16 WHERE case_id = %s", [reply.case_id])
    claim = admin.execute("SELECT claim_code FROM pqr.claim WHERE case_id = %s", [reply.case_id]).fetchone()
    sql_as("lawyer").execute("SELECT * FROM pqr_api.bulk_rows(%s)", [f"{claim[0]}/"])
    named = admin.execute("SELECT names FROM pqr_audit.read_log WHERE reason = 'Masiva'").fetchall()
    assert named == [([reply.case_id],)]
