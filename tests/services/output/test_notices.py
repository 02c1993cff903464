"""Notices: five business days by the server's calendar, the page to publish, both proofs, and no way around them."""

from __future__ import annotations

import datetime as dt

import psycopg
import pypdfium2 as pdfium
import pytest

from app.clock import today
from app.errors import PqrError
from app.services.database import Database
from app.services.documents.pdfium import LOCK
from app.services.output import notices, recording
from app.services.output.dispatching import dispatch_queue
from app.services.perform import Performer
from tests.fixtures.letters import put_document
from tests.people import STAFF

CASE = "hand_to_courier"


@pytest.fixture
def printing(engine_as) -> Database:
    return Database(engine_as(STAFF["printing"].login))


@pytest.fixture
def fixed(printing, printed_reply, open_sheet, perform):
    """fixed(day): a letter that came back, with its notice fixed; the reply and what was fixed."""

    def make(day: dt.date | None = None):
        reply, sheet = printed_reply(), open_sheet()
        payload = {"sheet_id": str(sheet), "sheet_row": 1, "guide": "RA100000001CO"}
        perform("printing", reply.case_id, 2, CASE, "handed", payload)
        back = {"cause_code": "D09", "happened_on": today().isoformat()}
        perform("printing", reply.case_id, 3, CASE, "returned", back)
        row = dispatch_queue(printing)[0]
        return reply, notices.fix(printing, Performer(printing), row, "aviso-2026-001", day or today())

    return make


def age(sql_as, reply, days: int) -> None:
    """The notice was fixed so many days earlier."""
    sql_as("postgres").execute(
        "UPDATE pqr.notice SET fixed_on = fixed_on - %(d)s, removed_on = removed_on - %(d)s,"
        " effective_on = effective_on - %(d)s WHERE case_id = %(c)s", {"d": days, "c": reply.case_id}
    )  # fmt: skip
    sql_as("postgres").execute(
        "UPDATE pqr.dispatch SET handed_at = handed_at - make_interval(days => %s) WHERE case_id = %s",
        [days, reply.case_id],
    )


def test_fixed_on_friday_is_removed_on_thursday_and_served_on_friday(sql_as) -> None:
    rows = [
        sql_as("postgres").execute("SELECT * FROM pqr_core.notice_days(%s)", [day]).fetchone()
        for day in (dt.date(2026, 11, 23), dt.date(2026, 11, 21), dt.date(2026, 12, 4))
    ]
    monday = (dt.date(2026, 11, 23), dt.date(2026, 11, 27), dt.date(2026, 11, 30))
    # 8 December is a holiday.
    assert rows == [monday, monday, (dt.date(2026, 12, 4), dt.date(2026, 12, 11), dt.date(2026, 12, 14))]


def test_the_page_names_the_person_and_the_days_and_nothing_of_the_reply(fixed) -> None:
    _reply, made = fixed()
    with LOCK, pdfium.PdfDocument(made.pdf) as document:
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
    assert (
        "AVISO AVISO" not in text
        and "AVISO-2026-001" in text
        and "Rosa Elvira Prueba Inventada" in text
        and "No reclamado" in text
    )
    assert "víctima." not in text.lower() and "incluida en el registro" not in text.lower()
    assert str(made.text.removed_on.day) in text and made.text.removed_on > made.text.fixed_on


