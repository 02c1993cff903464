"""Cut after the signed file was stored, the saga finds it: a certificate never signs the same letter twice."""

from __future__ import annotations

from app.errors import Offline
from app.services.gateways.filing import EmbeddedFiling
from app.services.output.pens import CertificatePen
from app.services.perform import Performer
from app.services.signing import Signer, State, Step
from tests.people import STAFF


def test_a_stored_signature_is_used_and_not_made_again(
    waiting_letter, make_director, session_of, signer_database, sql_as
) -> None:
    admin, session = sql_as("postgres"), session_of("director")
    director, case_id = make_director(1), waiting_letter()
    admin.execute("UPDATE pqr.director SET signing_method = 'certificate' WHERE director_id = %s", [director])
    admin.execute(
        "WITH c AS (INSERT INTO pqr.director_change (change_id, kind, director_id, proposed_by)"
        " VALUES (gen_random_uuid(), 'certificate', %s, %s) RETURNING change_id)"
        " INSERT INTO pqr.director_certificate (director_id, sha256, serial, issuer, subject, valid_from, valid_to,"
        " change_id) SELECT %s, %s, '1', '', '', '2020-01-01', '2036-01-01', change_id FROM c",
        [director, STAFF["admin"].person_id, director, bytes.fromhex(session.certificate.thumbprint)],
    )

    class Cut(Performer):
        def perform(self, command):
            if command.activity == Step.STAMP:
                raise Offline("cut")
            return super().perform(command)

    pen, filing = CertificatePen(signer_database, session), EmbeddedFiling(signer_database)
    files = "SELECT document_id FROM pqr.document WHERE case_id = %s AND kind = 'letter_signed'"
    for _ in range(2):
        cut = Signer(signer_database, Cut(signer_database), filing, pen).sign(case_id)
        assert (cut.state, cut.failed_at) == (State.FAILED, Step.STAMP)
    stored = admin.execute(files, [case_id]).fetchall()
    assert len(stored) == 1
    assert Signer(signer_database, Performer(signer_database), filing, pen).sign(case_id).state is State.SIGNED
    assert admin.execute(files, [case_id]).fetchall() == stored
    row = admin.execute("SELECT signed_document_id FROM pqr.letter WHERE case_id = %s", [case_id]).fetchone()
    assert row == stored[0]
    assert admin.execute("SELECT reached, wanted FROM pqr.signature_upgrade").fetchall() == [("B-B", "B-LTA")]
