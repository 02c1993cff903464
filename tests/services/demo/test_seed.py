"""The demonstration's data, in small: true to the procedure, chained as the door chains, and fit to be worked on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from app import procedure
from app.models import connection
from app.models.migrate import prepare
from app.services.demo.people import STAFF
from app.services.demo.seed import seed
from app.services.demo.stages import STAGES

PASSWORD = "clave-de-la-demostracion-de-prueba"
NAME = "pqr_demo_de_prueba"
SMALL = tuple(replace(stage, count=2) for stage in STAGES)
#: Stages in which the petition itself waits for others: its child is what somebody works on.
WAITING = {"escalated"}
Login = Callable[[str], psycopg.Connection[Any]]


@pytest.fixture(scope="module")
def owner(server) -> Iterator[psycopg.Connection[Any]]:
    """The superuser's connection to a database with a small demonstration."""
    target = server.target("postgres")
    name = sql.Identifier(f"{NAME}_{id(server)}")
    with connection.connect(target, server.superuser, server.password_for_superuser, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        dsn = server.dsn(name.as_string().strip('"'))
        prepare(dsn)
        with psycopg.connect(dsn) as made:
            told: list[str] = []
            made.execute("SET application_name = 'demo'")
            assert seed(made, PASSWORD, told.append, SMALL) == 2 * len(SMALL)
            assert any("cuarenta personas" in words for words in told)
            yield made
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(scope="module")
def login(server, owner) -> Iterator[Login]:
    """login("u_tiberio") is that invented person's own connection."""
    opened: dict[str, psycopg.Connection[Any]] = {}

    def sign_in(name: str) -> psycopg.Connection[Any]:
        if name not in opened:
            opened[name] = connection.connect(server.target(owner.info.dbname), name, PASSWORD, autocommit=True)
        return opened[name]

    yield sign_in
    for each in opened.values():
        each.close()


def holders(role: str) -> list[str]:
    return [member.login for member in STAFF if role in member.roles]


def rows(owner: psycopg.Connection[Any], query: str, *given: object) -> list[Any]:
    return owner.execute(query, given).fetchall()


def test_filling_it_again_changes_nothing(owner) -> None:
    before = rows(owner, "SELECT count(*) FROM pqr_audit.case_event")
    assert seed(owner, PASSWORD, stages=SMALL) == 2 * len(SMALL)
    assert rows(owner, "SELECT count(*) FROM pqr_audit.case_event") == before


def test_the_auditor_finds_every_chain_whole(owner, login: Login) -> None:
    (tiberio,) = holders("auditor")
    assert login(tiberio).execute("SELECT * FROM pqr_api.verify_chains()").fetchall() == []
    _tamper(owner, "checked", "otro")
    assert login(tiberio).execute("SELECT * FROM pqr_api.verify_chains()").fetchall() != []
    _tamper(owner, "otro", "checked")


def _tamper(owner: psycopg.Connection[Any], before: str, after: str) -> None:
    """As somebody with the whole server in their hands would; they switch triggers off, the chain tells."""
    owner.execute("ALTER TABLE pqr_audit.case_event DISABLE TRIGGER USER")
    owner.execute("UPDATE pqr_audit.case_event SET outcome = %s WHERE outcome = %s", [after, before])
    owner.commit()


def test_each_step_on_the_way_is_one_that_the_declaration_knows(owner) -> None:
    wrong = rows(
        owner,
        "SELECT DISTINCT e.procedure, e.from_activity, e.outcome, e.to_activity FROM pqr_audit.case_event e"
        " LEFT JOIN pqr.outcome o ON o.procedure = e.procedure AND o.activity = e.from_activity"
        " AND o.key = e.outcome WHERE e.outcome <> 'opened' AND o.key IS NULL"
        " AND pqr_core.law_act_words(e.outcome) IS NULL AND pqr_core.requirement_words(e.outcome) IS NULL",
    )
    assert wrong == []


def test_every_open_case_can_be_taken_up_by_somebody_of_its_role(owner, login: Login) -> None:
    cases = rows(
        owner,
        "SELECT c.case_id, c.procedure, c.activity, a.key, c.assignee_id, c.area_id FROM pqr.case_file c"
        " JOIN pqr.activity a ON a.procedure = c.procedure AND a.number = c.activity"
        " WHERE c.closed_at IS NULL",
    )
    people = {member.person_id: member.login for member in STAFF}
    areas = {member.area_id: member.login for member in STAFF if "mission" in member.roles}
    nobody = []
    for case_id, name, _number, key, assignee, area in cases:
        outcomes = procedure.load(name).by_key(key).outcomes.values()
        if not outcomes:
            continue
        candidates = {person for outcome in outcomes for role in outcome.roles for person in holders(role)}
        preferred = [people.get(assignee), areas.get(area)]
        tried = [each for each in preferred if each in candidates] or sorted(candidates)
        if not any(_may_take(login(each), case_id) for each in tried[:3]):
            nobody.append((name, key, assignee, area))
    assert nobody == []


def _may_take(session: psycopg.Connection[Any], case_id: object) -> bool:
    answer = session.execute("SELECT pqr_api.claim(%s, 10)", [case_id]).fetchone()
    assert answer is not None
    session.execute("SELECT pqr_api.release(%s)", [case_id])
    return bool(answer[0]["status"] == "held")


def test_every_stage_stands_where_it_says(owner) -> None:
    found = dict(rows(owner, "SELECT activity, count(*) FROM pqr.case_file WHERE procedure = 'pqr_v08' GROUP BY 1"))
    wanted = {stage.activity for stage in SMALL if stage.activity is not None}
    assert wanted <= set(found)
    assert rows(owner, "SELECT count(*) FROM pqr.petition WHERE document_id IS NULL") == [(0,)]


def test_names_of_files_say_nothing_of_people(owner) -> None:
    labels = {row[0] for row in rows(owner, "SELECT file_label FROM pqr.document")}
    known = r"[\d-]+|Firma \d+|prueba-de-entrega|desistimiento|legal (letter|proof)"
    assert labels and all(re.fullmatch(known, label) for label in labels), labels


def test_the_scans_are_documents_that_open(owner) -> None:
    import pypdfium2

    documents = rows(
        owner,
        "SELECT d.sha256, d.page_count, string_agg(k.bytes, ''::bytea ORDER BY k.chunk_no) FROM pqr.document d"
        " JOIN pqr.document_chunk k USING (document_id) WHERE d.kind = 'petition'"
        " GROUP BY d.document_id, d.year LIMIT 5",
    )
    assert len(documents) == 5
    for _sha256, pages, content in documents:
        opened = pypdfium2.PdfDocument(content)
        assert len(opened) == pages
        opened.close()


def test_the_persona_offered_first_has_work_and_a_plain_agent_sees_only_theirs(owner, login: Login) -> None:
    agent = login(holders("agent")[0])
    me = agent.execute("SELECT pqr_api.my_person_id()").fetchone()
    seen = agent.execute(
        "SELECT count(*) FILTER (WHERE assignee_id = %s), count(*) FILTER (WHERE assignee_id <> %s) FROM pqr.case_file",
        [me[0], me[0]],
    ).fetchone()
    assert seen[0] > 0 and seen[1] == 0
