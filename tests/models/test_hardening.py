"""What a thief with an agent's password and psql can do: no more than the agent in the window."""

from __future__ import annotations

import uuid

import psycopg
import pytest

from tests.people import STAFF
from tests.support.petitions import stand_petition

AGENT = STAFF["agent"].person_id
REFUSED = psycopg.errors.InsufficientPrivilege
WHO = ("agent", "lead", "admin", "auditor")


def _tables(admin: psycopg.Connection) -> list[str]:
    rows = admin.execute(
        "SELECT k.oid::regclass::text FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace"
        " WHERE n.nspname LIKE 'pqr%' AND k.relkind IN ('r', 'p') ORDER BY 1"
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("who", WHO)
def test_nobody_writes_a_table(sql_as, who):
    tables = _tables(sql_as("postgres"))
    assert len(tables) > 60
    session = sql_as(who)
    for table in tables:
        for verb in (
            "INSERT INTO {} DEFAULT VALUES",
            "DELETE FROM {}",
            "TRUNCATE {}",
            "DROP TABLE {}",
            "LOCK TABLE {}",
        ):
            with pytest.raises(REFUSED), session.transaction():
                session.execute(verb.format(table))


@pytest.mark.parametrize("who", WHO)
def test_nobody_updates_a_column(sql_as, who):
    columns = sql_as("postgres").execute(
        "SELECT format('%I.%I', table_schema, table_name), column_name FROM information_schema.columns"
        " WHERE table_schema LIKE 'pqr%' AND is_updatable = 'YES'"
    )
    session = sql_as(who)
    for table, column in columns.fetchall():
        with pytest.raises(REFUSED):
            # DEFAULT, the one value that a generated column takes too.
            session.execute(f'UPDATE {table} SET "{column}" = DEFAULT')


#: Tables that name citizens, or hold what they or we wrote about them.
PERSONAL = (
    "petitioner",
    "signatory",
    "search_text",
    "document_chunk",
    "campaign_person",
    "work_in_progress",
    "command",
)
PERSONAL_COLUMNS = (
    ("claim", "citizen_words"),
    ("petition", "subject"),
    ("input", "content"),
    ("escalation", "question"),
    ("escalation_answer", "content"),
    ("draft", "opening_html"),
    ("draft_answer", "body_html"),
    ("dispatch", "addressee"),
    ("delivery", "received_by"),
    ("endorsement", "note"),
    ("absence", "reason"),
)


@pytest.mark.parametrize("who", [key for key in STAFF if key not in ("lead", "admin")])
def test_nobody_reads_personal_data_by_a_query(sql_as, who):
    session = sql_as(who)
    for table in PERSONAL:
        for query in (f"SELECT 1 FROM pqr.{table}", f"COPY pqr.{table} TO STDOUT"):
            with pytest.raises(REFUSED):
                session.execute(query)
    for table, column in PERSONAL_COLUMNS:
        with pytest.raises(REFUSED):
            session.execute(f"SELECT {column} FROM pqr.{table}")


def test_internal_functions_are_out_of_reach(sql_as, make_case):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    session = sql_as("agent")
    for call in (
        f"SELECT pqr_core.count_up('petitioner', {AGENT}, 60)",
        "SELECT pqr_login.set_verifier('u_ana', 'SCRAM-SHA-256$x')",
        "SELECT pqr_watch.end_sessions('u_beto')",
        "SELECT nextval('pqr_quota.petitioner_4')",
        f"SELECT setval('pqr_quota.petitioner_{AGENT}', 0)",
        f"SELECT pqr_guard.new_case(c, NULL, '', '{{}}') FROM pqr.case_file c WHERE case_id = '{case}'",
        "SELECT pqr_api.add_person('u_intruso', 'In Truso', 'IT', NULL, '{admin}', 'x')",
        "SELECT pqr_api.verify_chains()",
        "SELECT pqr_api.take_anchor()",
        "SELECT pqr_api.end_idle_sessions()",
    ):
        with pytest.raises(REFUSED):
            session.execute(call)


def test_nobody_becomes_another_role(sql_as):
    session = sql_as("agent")
    roles = sql_as("postgres").execute(r"SELECT rolname FROM pg_roles WHERE rolname ~ '^(pqr_|u_|postgres)'").fetchall()
    assert len(roles) > 30
    for (name,) in roles:
        if name == STAFF["agent"].login:
            continue
        role = f'"{name}"'
        for statement in (f"SET ROLE {role}", f"SET SESSION AUTHORIZATION {role}", f"GRANT {role} TO u_ana"):
            with pytest.raises(REFUSED):
                session.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE t (x int)",
        "CREATE TABLE public.t (x int)",
        "CREATE TABLE pqr.t (x int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'",
        "CREATE FUNCTION pqr_api.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION plperl",
        "CREATE ROLE u_intruso",
        "ALTER ROLE u_ana CREATEROLE",
        "ALTER SYSTEM SET log_min_messages = 'panic'",
        "SET log_min_messages = 'panic'",
        "SET session_replication_role = 'replica'",
        "COPY (SELECT 1) TO '/tmp/x'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY pqr.area FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT lo_create(0)",
        r"SELECT lo_from_bytea(0, '\x00')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_logical_emit_message(false, 'x', 'y')",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_try_advisory_xact_lock(1)",
        "SELECT pg_sleep(1)",
        "SELECT pg_notify('x', 'y')",
        "SELECT pg_current_xact_id()",
        "SELECT pg_export_snapshot()",
        "SELECT table_to_xml('pqr.case_file', true, true, '')",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres' AND pid <> 0",
        "SELECT pg_reload_conf()",
        "SELECT * FROM pg_authid",
    ],
)
def test_doors_that_postgres_leaves_open_are_closed(sql_as, statement):
    with pytest.raises((REFUSED, psycopg.errors.FeatureNotSupported)):
        sql_as("agent").execute(statement)


