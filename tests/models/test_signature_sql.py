"""What the door and the functions of signing refuse to others: reports, levels, and letters that were not verified."""

from __future__ import annotations

import psycopg
import pytest

from tests.people import STAFF

CHECK = (
    "SELECT pqr_api.record_signature_check(%s, %s, 'valid', true, true, false, 'B-T', 'Nadie', '1', 'good', now(),"
    " now(), 'agrees')"
)
OUTSIDERS = ("agent2", "lawyer2", "mission2", "records", "phone_agent", "admin", "auditor")


@pytest.fixture
def signed(waiting_letter, make_director, signer):
    """A letter signed by the signer, standing at 26."""
    make_director(1)
    case_id = waiting_letter()
    assert signer.sign(case_id).state == "signed"
    return case_id


def _sha256(sql_as, case_id) -> bytes:
    query = "SELECT sha256_after FROM pqr.signing_act WHERE case_id = %s"
    return bytes(sql_as("postgres").execute(query, [case_id]).fetchone()[0])


def test_a_report_is_of_the_servers_own_file_and_of_who_may_see_it(signed, sql_as) -> None:
    right = _sha256(sql_as, signed)
    signer = sql_as("signer")
    with pytest.raises(psycopg.Error, match="document_changed"):
        signer.execute(CHECK, [signed, b"\0" * 32])
    signer.execute(CHECK, [signed, right])
    report = signer.execute("SELECT pqr_api.signature_report(%s)", [signed]).fetchone()[0]
    assert [each["check_no"] for each in report["checks"]] == [2, 1], "the first was made when it was signed"
    assert report["act"]["sha256"] == right.hex() == report["image_sha256"]
    assert [each["activity"] for each in report["steps"]] == [24, 23, 22, 25]
    for key in OUTSIDERS:
        for call in (
            "SELECT pqr_api.signature_report(%s)",
            "SELECT pqr_api.read_signed_letter(%s)",
            "SELECT pqr_api.read_signed_letter(%s, 'unsigned')",
        ):
            with pytest.raises(psycopg.Error, match="not_permitted"):
                sql_as(key).execute(call, [signed])
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(key).execute(CHECK, [signed, right])


def test_no_reader_pushes_the_report_of_the_act_out_of_sight(signed, sql_as) -> None:
    right, signer, admin = _sha256(sql_as, signed), sql_as("signer"), sql_as("postgres")
    false = CHECK.replace("'valid'", "'invalid'")
    # The one of the act is the signer's own, and counts.
    for _try in range(9):
        signer.execute(false, [signed, right])
    with pytest.raises(psycopg.Error, match="quota"):
        signer.execute(false, [signed, right])
    admin.execute("UPDATE pqr.signature_check SET checked_at = checked_at - interval '2 days'")
    for _try in range(10):
        signer.execute(false, [signed, right])
    admin.execute("UPDATE pqr.signature_check SET checked_at = checked_at - interval '2 days'")
    signer.execute(false, [signed, right])
    report = signer.execute("SELECT pqr_api.signature_report(%s)", [signed]).fetchone()[0]
    assert len(report["checks"]) == 20 and report["checks_total"] == 21
    assert (report["first_check"]["verdict"], report["first_check"]["by"]) == ("valid", STAFF["signer"].full_name)


def test_a_try_that_puts_a_letter_off_has_a_name(signed, sql_as) -> None:
    sql_as("postgres").execute(
        "INSERT INTO pqr.signature_upgrade (case_id, letter_no, wanted, reached) VALUES (%s, 1, 'B-LTA', 'B-T')",
        [signed],
    )
    sql_as("signer").execute("SELECT pqr_api.note_upgrade_problem(%s, 1, 'No respondió.')", [signed])
    row = sql_as("signer").execute("SELECT attempts, tried_by FROM pqr_api.upgrade_queue()").fetchone()
    assert row == (1, STAFF["signer"].full_name)


def test_only_signers_raise_levels_and_only_by_appending(signed, sql_as) -> None:
    admin, signer = sql_as("postgres"), sql_as("signer")
    keep = "SELECT pqr_api.keep_upgrade(%s, 1, 'B-LTA', %s)"
    with pytest.raises(psycopg.Error, match="upgrade_none"):
        signer.execute(keep, [signed, b"%PDF"])
    admin.execute(
        "INSERT INTO pqr.signature_upgrade (case_id, letter_no, wanted, reached) VALUES (%s, 1, 'B-LTA', 'B-T')",
        [signed],
    )
    pdf = bytes(signer.execute("SELECT pqr_api.read_signed_letter(%s)", [signed]).fetchone()[0])
    for other in (b"%PDF another", pdf, pdf[:-1] + b"x and more"):
        with pytest.raises(psycopg.Error, match="upgrade_changed"):
            signer.execute(keep, [signed, other])
    for key in (*OUTSIDERS, "printing", "lead"):
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(key).execute(keep, [signed, pdf + b"more"])
        with pytest.raises(psycopg.Error, match="not_permitted"):
            sql_as(key).execute("SELECT pqr_api.note_upgrade_problem(%s, 1, 'x')", [signed])
    signer.execute(keep, [signed, pdf + b"more"])
    newest = signer.execute("SELECT pqr_api.read_signed_letter(%s, 'newest')", [signed]).fetchone()[0]
    assert bytes(newest) == pdf + b"more"
    assert admin.execute("SELECT reached, done_at IS NOT NULL FROM pqr.signature_upgrade").fetchall() == [
        ("B-LTA", True)
    ]


@pytest.mark.parametrize(
    ("verdict", "opinion", "reason"),
    [
        (None, "", "not_verified"),
        ("invalid", "absent", "check_invalid"),
        ("unconfirmed", "disagrees", "check_disagrees"),
    ],
)
def test_a_letter_is_not_uploaded_unverified(verdict, opinion, reason, signed, sql_as, perform) -> None:
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.case_file SET activity = 25 WHERE case_id = %s", [signed])
    admin.execute("DELETE FROM pqr.signature_check WHERE case_id = %s", [signed])
    admin.execute("UPDATE pqr.signing_act SET method = 'certificate' WHERE case_id = %s", [signed])
    if verdict is not None:
        admin.execute(
            "INSERT INTO pqr.signature_check (case_id, letter_no, check_no, document_id, sha256, verdict, method,"
            " is_intact, covers_all, changed_after, second_opinion, checked_by)"
            " SELECT case_id, 1, 1, signed_document_id, sha256('x'),"
            " %s, 'certificate', true, true, false, %s, named_by FROM pqr.letter WHERE case_id = %s",
            [verdict, opinion, signed],
        )
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [signed]).fetchone()[0]
    assert perform("signer", signed, version, "upload_image", "uploaded")["reason"] == reason


def test_each_step_is_refused_to_others(waiting_letter, make_director, perform) -> None:
    make_director(1)
    case_id = waiting_letter()
    for key in ("agent", "quality", "printing", "admin", "lead"):
        for activity, outcome in (
            ("file_outgoing", "numbered"),
            ("stamp_signature", "stamped"),
            ("upload_image", "uploaded"),
        ):
            assert perform(key, case_id, 3, activity, outcome)["reason"] in ("not_permitted", "wrong_activity")
