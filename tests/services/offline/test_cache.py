"""What is carried: trays, sheets and papers go on without a network; reading was counted; nothing outlives its time."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app import errors
from app.models.local.store import Store
from app.services.access import Access
from app.services.analysis_form import form_of
from app.services.analysis_steps import run, to_drafting
from app.services.legal_calendar import read_calendar
from app.services.offline import carrying, contact
from app.services.offline.answers import NEXT
from app.services.offline.cache import Cache
from app.services.offline.carrying import sync
from app.services.offline.kept_text import KeptText
from app.services.offline.outbox import LocalOutbox
from app.services.perform import Performer
from app.services.reads.analysis_sheet import area_promises, read_sheet
from app.services.reads.claim_tree import read_catalogues
from app.services.remembered import NotCarried
from app.services.stored_documents import fetch, store
from app.services.trays.analysis import read_tray, with_rings
from tests.people import STAFF
from tests.support.petitions import REGISTRY, stand_petition


def paper_of(sql_as, engine_as, data: bytes) -> uuid.UUID:
    """A petition's scan, stored by who files petitions."""
    from app.services.database import Database

    document = uuid.uuid4()
    store(Database(engine_as(STAFF["records"].login)), document, data, case_id=None, kind="petition", label="p.pdf")
    return document


def synced(cache: Cache, ana: Access) -> None:
    while sync(cache, ana).more:
        pass


