"""Activity 3: the load gives each case a Código LEX of seven digits that no other has."""

from __future__ import annotations

import re

from app.services.verbs.import_intake import ImportIntake
from tests.support.intake import to_pool
from tests.support.petitions import stand_petition


def test_each_case_gets_its_code(sql_as):
    cases = to_pool(sql_as, 3)
    codes = [
        row[0]
        for row in sql_as("postgres").execute("SELECT lex_code FROM pqr.case_file WHERE case_id = ANY(%s)", [cases])
    ]
    assert len(set(codes)) == 3
    assert all(re.fullmatch(r"\d{7}", code) for code in codes)


def test_only_the_lead_loads(sql_as, perform):
    case = stand_petition(sql_as("postgres"), "import_intake")
    verb = ImportIntake()
    for who in ("agent", "assigner", "records", "admin"):
        assert perform(who, case, 1, verb.activity, verb.outcome, verb.payload())["reason"] == "not_permitted"
    assert perform("lead", case, 1, verb.activity, verb.outcome, verb.payload())["activity"] == "review_intake"
