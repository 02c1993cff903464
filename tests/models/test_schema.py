"""The migrations make exactly the tables of the models, and a released declaration never changes."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects.postgresql.base import ischema_names

import app.models
from app import procedure
from app.errors import ProcedureBroken
from app.models import workflow
from app.models.audit import Xid8
from app.models.base import Base

#: Hash of each released file when it was released. A changed procedure is a new file, not another hash here.
RELEASED = {
    "pqr_v08": "8d460be4c7733b9043611947ef79300f0d0a62da8b37461a7080ff547a5a6d28",
    "outbound_v02": "1989aaa381367b4edf7848c6f1ee99252e5e9fb3a1a8ae5169ab48c2723a8290",
    "escalation_v01": "0d89527d726de26f0c2b520b0129d6b3975fff0c871cfd59b302e7ba4af909ea",
    "contact_v01": "98dba9daa07bfb2ad03fb85b5c67b887a0fce934d9c7658c53e7d58906a9a4b7",
}


def _import_models() -> None:
    for found in pkgutil.iter_modules(app.models.__path__):
        if not found.ispkg:
            importlib.import_module(f"app.models.{found.name}")


def test_the_tables_are_those_of_the_models(engine_as, monkeypatch):
    _import_models()
    monkeypatch.setitem(ischema_names, "xid8", Xid8)
    with engine_as("postgres").connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name in ("pqr", "pqr_audit"),
                "compare_type": True,
                "compare_server_default": False,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_released_declarations_are_the_released_ones():
    assert {name: workflow.file_sha256(name) for name in procedure.RELEASED} == RELEASED


def test_the_tables_hold_the_declarations(sql_as):
    rows = sql_as("postgres").execute("SELECT name, sha256 FROM pqr.procedure")
    assert dict(rows.fetchall()) == RELEASED
    for name in procedure.RELEASED:
        declared = {
            (a.number, o.key, role, place)
            for a in procedure.load(name).activities
            for o in a.outcomes.values()
            for role, place in o.roles.items()
        }
        query = "SELECT activity, outcome, role, place FROM pqr.outcome_role WHERE procedure = %s"
        assert set(sql_as("postgres").execute(query, [name]).fetchall()) == declared


def test_installing_again_changes_nothing(engine_as):
    count = "SELECT (SELECT count(*) FROM pqr.procedure), (SELECT count(*) FROM pqr.outcome_role)"
    with engine_as("postgres").begin() as connection:
        before = connection.exec_driver_sql(count).one()
        workflow.install(connection, *(procedure.load(name) for name in procedure.RELEASED))
        assert connection.exec_driver_sql(count).one() == before


def test_an_installed_name_with_another_text_is_refused(engine_as):
    with engine_as("postgres").connect() as connection:
        connection.exec_driver_sql("UPDATE pqr.procedure SET sha256 = 'otro' WHERE name = 'contact_v01'")
        with pytest.raises(ProcedureBroken):
            workflow.install(connection, procedure.load("contact_v01"))
