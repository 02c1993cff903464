"""Activities 23 and 25: the stored PDF is this case's and whole, and its signed image is in the filing system."""

from __future__ import annotations

import hashlib

import pytest

from app.services.gateways.filing import EmbeddedFiling
from tests.fixtures.letters import put_document


@pytest.fixture
def numbered(waiting_letter, make_director, perform, signer_database):
    """A letter in 23, at version 4."""
    make_director(1)
    case_id = waiting_letter()
    number = EmbeddedFiling(signer_database).take(case_id, case_id).filing_number
    assert perform("signer", case_id, 3, "file_outgoing", "numbered", {"filing_number": number})["status"] == "applied"
    return case_id


def test_render_document_takes_only_a_whole_file_of_the_case(numbered, waiting_letter, perform, sql_as) -> None:
    admin, pdf = sql_as("postgres"), b"%PDF una carta"
    sha = hashlib.sha256(pdf).hexdigest()

    def rendered(document, digest=sha):
        payload = {"document_id": str(document), "sha256": digest}
        return perform("signer", numbered, 4, "render_document", "rendered", payload)

    alien = put_document(admin, "letter_unsigned", pdf, waiting_letter(), "application/pdf")
    assert rendered(alien)["reason"] == "document_missing"
    own = put_document(admin, "letter_unsigned", pdf, numbered, "application/pdf")
    assert rendered(own, hashlib.sha256(b"otra").hexdigest())["reason"] == "document_changed"
    admin.execute("UPDATE pqr.document_chunk SET bytes = 'danado' WHERE document_id = %s", [own])
    assert rendered(own)["reason"] == "document_changed", "the bytes are read, not the row that tells of them"
    good = put_document(admin, "letter_unsigned", pdf, numbered, "application/pdf")
    for key in ("agent", "printing"):
        payload = {"document_id": str(good), "sha256": sha}
        answer = perform(key, numbered, 4, "render_document", "rendered", payload)
        assert answer["reason"] == "not_permitted"
    assert rendered(good)["activity"] == "stamp_signature"


def test_upload_image_needs_the_signed_image_in_the_filing_system(
    waiting_letter, make_director, signer, sql_as, perform
) -> None:
    make_director(1)
    case_id = waiting_letter()
    signer.sign(case_id)
    admin = sql_as("postgres")
    admin.execute("UPDATE pqr.case_file SET activity = 25 WHERE case_id = %s", [case_id])
    version = admin.execute("SELECT version FROM pqr.case_file WHERE case_id = %s", [case_id]).fetchone()[0]
    image = admin.execute(
        "SELECT image_document_id FROM pqr.outgoing_filing WHERE case_id = %s", [case_id]
    ).fetchone()[0]  # fmt: skip
    admin.execute("UPDATE pqr.outgoing_filing SET image_document_id = NULL WHERE case_id = %s", [case_id])
    assert perform("signer", case_id, version, "upload_image", "uploaded")["reason"] == "image_not_uploaded"
    other = put_document(admin, "letter_signed", b"%PDF otra", case_id, "application/pdf")
    admin.execute("UPDATE pqr.outgoing_filing SET image_document_id = %s WHERE case_id = %s", [other, case_id])
    assert perform("signer", case_id, version, "upload_image", "uploaded")["reason"] == "document_changed"
    admin.execute("UPDATE pqr.outgoing_filing SET image_document_id = %s WHERE case_id = %s", [image, case_id])
    assert perform("signer", case_id, version, "upload_image", "uploaded")["activity"] == "print_response"
