"""Activity 22: the database signs only what was rendered, under an act that is in force."""

from __future__ import annotations

import hashlib

import psycopg
import pytest

from tests.fixtures.letters import move_to, put_document


def test_the_database_refuses_to_sign_without_authority(waiting_letter, make_director, signer, sql_as, perform) -> None:
    director = make_director(1)
    case_id = waiting_letter()
    signer.sign(case_id)
    admin = sql_as("postgres")
    admin.execute("DELETE FROM pqr.signing_act WHERE case_id = %s", [case_id])
    admin.execute("UPDATE pqr.letter SET uploaded_at = NULL WHERE case_id = %s", [case_id])
    move_to(admin, case_id, 22)
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone()[0]
    document = admin.execute(
        "SELECT l.signed_document_id, encode(u.sha256, 'hex'), encode(s.sha256, 'hex') FROM pqr.letter l"
        " JOIN pqr.document u ON u.document_id = l.unsigned_document_id"
        " JOIN pqr.document s ON s.document_id = l.signed_document_id WHERE l.case_id = %s", [case_id]
    ).fetchone()  # fmt: skip
    payload = {
        "method": "mechanical", "document_id": str(document[0]), "sha256_before": document[1],
        "sha256_after": document[2],
    }  # fmt: skip
    admin.execute("UPDATE pqr.signature_authority SET valid_to = '2021-01-01' WHERE director_id = %s", [director])
    refused = perform("signer", case_id, version, "stamp_signature", "stamped", payload)
    assert refused["reason"] == "authority_not_in_force"
    with pytest.raises(psycopg.Error, match="authority_not_in_force"):
        sql_as("signer").execute("SELECT pqr_api.signature_image(%s)", [case_id])
    admin.execute("UPDATE pqr.signature_authority SET valid_to = NULL WHERE director_id = %s", [director])
    wrong = perform("signer", case_id, version, "stamp_signature", "stamped", payload | {"sha256_after": document[1]})
    assert wrong["reason"] == "document_changed"
    other = b"otra carta " * 40_000
    forged = put_document(admin, "letter_signed", other, case_id, "application/pdf")
    swap = payload | {"document_id": str(forged), "sha256_after": hashlib.sha256(other).hexdigest()}
    another = perform("signer", case_id, version, "stamp_signature", "stamped", swap)
    assert (another["reason"], another["field"]) == ("document_changed", "document_id"), "not the rendered letter"
    assert perform("signer", case_id, version, "stamp_signature", "stamped", payload)["status"] == "applied"
