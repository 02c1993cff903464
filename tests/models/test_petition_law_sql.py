"""Priority, transfer, one answer for many and the data claim, attacked by SQL: who, when, without proof, twice."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from app.calendar import add_business_days, subtract_business_days
from app.models.catalogue import holidays
from tests.people import STAFF
from tests.support.petitions import HUMANITARIAN, REGISTRY, stand_paper, stand_petition

HOLIDAYS = frozenset(row["day"] for row in holidays())
WHY = "Un motivo inventado con sus letras completas."


class Law:
    """A petition received some business days ago, and the calls of the law on it."""

    def __init__(
        self, admin, sql_as, activity="search_inputs", *, received=3, class_key="petition", **petition
    ) -> None:
        self.admin, self.sql_as = admin, sql_as
        self.today = admin.execute("SELECT pqr_core.today()").fetchone()[0]
        self.received = subtract_business_days(self.today, received, HOLIDAYS)
        days = {"documents": 10, "inquiry": 30, "data_claim": 15}.get(class_key, 15)
        self.due = add_business_days(self.received, days, HOLIDAYS)
        given = {"claims": (REGISTRY, HUMANITARIAN), "inputs": True} | petition
        self.case = stand_petition(
            admin, activity, due_on=self.due, received_on=self.received, class_key=class_key, **given
        )

    def call(self, who: str, name: str, *values):
        marks = ", ".join(["%s"] * len(values))
        return self.sql_as(who).execute(f"SELECT pqr_api.{name}({marks})", list(values)).fetchone()[0]

    def paper(self, kind: str, who: str = "agent", case: object = ...) -> uuid.UUID:
        return stand_paper(self.admin, self.case if case is ... else case, kind, STAFF[who].person_id)

    def one(self, query: str, *values):
        return self.admin.execute(query, [*values, self.case]).fetchone()

    @property
    def version(self) -> int:
        return self.one("SELECT version FROM pqr.case_file WHERE case_id = %s")[0]

    def prioritise(self, who: str = "agent", ground: str = "child", measures: str = "", proof: uuid.UUID | None = None):
        proof = proof or self.paper("priority_proof")
        return self.call(who, "mark_priority", self.case, self.version, ground, WHY, measures, proof)

    def transfer(
        self, claims: list[int], who: str = "agent", entity: str | None = "sena", key: uuid.UUID | None = None
    ):
        letters = uuid.uuid4(), uuid.uuid4()
        made = self.call(
            who, "start_transfer", key or uuid.uuid4(), self.case, self.version, entity, "Calle 1 # 2-3", claims, WHY,
            *letters,
        )  # fmt: skip
        for number, letter in zip((made["filing_number"], made["copy_number"]), letters, strict=True):
            if number is not None:
                self.file(letter)
        return made

    def file(self, letter: uuid.UUID, who: str = "agent"):
        return self.call(who, "file_legal_letter", letter, self.paper("legal_letter"))

    def letters(self, key: uuid.UUID) -> list[uuid.UUID]:
        query = "SELECT letter_id, copy_letter_id FROM pqr.transfer WHERE transfer_id = %s"
        return [each for each in self.admin.execute(query, [key]).fetchone() if each is not None]

    def tell(self, letter: uuid.UUID, who: str = "agent", told: dt.date | None = None, kind: str = "legal_proof"):
        told = told or self.today
        return self.call(
            who, "tell_legal_letter", letter, self.case, self.version, told, told, "post", self.paper(kind)
        )

    def confirm(self, key: uuid.UUID, who: str = "agent"):
        return [self.tell(letter, who) for letter in self.letters(key)][-1]


@pytest.fixture
def law(sql_as):
    return lambda *args, **given: Law(sql_as("postgres"), sql_as, *args, **given)


def refused(call) -> str:
    with pytest.raises(psycopg.Error) as why:
        call()
    assert why.value.sqlstate == "PQ100", why.value
    return why.value.diag.message_primary


def test_a_marked_petition_goes_first_and_only_a_lawyer_takes_the_mark_away(law) -> None:
    case = law()
    assert refused(lambda: case.prioritise("agent2")) == "not_permitted"
    assert refused(lambda: case.prioritise(ground="hurry")) == "priority_ground"
    assert refused(lambda: case.prioritise(ground="life_health", measures="Se llamó")) == "priority_measures"
    assert refused(lambda: case.prioritise(proof=case.paper("attachment"))) == "document_missing"
    assert case.prioritise(ground="life_health", measures="Se llamó al hospital y se remitió hoy.")["version"] == 2
    assert case.one("SELECT priority FROM pqr.case_file WHERE case_id = %s") == (9,)
    assert refused(case.prioritise) == "priority_again"
    for who in ("agent", "agent2", "quality", "lead"):
        assert refused(lambda who=who: case.call(who, "remove_priority", case.case, 2, WHY)) == "not_permitted"
    assert refused(lambda: case.call("lawyer", "remove_priority", case.case, 2, "No")) == "law_text_short"
    case.call("lawyer", "remove_priority", case.case, 2, WHY)
    assert case.one("SELECT priority FROM pqr.case_file WHERE case_id = %s") == (0,)
    told = case.sql_as("agent").execute("SELECT outcome_label FROM pqr_api.case_history(%s)", [case.case])
    events = told.fetchall()
    assert events[-2:] == [("Atención prioritaria (art. 20)",), ("Prioridad retirada",)]


def test_a_lawyer_takes_off_no_mark_of_their_own(law) -> None:
    case = law()
    assert refused(lambda: case.call("lawyer", "remove_priority", case.case, 1, WHY)) == "priority_none"
    case.admin.execute(
        "UPDATE pqr.case_file SET assignee_id = %s WHERE case_id = %s", [STAFF["lawyer"].person_id, case.case]
    )
    case.call("lawyer", "mark_data_claim", case.case, 1, WHY, ["RUV"], case.today)
    case.call("lawyer", "mark_priority", case.case, 2, "child", WHY, "", case.paper("priority_proof", "lawyer"))
    for act in ("remove_priority", "lift_data_claim"):
        assert refused(lambda act=act: case.call("lawyer", act, case.case, 3, WHY)) == "law_two_people"
    assert case.call("lawyer2", "remove_priority", case.case, 3, WHY)["version"] == 4


def test_nobody_writes_the_marks_by_hand(law) -> None:
    case = law()
    for who in ("agent", "lawyer", "lead", "admin"):
        for table in ("priority_mark", "transfer", "collective_answer", "data_claim"):
            with pytest.raises(psycopg.Error) as why:
                case.sql_as(who).execute(f"DELETE FROM pqr.{table}")
            assert why.value.sqlstate == "42501"
    # Reasons are about people: the table is read through functions that count.
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        case.sql_as("lead").execute("SELECT reason FROM pqr.priority_mark")


def test_a_claim_is_transferred_with_both_proofs_and_the_rest_keeps_its_clock(law) -> None:
    case, key = law(), uuid.uuid4()
    assert refused(lambda: case.transfer([2], who="agent2")) == "not_permitted"
    assert refused(lambda: case.transfer([])) == "transfer_claims"
    assert refused(lambda: case.transfer([1, 2])) == "transfer_whole"
    assert refused(lambda: case.transfer([2], entity="nadie")) == "transfer_entity"
    case.transfer([2], key=key)
    fifth = add_business_days(case.received, 5, HOLIDAYS)
    assert case.one("SELECT due_on FROM pqr.transfer WHERE case_id = %s") == (fifth,)
    assert refused(lambda: case.transfer([2])) == "transfer_taken"
    answered = "SELECT pqr_core.is_transferred(%s, 2)"
    assert case.admin.execute(answered, [case.case]).fetchone() == (False,)
    assert refused(lambda: case.confirm(key, who="agent2")) == "not_permitted"
    official, notice = case.letters(key)
    for days in (1, -1):
        day = case.today + dt.timedelta(days=days)
        assert refused(lambda day=day: case.tell(official, told=day)) == "law_day"
    assert refused(lambda: case.tell(official, kind="attachment")) == "document_missing"
    # One proof is not both, and a letter that came is not taken back.
    assert case.tell(official)["settled"] is False
    assert case.admin.execute(answered, [case.case]).fetchone() == (False,)
    assert refused(lambda: case.call("agent", "withdraw_transfer", key, case.version)) == "letter_told"
    told = case.tell(notice)
    assert (told["settled"], told["late"]) == (True, False)
    assert case.admin.execute(answered, [case.case]).fetchone() == (True,)
    assert case.one("SELECT due_on, closed_at FROM pqr.case_file WHERE case_id = %s") == (case.due, None)
    assert refused(lambda: case.call("agent", "withdraw_transfer", key, case.version)) == "transfer_done"


def test_a_late_transfer_is_made_and_says_that_it_was_late(law) -> None:
    case, key = law(received=9), uuid.uuid4()
    case.transfer([1], key=key)
    assert case.confirm(key)["late"] is True
    last = "SELECT outcome FROM pqr_audit.case_event WHERE case_id = %s ORDER BY version DESC LIMIT 1"
    assert case.one(last) == ("transferred_late",)
    oral, again = law(received=1, is_oral=True), uuid.uuid4()
    oral.transfer([1], key=again)
    assert oral.confirm(again)["late"] is True


def test_a_transferred_claim_needs_no_input_and_words_alone_transfer_nothing(law) -> None:
    case, key = law("draft_response"), uuid.uuid4()
    case.admin.execute(
        "INSERT INTO pqr.draft (case_id, version, author_id, reason) VALUES (%s, 1, %s, 'sent')",
        [case.case, STAFF["agent"].person_id],
    )
    case.admin.execute(
        "INSERT INTO pqr.draft_answer (case_id, version, claim_ordinal, decision, body_html, input_id)"
        " SELECT k.case_id, 1, k.ordinal, CASE k.ordinal WHEN 1 THEN 'explained' ELSE 'transferred' END,"
        " '<p>Así es.</p>', CASE k.ordinal WHEN 1 THEN i.input_id END"
        " FROM pqr.claim k JOIN pqr.input i ON i.case_id = k.case_id AND i.claim_ordinal = k.ordinal"
        " WHERE k.case_id = %s",
        [case.case],
    )
    guard = (
        "SELECT pqr_guard.every_claim_answered(c, p, 'drafted', '{}') FROM pqr.case_file c"
        " JOIN pqr.person p ON p.person_id = c.assignee_id WHERE c.case_id = %s"
    )
    assert case.one(guard) == ("answer_without_transfer",)
    case.transfer([2], key=key)
    assert case.one(guard) == ("answer_without_transfer",)
    case.confirm(key)
    assert case.one(guard) == (None,)
    case.admin.execute(
        "UPDATE pqr.draft_answer SET decision = 'denied' WHERE case_id = %s AND claim_ordinal = 2", [case.case]
    )
    assert case.one(guard) == ("answer_of_transferred",)


def test_a_whole_transfer_needs_the_aval_and_the_case_ends_only_with_its_proofs(law, perform) -> None:
    case, key = law("close_archived"), uuid.uuid4()
    assert refused(lambda: case.transfer([])) == "transfer_without_aval"
    case.admin.execute(
        "INSERT INTO pqr.endorsement (case_id, seq, kind, reason_code, note, target, requested_by, due_at, decision,"
        " decided_by, decided_at, act_number, act_state, signer_id, signed_by, signed_at) VALUES (%s, 1, 'reassign',"
        " 'R02', 'x', 'SENA', %s, now(), 'granted', %s, now(), '0001 de 2026', 'signed', %s, %s, now())",
        [case.case, STAFF["agent"].person_id, *[STAFF["lawyer"].person_id] * 3],
    )
    close = lambda version: perform("agent", case.case, version, "close_archived", "reported")  # noqa: E731
    assert close(1)["reason"] == "transfer_missing"
    case.transfer([], entity=None, key=key)
    assert close(2)["reason"] == "transfer_missing"
    case.confirm(key)
    assert case.one("SELECT letter_id FROM pqr.transfer WHERE case_id = %s") == (None,)
    assert close(3)["status"] == "applied"


def many(law, how: int, class_key: str = "inquiry") -> list[Law]:
    made = []
    for n in range(how):
        case = law("draft_in_bulk", class_key=class_key, claims=(REGISTRY,), name=f"Persona Inventada {n:02}")
        case.admin.execute(
            "UPDATE pqr.petitioner SET document_number = %s, municipality_code = '05001' WHERE case_id = %s",
            [str(70_000_000 + n), case.case],
        )
        made.append(case)
    return made


def prepare(case: Law, cases: list[Law], who: str = "analyst", key: uuid.UUID | None = None):
    group = case.admin.execute("SELECT pqr_core.bulk_group_of(%s)", [case.case]).fetchone()[0]
    body, letter = "Respuesta única inventada. " * 6, uuid.uuid4()
    args = (key or uuid.uuid4(), group, "Respuesta a varias consultas", body, letter, [each.case for each in cases])
    made = case.call(who, "prepare_collective", *args)
    case.call(who, "file_legal_letter", letter, case.paper("collective_answer", who, None))
    return made


def publish(case: Law, key: uuid.UUID, who: str = "lawyer", url: str = "https://pagina.inventada.co/aviso"):
    papers = case.paper("publication_proof", who, None), case.paper("publication_proof", who, None)
    return case.call(
        who, "publish_collective", key, "Diario inventado", case.today, papers[0], url, case.today, papers[1]
    )


def test_one_answer_for_more_than_ten_ends_them_when_it_is_published(law) -> None:
    cases, key = many(law, 12), uuid.uuid4()
    one = cases[0]
    assert refused(lambda: prepare(one, cases, "agent")) == "not_permitted"
    assert refused(lambda: prepare(one, cases[:10])) == "collective_few"
    assert prepare(one, cases, key=key)["petitions"] == 12
    groups = one.sql_as("analyst").execute("SELECT letters FROM pqr_api.bulk_groups()").fetchall()
    assert groups == [], "a batch took what one answer is about to answer"
    assert refused(lambda: publish(one, key, url="aviso")) == "collective_url"
    assert refused(lambda: publish(one, key, "analyst")) == "not_permitted"
    proof = one.paper("copy_proof", "agent", None)
    assert (
        refused(lambda: one.call("agent", "deliver_copy", key, one.case, one.today, proof)) == "collective_unpublished"
    )
    assert publish(one, key)["petitions"] == 12
    assert one.one("SELECT status, activity FROM pqr.case_file WHERE case_id = %s") == ("answered_together", 0)
    one.call("agent", "deliver_copy", key, one.case, one.today, proof)
    again = one.paper("copy_proof", "agent", None)
    assert refused(lambda: one.call("agent", "deliver_copy", key, one.case, one.today, again)) == "copy_done"
    assert refused(lambda: one.call("agent", "withdraw_collective", key)) == "not_permitted"
    assert refused(lambda: one.call("analyst", "withdraw_collective", key)) == "collective_done"


def test_what_a_victim_asks_for_themselves_is_not_answered_together(law) -> None:
    cases = many(law, 11, "petition")
    assert refused(lambda: prepare(cases[0], cases)) == "collective_few"
    group = cases[0].admin.execute("SELECT pqr_core.bulk_group_of(%s)", [cases[0].case]).fetchone()[0]
    rows = (
        cases[0].sql_as("analyst").execute("SELECT reason FROM pqr_api.collective_candidates(%s)", [group]).fetchall()
    )
    assert set(rows) == {("particular_interest",)}


def test_who_wrote_the_answer_does_not_publish_it(law) -> None:
    cases, key = many(law, 11), uuid.uuid4()
    prepare(cases[0], cases, "lawyer", key)
    assert refused(lambda: publish(cases[0], key)) == "law_two_people"


def test_a_data_claim_has_its_legend_fifteen_days_and_eight_more(law) -> None:
    case = law("classify_claim", class_key="inquiry")
    mark = ("mark_data_claim", case.case, 1, WHY, ["RUV"])
    assert refused(lambda: case.call("agent2", *mark, case.today)) == "not_permitted"
    assert refused(lambda: case.call("agent", *mark, case.today + dt.timedelta(days=1))) == "law_day"
    assert refused(lambda: case.call("agent", *mark[:-1], ["OTRO"], case.today)) == "data_claim_systems"
    case.call("agent", *mark, case.today)
    fifteen = add_business_days(case.received, 15, HOLIDAYS)
    assert case.one("SELECT due_on FROM pqr.case_file WHERE case_id = %s") == (fifteen,)
    by = add_business_days(case.received, 2, HOLIDAYS)
    told = case.admin.execute("SELECT pqr_core.sheet_law(%s)", [case.case]).fetchone()[0]
    latest = add_business_days(case.received, 23, HOLIDAYS)
    assert (told["mark_by"], told["decide_by"]) == (by.isoformat(), latest.isoformat())
    ask = lambda until: case.call("agent", "ask_extension", uuid.uuid4(), case.case, 2, until, WHY * 2)  # noqa: E731
    assert refused(lambda: ask(add_business_days(case.received, 24, HOLIDAYS))) == "extension_too_long"
    assert ask(add_business_days(case.received, 23, HOLIDAYS))["status"] == "applied"
    for who in ("agent", "lead"):
        assert refused(lambda who=who: case.call(who, "lift_data_claim", case.case, 3, WHY)) == "not_permitted"
    case.call("lawyer", "lift_data_claim", case.case, 3, WHY)
    assert refused(lambda: case.call("lawyer", "lift_data_claim", case.case, 4, WHY)) == "data_claim_none"


def test_the_mark_gives_nobody_more_time(law) -> None:
    case = law(class_key="documents")
    case.call("agent", "mark_data_claim", case.case, 1, WHY, ["RUV", "SGV"], case.today)
    kept = "SELECT f.due_on, p.class_key FROM pqr.case_file f JOIN pqr.petition p USING (case_id) WHERE f.case_id = %s"
    assert case.one(kept) == (case.due, "documents")
