"""What the law puts first (CPACA, art. 20) leaves the server first: to sign, to print, on the pile, to hand over."""

from __future__ import annotations

import uuid

import pytest

FIRST = "UPDATE pqr.case_file SET priority = 9, due_on = '2031-01-02' WHERE case_id = %s"
WAITING = "UPDATE pqr.case_file SET priority = 2, due_on = '2030-01-02' WHERE case_id = %s"


@pytest.mark.parametrize(
    ("role", "queue", "make"),
    [
        ("agent", "director_queue", "make_reply"),
        ("signer", "signing_queue", "waiting_letter"),
        ("printing", "print_queue", "signed_reply"),
        ("printing", "dispatch_queue", "printed_reply"),
    ],
)
def test_a_marked_letter_comes_before_dates_and_places(request, sql_as, make_director, role, queue, make) -> None:
    if make in ("make_reply", "waiting_letter"):
        make_director(1)
    make_one = request.getfixturevalue(make)
    admin, cases = sql_as("postgres"), []
    for statement, town in ((WAITING, "05154"), (FIRST, "76001"), (WAITING, "05154")):
        made = make_one(municipality=town)
        cases.append(made if isinstance(made, uuid.UUID) else made.case_id)
        admin.execute(statement, [cases[-1]])
    mine = sql_as(role)
    for limit in (3, 1):
        found = mine.execute(f"SELECT case_id FROM pqr_api.{queue}(p_limit => %s)", [limit]).fetchall()
        assert len(found) == limit and found[0] == (cases[1],), "also where the list is cut"
    if queue == "signing_queue":
        assert mine.execute("SELECT goes_first FROM pqr_api.signing_lanes()").fetchall() == [(1,)]
    if queue == "print_queue":
        order = "SELECT pqr_api.open_print_batch(%s, %s, 'Todo', 'equipo')"
        mine.execute(order, [uuid.uuid4(), cases])
        places = dict(mine.execute("SELECT case_id, place FROM pqr_api.print_queue()").fetchall())
        assert places[cases[1]] == 1