def test_the_case_closes_only_with_both_proofs_after_its_days(printing, fixed, sql_as, perform) -> None:
    reply, _made = fixed()
    row = dispatch_queue(printing)[0]
    performer = Performer(printing)

    def refused(work) -> str:
        with pytest.raises(PqrError) as told:
            work()
        return told.value.reason

    assert refused(lambda: notices.close(performer, row)) == "publication_missing"
    assert refused(lambda: notices.prove(printing, row, "removed", b"%PDF-1.4 prueba", "application/pdf")) == (
        "notice_too_short"
    )
    age(sql_as, reply, 7)
    notices.prove(printing, row, "published", b"%PDF-1.4 publicado", "application/pdf")
    assert refused(lambda: notices.close(performer, row)) == "removal_missing"
    if today() >= dispatch_queue(printing)[0].removed_on:
        notices.prove(printing, row, "removed", b"%PDF-1.4 retirado", "application/pdf")
        if today() <= dispatch_queue(printing)[0].effective_on:
            assert refused(lambda: notices.close(performer, row)) == "notice_too_short"
    age(sql_as, reply, 10)
    notices.prove(printing, row, "removed", b"%PDF-1.4 retirado otra vez", "application/pdf")
    served = "UPDATE pqr.notice SET effective_on = %s WHERE case_id = %s"
    sql_as("postgres").execute(served, [today(), reply.case_id])
    assert refused(lambda: notices.close(performer, row)) == "notice_too_short", "served at the end of that day"
    sql_as("postgres").execute(served, [today() - dt.timedelta(days=1), reply.case_id])
    notices.close(performer, row)
    told = sql_as("postgres").execute(
        "SELECT c.activity, v.received_by, v.happened_on = n.effective_on, d.kind FROM pqr.case_file c"
        " JOIN pqr.delivery v USING (case_id) JOIN pqr.notice n ON n.case_id = v.case_id AND n.attempt = v.attempt"
        " JOIN pqr.document d ON d.document_id = v.document_id WHERE v.result = 'delivered'"
    ).fetchone()  # fmt: skip
    assert told == (0, "Por aviso", True, "notice_proof")


def test_a_notice_without_its_page_or_with_another_proof_is_refused(printing, fixed, perform, sql_as) -> None:
    reply, _made = fixed()
    admin = sql_as("postgres")
    age(sql_as, reply, 20)
    same = put_document(admin, "notice_proof", b"prueba", reply.case_id)
    other = put_document(admin, "delivery_proof", b"otra", reply.case_id)
    session = sql_as("printing")
    session.execute("SELECT pqr_api.prove_notice(%s, 'published', %s)", [reply.case_id, same])
    for attack, words in ((same, "same_proof"), (other, "document_missing")):
        with pytest.raises(psycopg.Error, match=words):
            session.execute("SELECT pqr_api.prove_notice(%s, 'removed', %s)", [reply.case_id, attack])
    for attack in (
        "UPDATE pqr.notice SET removed_document_id = published_document_id WHERE case_id = %s",
        "DELETE FROM pqr.notice WHERE case_id = %s",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(attack, [reply.case_id])
    payload = {"received_by": "Nadie", "happened_on": today().isoformat(), "document_id": str(other)}
    assert perform("printing", reply.case_id, 5, CASE, "delivered", payload)["reason"] == "removal_missing"


def test_a_notice_needs_a_return_and_its_page(printed_reply, perform) -> None:
    reply = printed_reply()
    notice = {"kind": "notice", "guide": "AVISO-001"}
    assert perform("printing", reply.case_id, 2, CASE, "handed", notice)["reason"] == "notice_not_allowed"


def test_email_after_a_return_only_if_it_was_accepted(printing, printed_reply, open_sheet, perform, sql_as) -> None:
    reply, sheet = printed_reply(), open_sheet()
    payload = {"sheet_id": str(sheet), "sheet_row": 1, "guide": "RA100000001CO"}
    perform("printing", reply.case_id, 2, CASE, "handed", payload)
    perform("printing", reply.case_id, 3, CASE, "returned", {"cause_code": "D08", "happened_on": today().isoformat()})
    with pytest.raises(PqrError) as told:
        recording.send_by_email(Performer(printing), dispatch_queue(printing)[0], "ACUSE-1")
    assert told.value.reason == "other_channel"
    sql_as("postgres").execute(
        "UPDATE pqr.petitioner SET email = 'rosa@prueba.invalid', accepts_email = true WHERE case_id = %s",
        [reply.case_id],
    )
    row = dispatch_queue(printing)[0]
    assert row.takes_email
    recording.send_by_email(Performer(printing), row, "ACUSE-1")
    sent = sql_as("postgres").execute("SELECT kind, address, state FROM pqr.dispatch WHERE attempt = 2").fetchone()
    assert sent == ("email", "rosa@prueba.invalid", "in_transit")