def test_a_case_never_opened_is_read_and_worked_on_without_a_network(
    sql_as, engine_as, ana: Access, cache: Cache, disk_store: Store
) -> None:
    admin, data = sql_as("postgres"), b"%PDF-1.4 " + b"x" * 300_000
    document = paper_of(sql_as, engine_as, data)
    case = stand_petition(admin, "search_inputs", claims=(REGISTRY,), inputs=True, document_id=document)
    admin.execute("UPDATE pqr.document SET case_id = %s WHERE document_id = %s", [case, document])
    calendar = read_calendar(ana.database)
    synced(cache, ana)
    assert cache.ready() == {case}
    ana.database.is_cut = True
    [row] = with_rings(read_tray(ana.database, ana.person.person_id, calendar), ana.database, "AA")
    assert (row.case_id, row.name) == (case, "Rosa Prueba Inventada")
    sheet = read_sheet(ana.database, case)
    assert sheet.people[0].full_name == "Rosa Prueba Inventada"
    assert fetch(ana.database, document) == data
    assert read_catalogues(ana.database).leaves and area_promises(ana.database)
    performer = Performer(ana.database, LocalOutbox(disk_store))
    done = run(performer, to_drafting(sheet, sheet.activity_key, form_of(sheet, calendar.today)))
    assert done.queued
    # It stands where it will stand: in the next tray, and not in this one any more.
    assert read_tray(ana.database, ana.person.person_id, calendar) == []
    assert read_sheet(ana.database, case).version == sheet.version + len(done.results)
    ana.database.is_cut = False
    assert LocalOutbox(disk_store).send(ana.database).applied == len(done.results)
    assert admin.execute("SELECT activity FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (17,)


def test_a_case_without_a_petition_is_carried_without_its_paper(make_case, ana: Access, cache: Cache) -> None:
    case = make_case("pqr_v08", "check_image", assignee_id=ana.person.person_id)
    synced(cache, ana)
    assert cache.ready() == {case}


def with_paper(sql_as, engine_as, data: bytes) -> tuple[uuid.UUID, uuid.UUID]:
    document = paper_of(sql_as, engine_as, data)
    case = stand_petition(sql_as("postgres"), "check_image", document_id=document)
    sql_as("postgres").execute("UPDATE pqr.document SET case_id = %s WHERE document_id = %s", [case, document])
    return case, document


def test_a_case_cut_between_its_sheet_and_its_paper_is_not_ready_and_is_fetched_whole_later(
    sql_as, engine_as, ana: Access, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, document = with_paper(sql_as, engine_as, b"%PDF-1.4 " + b"x" * 1000)
    whole = carrying.fetch_from_server

    def cut(*asked):
        raise errors.Offline("in the middle")

    monkeypatch.setattr(carrying, "fetch_from_server", cut)
    with pytest.raises(errors.Offline):
        sync(cache, ana)
    # The person has it open meanwhile, so its sheet is kept as of this very version.
    read_sheet(ana.database, case)
    assert cache.ready() == set()
    monkeypatch.setattr(carrying, "fetch_from_server", whole)
    assert sync(cache, ana).fetched == 1 and cache.ready() == {case}
    assert cache.paper(document) is not None
    assert sync(cache, ana).fetched == 0


def test_a_paper_too_large_to_carry_is_fetched_once(
    sql_as, engine_as, ana: Access, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    _case, document = with_paper(sql_as, engine_as, b"%PDF-1.4 " + b"x" * 1000)
    monkeypatch.setattr(carrying, "LARGEST", 500)
    assert sync(cache, ana).fetched == 1 and cache.paper(document) is None
    assert sync(cache, ana).fetched == 0


def test_reading_is_counted_when_it_is_fetched(sql_as, ana: Access, cache: Cache) -> None:
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    synced(cache, ana)
    reads = "SELECT what, reason FROM pqr_audit.read_log WHERE case_id = %s"
    counted = admin.execute(reads, [case]).fetchall()
    assert ("sheet", "para trabajar sin conexión") in counted
    ana.database.is_cut = True
    read_sheet(ana.database, case)
    assert admin.execute(reads, [case]).fetchall() == counted


def test_only_the_next_and_the_marked_are_carried(sql_as, ana: Access, cache: Cache) -> None:
    admin = sql_as("postgres")
    cases = [
        stand_petition(admin, "check_image", due_on=dt.date(2031, 3, 1) + dt.timedelta(days=day))
        for day in range(NEXT + 3)
    ]
    theirs = stand_petition(admin, "check_image", assignee="agent2")
    cache.carry(cases[-1])
    cache.carry(theirs)
    synced(cache, ana)
    assert cache.ready() == {*cases[:NEXT], cases[-1]}
    read_sheet(ana.database, cases[NEXT])
    ana.database.is_cut = True
    with pytest.raises(NotCarried):
        read_sheet(ana.database, cases[NEXT])
    cache.carry(cases[-1], on=False)
    with pytest.raises(NotCarried):
        read_sheet(ana.database, cases[-1])


def test_a_case_that_is_taken_from_me_leaves_nothing(sql_as, ana: Access, cache: Cache) -> None:
    admin = sql_as("postgres")
    case = stand_petition(admin, "check_image")
    synced(cache, ana)
    admin.execute("UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["agent2"].person_id, case])
    synced(cache, ana)
    assert cache.ready() == set() and cache.names([case]) == {}


def test_the_cache_goes_and_what_only_this_computer_has_stays(
    sql_as, ana: Access, cache: Cache, disk_store: Store
) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    synced(cache, ana)
    outbox, texts = LocalOutbox(disk_store), KeptText(disk_store)
    sheet = read_sheet(ana.database, case)
    outbox.write(to_drafting(sheet, "receive_inputs", form_of(sheet, dt.date(2031, 1, 1)))[0])
    texts.keep("case", "texto a medias")
    cache.forget_cases()
    assert cache.ready() == set()
    assert outbox.counts() == (1, 0) and texts.recall("case") == "texto a medias"


@pytest.mark.parametrize("what", ["cache_epoch", "restore_epoch", "system_identifier"])
def test_an_order_to_wipe_and_another_server_forget_what_is_carried(
    what: str, sql_as, ana: Access, cache: Cache
) -> None:
    stand_petition(sql_as("postgres"), "check_image")
    identity = ana.database.call("server_identity")
    assert cache.guard(identity) is False
    synced(cache, ana)
    assert cache.guard(identity) is False and cache.ready()
    assert cache.guard(identity | {what: 99}) is True
    assert cache.ready() == set()


def test_three_days_without_contact_wipe_it(sql_as, ana: Access, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_petition(sql_as("postgres"), "check_image")
    cache.guard(ana.database.call("server_identity"))
    synced(cache, ana)
    assert cache.expire() is False
    awake = contact.ticks
    monkeypatch.setattr(contact, "ticks", lambda: awake() + 73 * 3600)
    assert cache.expire() is True
    assert cache.ready() == set()
    assert cache.expire() is False


def test_without_a_store_reading_offline_says_that_there_is_no_network(sql_as, ana: Access) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    ana.database.is_cut = True
    with pytest.raises(errors.Offline):
        read_sheet(ana.database, case)


def test_what_is_still_on_its_way_when_somebody_leaves_does_not_come_back(sql_as, ana: Access, cache: Cache) -> None:
    case = stand_petition(sql_as("postgres"), "check_image")
    synced(cache, ana)
    body = cache.recall(f"sheet:{case}")
    cache.end()
    cache.keep(f"sheet:{case}", body, case)
    with pytest.raises(errors.Offline):
        sync(cache, ana)
    assert cache.ready() == set()


def test_a_reply_is_written_and_sent_on_without_a_network(
    sql_as, make_drafting, ana: Access, cache: Cache, disk_store: Store
) -> None:
    from app.services.command import decide
    from app.services.drafting.library import read_library
    from app.services.drafting.sheet import read_draft
    from app.services.drafting.tray import read_tray as read_drafting
    from app.services.drafting.writing import problems
    from app.services.verbs.draft_response import Answer, DraftResponse

    reply = make_drafting(claims=1)
    calendar = read_calendar(ana.database)
    synced(cache, ana)
    online = read_draft(ana.database, reply.case_id)
    ana.database.is_cut = True
    [row] = read_drafting(ana.database, ana.person.person_id, calendar)
    assert row.case_id == reply.case_id
    sheet = read_draft(ana.database, reply.case_id)
    assert read_library(ana.database)
    # The same checks as with the server: a claim without an answer keeps it here.
    assert sheet == online
    assert [each.kind for each in problems(sheet, [])] == ["empty", "director"]
    answer = Answer(claim=1, decision="explained", body_html="<p>Se le informa.</p>", input_id=reply.inputs[0])
    assert [each.kind for each in problems(sheet, [answer])] == ["director"]
    verb = DraftResponse(answers=[answer], claims=[1], opening_html="", household=())
    performer = Performer(ana.database, LocalOutbox(disk_store))
    assert performer.perform(decide(sheet, verb.activity, verb.outcome, verb.payload())).status == "queued"
    assert read_drafting(ana.database, ana.person.person_id, calendar) == []
    ana.database.is_cut = False
    assert LocalOutbox(disk_store).send(ana.database).applied == 1


def test_a_cut_does_not_lock_anybody_out_of_a_covered_window(ana: Access) -> None:
    from dataclasses import replace

    from app.models.connection import Target
    from app.services.places import Place, Proof, SignedIn

    nowhere = Target("127.0.0.1", 1)
    place = Place("server", "Servidor", nowhere)
    proof = Proof("clave-correcta")
    signed = SignedIn(replace(ana, target=nowhere), None, None, None, None, "", place, None, proof)
    signed.check_password("clave-correcta")
    with pytest.raises(errors.WrongPassword):
        signed.check_password("otra")
