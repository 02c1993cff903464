"""What is learned of claims: counts without people, an honest confidence, silence when unsure."""

from __future__ import annotations

import random

import psycopg
import pytest

from app.services.database import Database
from app.services.suggesting.model import LEAST_SURE, learn, read_model
from app.services.suggesting.words import telling_words
from tests.people import STAFF
from tests.support.petitions import stand_petition

SAID = {
    "2.3": ("reprogramen el giro vencido", "no cobré el giro en el banco", "devolvieron el giro sin cobrar"),
    "3.2": ("cómo va la indemnización", "resolución de indemnización administrativa", "cuándo pagan la reparación"),
    "1.2": ("certificado del registro", "constancia de inclusión en el registro", "certificación de víctima incluida"),
}


@pytest.fixture
def learned(admin, engine_as):
    """A model learned from invented closed cases in which a few words come with each leaf."""
    rng = random.Random(7)
    for number in range(120):
        code = rng.choice(list(SAID))
        words = " y ".join(rng.sample(SAID[code], 2)) + rng.choice(("", " para mi hogar", " en el municipio"))
        case = stand_petition(
            admin, "name_director", claims=(code,), subject=f"Asunto {number}", name=f"Zoraida Quintanapalla {number}"
        )
        words += " soy zoraida quintanapalla con cédula 10203040" + (" estrafalario" if number in (3, 5) else "")
        admin.execute("UPDATE pqr.claim SET citizen_words = %s WHERE case_id = %s", [words, case])
        admin.execute("UPDATE pqr.petitioner SET document_number = %s WHERE case_id = %s", [str(5000 + number), case])
        admin.execute("UPDATE pqr.case_file SET activity = 0, closed_at = now() WHERE case_id = %s", [case])
    database = Database(engine_as(STAFF["quality"].login))
    model = learn(database)
    assert model is not None
    return database, model


def test_it_suggests_with_its_words_and_is_right_on_cases_it_did_not_see(learned):
    _database, model = learned
    advice = model.advise("Buenas tardes, pido que me reprogramen el giro que no cobré")
    first = advice.suggestions[0]
    assert first.code == "2.3"
    assert first.confidence > 0.8
    assert "giro" in first.words
    assert {"reprogramen", "cobré"} & set(first.words)
    assert model.tried >= 10
    assert model.right_first / model.tried > 0.9 > model.right_commonest / model.tried
    # A leaf that left the tree is not suggested.
    others = model.advise("reprogramen el giro no cobré", frozenset({"3.2", "1.2"}))
    assert "2.3" not in {each.code for each in others.suggestions}


def test_nothing_personal_was_learned_and_the_counts_are_read_through_the_function_only(learned, admin, sql_as):
    _database, model = learned
    kept = set(model.uses)
    assert not kept & {"zoraida", "quintan"}
    assert not any(letter.isdigit() for word in kept for letter in word)
    # Said by two people only.
    assert "estrafa" not in kept
    assert "giro" in kept
    assert admin.execute("SELECT learned_by FROM pqr.claim_model").fetchone() == (STAFF["quality"].person_id,)
    agent = sql_as("agent")
    assert agent.execute("SELECT pqr_api.claim_model() ->> 'claims'").fetchone() == ("120",)
    with pytest.raises(psycopg.Error):
        agent.execute("SELECT * FROM pqr.claim_model_word")


def test_it_is_silent_when_it_is_not_sure_and_its_confidence_is_honest(learned):
    _database, model = learned
    for text in ("", "12345 678", "hola", "giro", "extraterrestre supersónico inconmensurable"):
        advice = model.advise(text)
        assert not advice.suggestions
        assert advice.why_not.endswith(".")
    shares = [model.confidence(tenth / 10 + 0.05) for tenth in range(10)]
    # It never falls when the probability grows, and is never certain.
    assert shares == sorted(shares)
    assert 0 < shares[0] < LEAST_SURE < shares[-1] < 1


def test_the_program_and_the_server_read_the_same_words(admin):
    text = (
        "Señores UNIDAD: reprogramación del giro n.º 4532 (vencido); Ñáñez pide indemnización, indemnizar, ÓRDENES"
        " de pago... el\tdesplazamiento forzado\nocurrió en Cúcuta: mi hijo_mayor, 3a, año2019 güeros"
    )
    (server,) = admin.execute("SELECT pqr_core.telling_words(%s)", [text]).fetchone()
    assert set(server) == set(telling_words(text))
    assert telling_words("REPROGRAMACIÓN")["reprogr"] == "reprogramación"


def test_without_enough_closed_cases_it_says_so(admin, engine_as):
    database = Database(engine_as(STAFF["lead"].login))
    assert read_model(database) is None
    with pytest.raises(Exception, match="too_few_closed") as told:
        learn(database)
    assert "50" in told.value.user_message
