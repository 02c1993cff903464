"""The database refuses a reply that names somebody of another case, and says which words; a reason lets them stand."""

from __future__ import annotations

import pytest

from app.services.drafting.identity import foreign_names
from app.services.drafting.sheet import read_draft, save_draft
from app.services.refusals import refusal
from app.services.verbs.draft_response import Answer, Household
from tests.people import STAFF

SEND = ("draft_response", "drafted")
OTHER = "Rosa Elvira Cuesta Palomino"


@pytest.fixture
def two(make_drafting, sql_as):
    """A case to answer, and another whose petitioner has another name."""
    mine, other = make_drafting(claims=2), make_drafting(claims=1)
    sql_as("postgres").execute(
        "UPDATE pqr.petitioner SET full_name = %s, document_number = '52999123' WHERE case_id = %s",
        [OTHER, other.case_id],
    )
    return mine, other


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"<p>La indemnización de {OTHER} fue reconocida.</p>", OTHER),
        ("<p>La indemnización de ROSA ELVIRA CUESTA PALOMINO fue reconocida.</p>", OTHER.upper()),
        ("<p>La indemnización de <b>Rosa</b> Elvira Cuesta <i>Palomino</i> fue reconocida.</p>", None),
        ("<p>Le informamos, señora Rosa Cuesta, que su caso sigue.</p>", "Rosa Cuesta"),
        ("<p>La persona con documento 52999123 ya cobró.</p>", "52999123"),
    ],
)
def test_a_swapped_name_or_number_is_refused_and_named(two, perform, body, words):
    mine, _other = two
    answer = perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(body_html=body)})
    assert (answer["status"], answer["reason"]) == ("refused", "foreign_name"), answer
    assert answer["field"].startswith("claim.1: ")
    if words:
        assert answer["field"] == f"claim.1: {words}"
        assert words in refusal(answer["reason"], answer["field"]).user_message


@pytest.mark.parametrize(
    "body",
    [
        "<p>Señora Marta Inventada: La Unidad para las Víctimas reconoció su caso en San José de Apartadó.</p>",
        "<p>Puede acudir a la señora Jueza Tercera Municipal o al señor Personero Municipal de Apartadó.</p>",
        "<p>Marta Prueba Inventada, identificada con 52.999.123 pesos no, sino con {{documento}}.</p>",
        "<p>El giro de $ 52.999.123 está en el Banco Agrario de Colombia.</p>",
    ],
)
def test_her_own_name_offices_places_and_amounts_pass(two, perform, body):
    mine, _other = two
    assert perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(body_html=body)})["status"] == "applied"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("El giro de Cuesta Palomino ya se pagó.", True),
        ("El giro de la familia CUESTA PALOMINO ya se pagó.", True),
        ("El giro se pagó en Puerto Palomino.", False),
        ("La señora Cuesta y el señor Palomino no son de este caso.", False),
        ("Vaya al barrio Elvira Cuesta.", False),
    ],
)
def test_both_surnames_alone_say_who_it_is(two, perform, words, is_found):
    mine, _other = two
    body = f"<p>{words.replace('señora Cuesta', 'calle Cuesta').replace('señor Palomino', 'parque Palomino')}</p>"
    answer = perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(body_html=body)})
    assert (answer["status"] == "refused") == is_found, answer


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("El giro de Rosa Cuesta ya se pagó.", "Rosa Cuesta"),
        ("El giro de ROSA ELVIRA CUESTA ya se pagó.", "ROSA ELVIRA CUESTA"),
        ("En la lista: CUESTA PALOMINO ROSA ELVIRA, con giro.", "CUESTA PALOMINO ROSA ELVIRA"),
        ("El giro de Rõsa Elvira Cuesta Palomino ya se pagó.", "Rõsa Elvira Cuesta Palomino"),
        ("El giro de Ro\u0331sa Elvira Cuesta Palomino ya se pagó.", "Rosa Elvira Cuesta Palomino"),
        ("El giro de la cuenta 52,999,123 ya se pagó.", "52999123"),
        ("El giro de la cuenta 52-999-123 ya se pagó.", "52999123"),
        # Places called after people, her own name in part or turned round, sums, filing numbers and telephones.
        ("Acérquese al barrio Rosa Cuesta o al colegio Rosa Elvira Cuesta.", ""),
        ("El giro de Marta Inventada, o INVENTADA MARTA, ya se pagó.", ""),
        ("Se pagaron 52,999,123 pesos y $ 52,999,123 por la petición 2026-711-807908-2; llame al 601-426-1111.", ""),
        ("Rosa Elvira habló de la Cuesta.", ""),
    ],
)
def test_part_of_a_name_the_name_turned_round_and_numbers_of_any_form_say_who_it_is(two, perform, words, told):
    mine, _other = two
    answer = perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(body_html=f"<p>{words}</p>")})
    assert (answer.get("field") or "").removeprefix("claim.1: ") == told, answer


