"""Petitions that many invented people signed, sent to be split, and the list that comes back wrong."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg

from tests.support.petitions import stand_petition

NAMES = ("Ana", "Beto", "Clara", "Diego", "Elsa", "Fabio", "Gloria", "Hugo", "Inés", "Julio")


def signatory(n: int) -> tuple[str, str, str]:
    """Name, type and number of the n-th who signed."""
    return f"{NAMES[n % 10]} Firmante Inventado {n}", "CC", f"{70_000_000 + n}"


def sent_to_split(admin: psycopg.Connection[Any], people: int = 3) -> uuid.UUID:
    """A petition in 12 whose table has that many people."""
    case = stand_petition(admin, "receive_split", signatory_count=people)
    admin.execute(
        "INSERT INTO pqr.split (case_id, decided_by, sent_by, sent_at) VALUES (%s, 6, 4, clock_timestamp())", [case]
    )
    for n in range(1, people + 1):
        admin.execute(
            "INSERT INTO pqr.signatory (case_id, ordinal, full_name, document_type, document_number)"
            " VALUES (%s, %s, %s, %s, %s)",
            [case, n, *signatory(n)],
        )
    return case


def wrong_list(people: int) -> list[tuple[str, str, str]]:
    """What came back: 5, 40 and the last are missing, 7 and 11 come twice, and somebody invented."""
    rows = [signatory(n) for n in range(1, people + 1) if n not in (5, 40, people)]
    rows.insert(30, signatory(7))
    # The document with points and the name in capitals are the same person.
    name, kind, number = signatory(11)
    rows.append((name.upper(), kind, f"{int(number):,}".replace(",", ".")))
    rows.insert(60, ("Nadie Que Firmara", "CC", "99999999"))
    return rows
