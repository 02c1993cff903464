"""Activity 20: the director is derived from the areas of the inputs, at the server's date."""

from __future__ import annotations


def _named(sql_as, case_id):
    return sql_as("postgres").execute(
        "SELECT letter_no, area_id, director_id, withdrawn_at IS NOT NULL FROM pqr.letter WHERE case_id = %s"
        " ORDER BY letter_no", [case_id]
    ).fetchall()  # fmt: skip


def name(perform, case_id, version=1, key="agent"):
    return perform(key, case_id, version, "name_director", "named")


def test_director_of_the_area_of_the_input(make_reply, make_director, perform, sql_as) -> None:
    director = make_director(3)
    make_director(1)
    reply = make_reply(areas=(3,))
    answer = name(perform, reply.case_id)
    assert (answer["status"], answer["activity"]) == ("applied", "send_to_printing")
    assert _named(sql_as, reply.case_id) == [(1, 3, director, False)]


def test_area_with_most_claims_signs(make_reply, make_director, perform, sql_as) -> None:
    make_director(1)
    director = make_director(3)
    reply = make_reply(areas=(1, 3, 3))
    name(perform, reply.case_id)
    assert _named(sql_as, reply.case_id) == [(1, 3, director, False)]


def test_tie_goes_to_the_first_claim(make_reply, make_director, perform, sql_as) -> None:
    make_director(1)
    director = make_director(2)
    reply = make_reply(areas=(2, 1))
    name(perform, reply.case_id)
    assert _named(sql_as, reply.case_id) == [(1, 2, director, False)]


def test_input_of_another_area_than_its_claim_decides(make_reply, make_director, perform, sql_as) -> None:
    make_director(1)
    director = make_director(2)
    reply = make_reply(areas=(1,))
    sql_as("postgres").execute("UPDATE pqr.input SET area_id = 2 WHERE case_id = %s", [reply.case_id])
    name(perform, reply.case_id)
    assert _named(sql_as, reply.case_id) == [(1, 2, director, False)]


def test_acting_director_takes_precedence(make_reply, make_director, perform, sql_as) -> None:
    make_director(1)
    acting = make_director(1, "Encargada de Prueba", acting=True)
    reply = make_reply(areas=(1,))
    name(perform, reply.case_id)
    assert _named(sql_as, reply.case_id)[0][2] == acting


def test_no_director_in_force_refuses_and_leaves_nothing(make_reply, make_director, perform, sql_as) -> None:
    make_director(1, valid_to="2021-12-31")
    reply = make_reply(areas=(1,))
    assert name(perform, reply.case_id)["reason"] == "no_director_in_force"
    assert _named(sql_as, reply.case_id) == []


def test_another_agent_may_not(make_reply, make_director, perform, sql_as) -> None:
    make_director(1)
    reply = make_reply(areas=(1,))
    assert name(perform, reply.case_id, key="agent2")["reason"] == "not_permitted"
    assert name(perform, reply.case_id, key="signer")["reason"] == "not_permitted"
    assert _named(sql_as, reply.case_id) == []


def test_named_again_when_the_term_of_the_first_ended(make_reply, make_director, perform, sql_as) -> None:
    first = make_director(1)
    reply = make_reply(areas=(1,))
    name(perform, reply.case_id)
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.director SET valid_to = '2026-01-01' WHERE director_id = %s", [first])
    passed = perform("agent", reply.case_id, 2, "send_to_printing", "sent")
    assert passed["reason"] == "director_not_in_force"
    second = make_director(1, "Sucesora de Prueba")
    assert perform("agent", reply.case_id, 2, "send_to_printing", "again")["activity"] == "name_director"
    assert name(perform, reply.case_id, version=3)["status"] == "applied"
    assert _named(sql_as, reply.case_id) == [(1, 1, second, False)]
    assert perform("agent", reply.case_id, 4, "send_to_printing", "sent")["activity"] == "file_outgoing"


def test_incomplete_address_stops_at_21(make_reply, make_director, perform) -> None:
    make_director(1)
    for missing, reason in (
        ({"address": None}, "addressee_address"),
        ({"municipality": None}, "addressee_town"),
        ({"name": "  "}, "addressee_name"),
    ):
        reply = make_reply(areas=(1,), **missing)
        name(perform, reply.case_id)
        assert perform("agent", reply.case_id, 2, "send_to_printing", "sent")["reason"] == reason


def test_a_missing_name_is_completed_and_a_known_one_is_not_changed(make_reply, make_director, perform, sql_as) -> None:
    make_director(1)
    reply, known = make_reply(areas=(1,), name=None), make_reply(areas=(1,))
    given = {"addressee": "Rosa Inventada Prueba"}
    assert perform("agent", reply.case_id, 1, "name_director", "named", {"addressee": "R"})["field"] == "addressee"
    assert perform("agent", known.case_id, 1, "name_director", "named", given)["reason"] == "addressee_known"
    assert perform("agent", reply.case_id, 1, "name_director", "named", given)["status"] == "applied"
    assert perform("agent", reply.case_id, 2, "send_to_printing", "sent")["activity"] == "file_outgoing"
    found = "SELECT addressee FROM pqr_core.reply_address(%s)"
    assert sql_as("postgres").execute(found, [reply.case_id]).fetchone() == ("Rosa Inventada Prueba",)


def test_anonymous_goes_by_notice(make_reply, make_director, perform) -> None:
    make_director(1)
    reply = make_reply(areas=(1,), anonymous=True, address=None, municipality=None)
    name(perform, reply.case_id)
    assert perform("agent", reply.case_id, 2, "send_to_printing", "sent")["activity"] == "file_outgoing"


def test_address_is_completed_with_the_director(make_reply, make_director, perform) -> None:
    make_director(1)
    reply = make_reply(areas=(1,), address=None, municipality=None)
    name(perform, reply.case_id)
    assert perform("agent", reply.case_id, 2, "send_to_printing", "sent")["reason"] == "addressee_address"
    perform("agent", reply.case_id, 2, "send_to_printing", "again")
    half = perform("agent", reply.case_id, 3, "name_director", "named", {"address": "Calle 1 n.º 2-3"})
    assert (half["reason"], half["field"]) == ("payload", "municipality_code")
    whole = {"address": "Calle 1 n.º 2-3", "municipality_code": "05154"}
    assert perform("agent", reply.case_id, 3, "name_director", "named", whole)["status"] == "applied"
    assert perform("agent", reply.case_id, 4, "send_to_printing", "sent")["activity"] == "file_outgoing"