def test_a_first_name_and_surname_of_many_are_nobodys(two, perform, sql_as):
    mine, other = two
    for n in range(3):
        key = f"rosa {'x' * (n + 2)} cuesta perez"
        sql_as("postgres").execute(
            "INSERT INTO pqr.person_name (case_id, name_key) VALUES (%s, %s)", [other.case_id, key]
        )
    body = "<p>El giro de Rosa Cuesta ya se pagó.</p>"
    assert perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(body_html=body)})["status"] == "applied"


def test_surnames_of_many_people_or_of_her_own_or_of_a_place_pass(two, make_drafting, perform, sql_as):
    mine, other = two
    admin = sql_as("postgres")
    town = admin.execute("SELECT name FROM pqr.municipality WHERE name ~ '^[A-Z][a-z]{3,} [A-Z][a-z]{3,}$'").fetchone()[
        0
    ]
    keys = [f"ana{'x' * n} perez gomez" for n in range(4)] + [f"luz dary {town.lower()}", "pedro prueba inventada"]
    for key in keys:
        admin.execute("INSERT INTO pqr.person_name (case_id, name_key) VALUES (%s, %s)", [other.case_id, key])
    body = f"<p>A la familia Pérez Gómez, de {town}, y a Prueba Inventada se les escribió.</p>"
    answer = perform("agent", mine.case_id, 1, *SEND, {"answers": mine.answers(body_html=body)})
    assert answer["status"] == "applied", answer


def test_with_a_reason_the_name_may_stand_and_the_reason_stays(two, perform, sql_as):
    mine, _other = two
    answers = mine.answers(body_html=f"<p>El giro está a nombre de su hermana {OTHER}.</p>")
    noted = [Household(name=OTHER, reason="Hermana, mismo hogar en el RUV").payload()]
    assert perform("agent", mine.case_id, 1, *SEND, {"answers": answers, "household": noted})["status"] == "applied"
    row = sql_as("postgres").execute("SELECT name_key, reason, noted_by FROM pqr.draft_name").fetchone()
    assert row == ("rosa elvira cuesta palomino", "Hermana, mismo hogar en el RUV", STAFF["agent"].person_id)


def test_the_editor_is_told_while_one_writes(two, engine_as):
    from app.services.database import Database

    mine, _other = two
    database = Database(engine_as(STAFF["agent"].login))
    answers = [
        Answer(claim=2, decision="explained", body_html=f"<p>{OTHER} y nadie más.</p>", input_id=mine.inputs[1]),
    ]
    kept = save_draft(database, mine.case_id, None, "", answers)
    assert kept.foreign == ((2, OTHER),)
    draft = read_draft(database, mine.case_id).draft
    assert draft is not None and draft.foreign == ((2, OTHER),)


def test_the_window_marks_the_same_words():
    text = "Señora Rosa Cuesta: le escribe la señora Directora de Registro. Marta Prueba y Pedro Ruiz."
    own = ("Marta Prueba Inventada",)
    assert [f.shown for f in foreign_names(text, own, ["Pedro Ruiz"])] == ["Rosa Cuesta", "Pedro Ruiz"]
    assert foreign_names("Señora Marta Inventada", own) == []
    assert foreign_names("Pedro Ruiz", (*own, "Pedro Ruiz"), ["Pedro Ruiz"]) == []


def test_nobody_reads_the_table_of_names(two, sql_as):
    import psycopg

    for who in ("agent", "lead", "admin", "auditor", "lawyer"):
        for table in ("person_name", "draft_name"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql_as(who).execute(f"SELECT * FROM pqr.{table}")


def test_a_letter_asks_once_about_all_its_texts(make_reply, sql_as) -> None:
    case, admin = make_reply(areas=(1, 3, 3)).case_id, sql_as("postgres")
    with admin.transaction():
        admin.execute("SET LOCAL track_functions = 'all'")
        admin.execute("SELECT pqr_core.check_names(%s, 1)", [case])
        count = "SELECT coalesce(sum(calls), 0) FROM pg_stat_xact_user_functions WHERE funcname = %s"
        texts = admin.execute("SELECT count(*) FROM pqr_core.draft_bodies(%s, 1)", [case]).fetchone()
        assert texts == (5,)
        assert admin.execute(count, ["foreign_words"]).fetchone() == (1,)
