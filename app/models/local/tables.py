"""The tables of a person's two encrypted files: what only this computer has, and what can be fetched again.

`main` holds the outbox and what is being typed; `cache` holds what the server knows, and a spare copy of `main`, kept
by triggers of the connection: whichever of the files is damaged, no decision and no text is lost. Source: data.md §3.2.
"""

from __future__ import annotations

#: Raised when the tables change; the cache is dropped and refetched, the outbox is always migrated.
FORMAT = 2

OUTBOX_COLUMNS = (
    "seq, command_id, case_id, version, procedure, activity, outcome, payload, written_at, status, tries, reason, kind"
)
TEXT_COLUMNS = "place, body, saved_at"

_OUTBOX = """
    command_id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    procedure TEXT NOT NULL,
    activity TEXT NOT NULL,
    outcome TEXT NOT NULL,
    payload TEXT NOT NULL,
    written_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'unknown', 'conflict', 'refused', 'blocked', 'quarantine', 'expired')),
    tries INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    kind TEXT NOT NULL DEFAULT 'waiting'
"""

MAIN = f"""
CREATE TABLE IF NOT EXISTS main.outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, {_OUTBOX});
CREATE INDEX IF NOT EXISTS main.outbox_case ON outbox (case_id, seq);
CREATE TABLE IF NOT EXISTS main.kept_text (place TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS main.known_case (case_id TEXT PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS main.marked_case (case_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS main.meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

CACHE = f"""
CREATE TABLE IF NOT EXISTS cache.spare_outbox (seq INTEGER PRIMARY KEY, {_OUTBOX});
CREATE TABLE IF NOT EXISTS cache.spare_text (place TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cache.cached_case (case_id TEXT PRIMARY KEY, place INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cache.cached_name (case_id TEXT PRIMARY KEY, name TEXT, document_tail TEXT);
CREATE TABLE IF NOT EXISTS cache.answer (
    place TEXT PRIMARY KEY, case_id TEXT, version INTEGER, body TEXT NOT NULL, fetched_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cache.paper (document_id TEXT PRIMARY KEY, case_id TEXT NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS cache.fetched_paper (document_id TEXT PRIMARY KEY, case_id TEXT NOT NULL);
"""

#: The outbox of format 1 knew fewer states.
MIGRATE_1 = f"""
ALTER TABLE main.outbox RENAME TO outbox_1;
DROP INDEX IF EXISTS main.outbox_case;
CREATE TABLE main.outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, {_OUTBOX});
INSERT INTO main.outbox (seq, command_id, case_id, version, procedure, activity, outcome, payload, written_at, status,
    tries, reason)
  SELECT seq, command_id, case_id, version, procedure, activity, outcome, payload, written_at, status, tries, reason
    FROM outbox_1;
DROP TABLE main.outbox_1;
"""


def _trigger(table: str, spare: str, key: str, columns: str) -> str:
    new = ", ".join(f"NEW.{column.strip()}" for column in columns.split(","))
    copy = f"DELETE FROM {spare} WHERE {key} = NEW.{key}; INSERT INTO {spare} ({columns}) VALUES ({new});"
    return (
        f"CREATE TEMP TRIGGER {spare}_added AFTER INSERT ON main.{table} BEGIN {copy} END;"
        f"CREATE TEMP TRIGGER {spare}_changed AFTER UPDATE ON main.{table} BEGIN {copy} END;"
        f"CREATE TEMP TRIGGER {spare}_dropped AFTER DELETE ON main.{table}"
        f" BEGIN DELETE FROM {spare} WHERE {key} = OLD.{key}; END;"
    )


#: Of the connection, so that they may write into another file than the one they watch.
TRIGGERS = _trigger("outbox", "spare_outbox", "command_id", OUTBOX_COLUMNS) + _trigger(
    "kept_text", "spare_text", "place", TEXT_COLUMNS
)

#: The spare copy made anew from the work, after a new cache file was made.
SPARE = f"""
DELETE FROM spare_outbox;
DELETE FROM spare_text;
INSERT INTO spare_outbox ({OUTBOX_COLUMNS}) SELECT {OUTBOX_COLUMNS} FROM main.outbox;
INSERT INTO spare_text ({TEXT_COLUMNS}) SELECT {TEXT_COLUMNS} FROM main.kept_text;
"""

#: Decisions and texts of another file (schema `{source}`, tables `{outbox}` and `{text}`) that `main` does not have.
#: A text is newer by its date; of a decision there is only one, whatever file tells of it.
_OUTBOX_REST = OUTBOX_COLUMNS.removeprefix("seq, ")
RESCUE = (
    f"INSERT OR IGNORE INTO main.outbox ({_OUTBOX_REST}) SELECT {_OUTBOX_REST} FROM {{outbox}} ORDER BY seq;"
    f"INSERT INTO main.kept_text ({TEXT_COLUMNS}) SELECT {TEXT_COLUMNS} FROM {{text}} WHERE true"
    " ON CONFLICT (place) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at"
    " WHERE excluded.saved_at > kept_text.saved_at;"
)
