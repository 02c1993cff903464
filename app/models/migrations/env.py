"""Alembic's entry: runs inside the connection and transaction that `app.models.migrate` hands over."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="alembic_version",
    version_table_schema="pqr_meta",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
