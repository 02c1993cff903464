"""Activity 1: a petition is filed once, with its scan, people and legal date; a returned image is scanned again."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app import clock
from app.services.verbs.check_image import CheckImage
from app.services.verbs.classify_claim import Person
from app.services.verbs.receive_petition import FieldInvalid, RescanPetition
from tests.fixtures.cases import perform_as
from tests.support.intake import file, petition, upload
from tests.support.petitions import stand_petition


def test_a_petition_is_filed_with_scan_people_and_legal_date(sql_as):
    received = dt.datetime(2026, 6, 30, 10, 0, tzinfo=clock.BOGOTA)
    case, answer = file(sql_as("records"), received_at=received, filing_number="20267110000102")
    assert answer == {"status": "applied", "version": 1, "activity": "check_bulk_folder"}
    admin = sql_as("postgres")
    row = admin.execute(
        "SELECT f.label, f.due_on, p.received_on, p.source, t.full_name, t.document_number, d.case_id = f.case_id"
        " FROM pqr.case_file f JOIN pqr.petition p USING (case_id) JOIN pqr.petitioner t USING (case_id)"
        " JOIN pqr.document d ON d.document_id = p.document_id WHERE f.case_id = %s",
        [case],
    ).fetchone()
    # 30/06/2026 plus fifteen business days passes the new holiday of 13/07 and lands on 23/07 (domain.md §1.2).
    assert row == (
        "20267110000102",
        dt.date(2026, 7, 23),
        dt.date(2026, 6, 30),
        "manual",
        "Rosa Prueba Inventada",
        "10203040",
        True,
    )


def test_the_same_filing_number_is_not_registered_twice(sql_as):
    case, _answer = file(sql_as("records"))
    number = sql_as("postgres").execute("SELECT label FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()[0]
    other, answer = file(sql_as("records"), filing_number=number)
    assert (answer["status"], answer["reason"], answer["field"]) == (
        "refused",
        "filing_number_taken",
        "filing_number",
    )
    assert sql_as("postgres").execute("SELECT count(*) FROM pqr.case_file WHERE case_id = %s", [other]).fetchone() == (
        0,
    )


def test_repeating_the_command_files_once(sql_as):
    records = sql_as("records")
    verb, case, command = petition(document_id=upload(records)), uuid.uuid4(), uuid.uuid4()
    send = [records, case, 0, verb.activity, verb.outcome, verb.payload()]
    first = perform_as(*send, command=command, procedure_name="pqr_v08")
    again = perform_as(*send, command=command, procedure_name="pqr_v08")
    assert again == first | {"replayed": True}


@pytest.mark.parametrize("who", ["agent", "lead", "assigner", "admin", "auditor"])
def test_nobody_else_files(sql_as, who):
    document = upload(sql_as("records"))
    _case, answer = file(sql_as(who), document_id=document)
    assert answer["reason"] == "not_permitted"


def test_a_scan_of_somebody_else_or_unfinished_is_refused(sql_as):
    _case, answer = file(sql_as("records"), document_id=uuid.uuid4())
    assert answer["status"] == "refused"
    unfinished = uuid.uuid4()
    sql_as("records").execute(
        "SELECT pqr_api.begin_document(%s, NULL, 'petition', 'application/pdf', 10, sha256('x'), 1, 'Petición')",
        [unfinished],
    )
    _case, answer = file(sql_as("records"), document_id=unfinished)
    assert answer["status"] == "refused"


def test_anonymous_oral_and_represented(sql_as):
    admin = sql_as("postgres")
    case, answer = file(sql_as("records"), is_anonymous=True, petitioner=None)
    assert answer["status"] == "applied"
    assert admin.execute("SELECT count(*) FROM pqr.petitioner WHERE case_id = %s", [case]).fetchone() == (0,)
    case, answer = file(sql_as("records"), is_oral=True, document_id=None, channel="oral")
    assert answer["status"] == "applied"
    mother = Person(full_name="Marta Inventada", capacity="relative", accepts_email=False)
    child = Person(full_name="Niño Inventado", differential=("child",))
    case, answer = file(sql_as("records"), petitioner=mother, represented=child)
    assert answer["status"] == "applied"
    people = admin.execute(
        "SELECT ordinal, capacity FROM pqr.petitioner WHERE case_id = %s ORDER BY 1", [case]
    ).fetchall()
    assert people == [(1, "relative"), (2, "represented")]
    assert admin.execute("SELECT priority FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (2,)


def test_a_term_typed_from_the_document_rules(sql_as):
    due = clock.now() + dt.timedelta(days=2)
    case, answer = file(sql_as("records"), class_key="oversight", typed_due_at=due)
    assert answer["status"] == "applied"
    row = sql_as("postgres").execute("SELECT due_on, weight FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert row == (due.date(), 2)
    _case, answer = file(sql_as("records"), class_key="oversight")
    assert (answer["reason"], answer["field"]) == ("typed_term", "typed_due_at")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"filing_number": "12345"}, "filing_number"),
        ({"filing_number": "20267110000101"}, "filing_number"),
        ({"received_at": clock.now() + dt.timedelta(days=2)}, "received_at"),
        ({"channel": ""}, "channel"),
        ({"class_key": ""}, "class_key"),
        ({"subject": "  "}, "subject"),
        ({"document_id": None}, "document_id"),
        ({"petitioner": None}, "full_name"),
        ({"is_anonymous": True}, "full_name"),
        ({"petitioner": Person(full_name="Ana Inventada", document_number="123456")}, "document_number"),
        (
            {"petitioner": Person(full_name="Ana Inventada", document_type="CC", document_number="12A456")},
            "document_number",
        ),
        ({"petitioner": Person(full_name="Ana Inventada", capacity="attorney")}, "represented_name"),
        ({"response_channel": "email"}, "email"),
        ({"signatory_count": 0}, "signatory_count"),
    ],
)
def test_the_verb_names_the_field(changes, field):
    with pytest.raises(FieldInvalid) as told:
        petition(**changes)
    assert told.value.field == field
    assert told.value.user_message.endswith(".")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"filing_number": "20267110000101"}, "filing_number"),
        ({"received_at": "2019-01-01T10:00:00-05:00"}, "received_at"),
        ({"channel": "paloma"}, "channel"),
        ({"class_key": "nada"}, "class_key"),
        ({"topic_code": "99.9"}, "topic_code"),
        ({"subject": " "}, "subject"),
        ({"document_id": None}, "document_id"),
        ({"petitioners": []}, "full_name"),
        ({"petitioners": [{"full_name": "Ana", "capacity": "attorney"}]}, "represented_name"),
        ({"petitioners": [{"full_name": "Ana", "document_type": "CC"}]}, "document_number"),
        (
            {"petitioners": [{"full_name": "Ana", "document_type": "TI", "document_number": "99B12345"}]},
            "document_number",
        ),
        ({"response_channel": "email"}, "email"),
    ],
)
def test_the_server_demands_the_same_over_sql(sql_as, change, field):
    records = sql_as("records")
    payload = petition(document_id=upload(records)).payload() | change
    answer = perform_as(records, uuid.uuid4(), 0, "receive_petition", "filed", payload, procedure_name="pqr_v08")
    assert (answer["status"], answer["field"]) == ("refused", field)


def test_a_returned_image_is_scanned_again_and_goes_back_to_who_returned_it(sql_as, perform):
    admin, records = sql_as("postgres"), sql_as("records")
    case = stand_petition(admin, "check_image", document_id=upload(records))
    bad = CheckImage(cause="blank")
    assert perform("agent", case, 1, bad.activity, bad.outcome, bad.payload())["status"] == "applied"
    verb = RescanPetition(document_id=upload(records))
    assert perform("agent", case, 2, verb.activity, verb.outcome, verb.payload())["reason"] == "not_permitted"
    answer = perform("records", case, 2, verb.activity, verb.outcome, verb.payload())
    assert answer["activity"] == "check_image"
    row = admin.execute(
        "SELECT f.assignee_id, p.document_id, i.solved_by FROM pqr.case_file f JOIN pqr.petition p USING (case_id)"
        " JOIN pqr.image_issue i USING (case_id) WHERE f.case_id = %s",
        [case],
    ).fetchone()
    assert row == (4, verb.document_id, 1)


def test_the_identical_image_is_not_a_new_scan(sql_as, perform):
    admin, records = sql_as("postgres"), sql_as("records")
    same = b"%PDF the very same image"
    case = stand_petition(admin, "check_image", document_id=upload(records, same))
    perform("agent", case, 1, "check_image", "image_bad", CheckImage(cause="blank").payload())
    verb = RescanPetition(document_id=upload(records, same))
    assert perform("records", case, 2, verb.activity, verb.outcome, verb.payload())["reason"] == "same_image"


def test_nothing_to_scan_again_without_a_return(sql_as, perform):
    case = stand_petition(sql_as("postgres"), "receive_petition")
    verb = RescanPetition(document_id=upload(sql_as("records")))
    assert perform("records", case, 1, verb.activity, verb.outcome, verb.payload())["reason"] == "image_returned"