def test_statistics_tell_nothing(sql_as, make_case):
    make_case("pqr_v08", "check_image", label="secreto")
    sql_as("postgres").execute("ANALYZE pqr.case_file")
    rows = sql_as("agent").execute("SELECT * FROM pg_stats WHERE schemaname = 'pqr' AND tablename = 'case_file'")
    assert rows.fetchall() == []


def test_a_failing_filter_does_not_reach_hidden_rows(sql_as, make_case):
    make_case("pqr_v08", "check_image", assignee_id=STAFF["agent2"].person_id, label="secreto")
    query = "SELECT count(*) FROM pqr.case_file WHERE 1 / (CASE WHEN label = 'secreto' THEN 0 ELSE 1 END) = 1"
    assert sql_as("agent").execute(query).fetchone() == (0,)


@pytest.mark.parametrize("who", ["agent2", "lawyer", "quality", "mission", "printing", "phone_agent", "admin", "lead"])
def test_anothers_case_is_neither_moved_nor_held(sql_as, make_case, perform, who):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    before = sql_as("postgres").execute("SELECT * FROM pqr.case_file WHERE case_id = %s", [case]).fetchone()
    assert perform(who, case, 1, "check_image", "image_good")["reason"] == "not_permitted"
    assert sql_as(who).execute("SELECT pqr_api.claim(%s)", [case]).fetchone()[0]["status"] == "refused"
    assert perform(who, case, 1, "check_image", "image_good", command=uuid.uuid4())["reason"] == "not_permitted"
    assert sql_as("postgres").execute("SELECT * FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == before


def test_anothers_petitioner_is_not_read(sql_as):
    case = stand_petition(sql_as("postgres"), "check_image")
    ask = "SELECT pqr_api.read_petitioner(%s, 'curiosidad')"
    assert sql_as("agent").execute(ask, [case]).fetchone()[0]["status"] == "answered"
    for who in ("agent2", "lead", "assigner", "auditor", "admin", "printing", "mission"):
        assert sql_as(who).execute(ask, [case]).fetchone()[0] == {"status": "refused", "reason": "not_permitted"}
        labels = sql_as(who).execute("SELECT * FROM pqr_api.read_labels(%s)", [[case]]).fetchall()
        assert labels == []
        found = sql_as(who).execute("SELECT name, document_tail FROM pqr_api.search('rosa prueba')").fetchall()
        assert found in ([], [(None, None)])


def test_traces_are_not_erased(sql_as, make_case, perform):
    case = make_case("pqr_v08", "check_image", assignee_id=AGENT)
    session = sql_as("agent")
    with session.transaction(force_rollback=True):
        perform("agent", case, 1, "check_image", "image_good")
    admin = sql_as("postgres")
    # Undone by the client as a whole: the case didn't move and no event says it did.
    assert admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case]).fetchone() == (1,)
    perform("agent", case, 1, "check_image", "image_good")
    for table in ("pqr_audit.case_event", "pqr_audit.refusal", "pqr_audit.read_log", "pqr.command"):
        for who in ("agent", "admin", "auditor"):
            with pytest.raises(REFUSED):
                sql_as(who).execute(f"DELETE FROM {table}")
    # Not even the owner or the superuser by accident: the table itself says no.
    for statement in (
        "UPDATE pqr_audit.case_event SET outcome = 'x'",
        "DELETE FROM pqr_audit.case_event",
        "TRUNCATE pqr_audit.case_event",
    ):
        with pytest.raises(REFUSED):
            admin.execute(statement)


def test_the_catalogue_of_functions_is_tight(sql_as):
    admin = sql_as("postgres")
    functions = "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname LIKE 'pqr%' AND"
    loose = admin.execute(
        f"SELECT p.oid::regprocedure::text {functions} has_function_privilege('public', p.oid, 'EXECUTE')"
    )
    assert loose.fetchall() == []
    unfixed = admin.execute(
        f"SELECT p.oid::regprocedure::text {functions} p.prosecdef"
        " AND NOT coalesce(array_to_string(p.proconfig, ' ') LIKE '%search_path=pg_catalog, pg_temp%', false)"
    )
    assert unfixed.fetchall() == []
    mighty = admin.execute(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE ANY ('{pqr\\_%,u\\_%}') AND (rolsuper OR rolbypassrls"
        " OR rolreplication OR rolcreatedb OR (rolcreaterole AND rolname <> 'pqr_registrar'))"
    )
    assert mighty.fetchall() == []
    becoming = admin.execute(
        "SELECT m.roleid::regrole::text, m.member::regrole::text FROM pg_auth_members m"
        " JOIN pg_roles r ON r.oid = m.member AND r.rolname LIKE ANY ('{pqr\\_%,u\\_%}') WHERE m.set_option"
    )
    assert becoming.fetchall() == []


def test_every_table_of_cases_has_forced_row_security(sql_as):
    bare = sql_as("postgres").execute(
        "SELECT k.oid::regclass::text FROM pg_class k JOIN pg_namespace n ON n.oid = k.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = k.oid AND a.attname = 'case_id' AND NOT a.attisdropped"
        " WHERE n.nspname IN ('pqr', 'pqr_audit') AND k.relkind IN ('r', 'p')"
        " AND NOT (k.relrowsecurity AND k.relforcerowsecurity)"
    )
    assert bare.fetchall() == []
