"""A letter signed by the director's certificate goes through its four steps; each act is chained, a refused one too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import PqrError
from app.services.gateways.filing import EmbeddedFiling
from app.services.output.means import Means, open_session
from app.services.output.pens import CertificatePen
from app.services.output.signing_reads import signing_lanes
from app.services.perform import Performer
from app.services.signatures.act import SigningFacts, facts_of_act
from app.services.signatures.errors import CertificateUnusable, PinEachTime
from app.services.signatures.report import Verdict
from app.services.signatures.sources import Pkcs12Source, TokenSource
from app.services.signatures.verify import verify
from app.services.signing import Signer, State, Step
from app.services.stored_documents import fetch
from tests.support.device import PIN
from tests.support.pki import PASSWORD


@pytest.fixture
def certified(make_director, sql_as, entity, session_of):
    """A director who signs with the certificate of that name; their session."""

    def make(who: str = "director", registered: str = "director"):
        director = make_director(1)
        session = session_of(registered)
        known = session.certificate
        admin = sql_as("postgres")
        admin.execute("UPDATE pqr.director SET signing_method = 'certificate' WHERE director_id = %s", [director])
        admin.execute(
            "WITH change AS (INSERT INTO pqr.director_change (change_id, kind, director_id, proposed_by)"
            " VALUES (gen_random_uuid(), 'certificate', %(d)s, 1) RETURNING change_id)"
            " INSERT INTO pqr.director_certificate (director_id, sha256, serial, issuer, subject, valid_from, valid_to,"
            " change_id) SELECT %(d)s, decode(%(t)s, 'hex'), %(s)s, %(i)s, 'x', %(a)s, %(b)s, change_id FROM change",
            {"d": director, "t": known.thumbprint, "s": known.serial, "i": known.issuer,
             "a": known.not_before.date(), "b": known.not_after.date()},
        )  # fmt: skip
        return session_of(who)

    return make


def _signer(database, session, tsa, trust) -> Signer:
    return Signer(
        database, Performer(database), EmbeddedFiling(database), CertificatePen(database, session, tsa), trust
    )


def test_signed_recorded_and_verified(certified, waiting_letter, signer_database, tsa, trust, sql_as) -> None:
    session = certified()
    signer = _signer(signer_database, session, tsa, trust)
    cases = [waiting_letter() for _ in range(2)]
    report = signer.sign_batch(cases)
    assert [each.state for each in report.letters] == [State.SIGNED] * 2, report
    rows = sql_as("postgres").execute(
        "SELECT seq, method, result, level, certificate_thumbprint, timestamp_at IS NOT NULL, outgoing"
        " FROM pqr_audit.signing_record ORDER BY seq"
    ).fetchall()  # fmt: skip
    assert [row[:6] for row in rows] == [
        (number, "certificate", "signed", "B-T", session.certificate.thumbprint, True) for number in (1, 2)
    ]
    assert [row[6] for row in rows] == [each.filing_number for each in report.letters]
    assert sql_as("auditor").execute("SELECT * FROM pqr_api.verify_signing_records()").fetchall() == []
    document = sql_as("postgres").execute("SELECT signed_document_id FROM pqr.letter LIMIT 1").fetchone()[0]
    found = verify(fetch(signer_database, document), trust)
    assert (found.verdict, found.level) == (Verdict.VALID, "B-T")


def test_another_certificate_is_refused_by_the_server(
    certified, waiting_letter, signer_database, tsa, trust, sql_as
) -> None:
    session = certified("second", registered="director")
    outcome = _signer(signer_database, session, tsa, trust).sign(waiting_letter())
    assert (outcome.state, outcome.failed_at) == (State.FAILED, Step.STAMP)
    assert sql_as("auditor").execute("SELECT count(*) FROM pqr_audit.signing_record").fetchone() == (0,)


def test_a_refused_act_is_recorded_and_the_letter_goes_on_later(
    certified, waiting_letter, signer_database, tsa, trust, sql_as, entity
) -> None:
    session, case_id = certified(), waiting_letter()
    signer = _signer(signer_database, session, tsa, trust)
    entity.dead.add("tsa")
    silent = signer.sign(case_id)
    assert (silent.state, silent.failed_at, silent.reason) == (State.FAILED, Step.STAMP, "timestamp_down")
    entity.dead.clear()
    session.close()
    closed = signer.sign(case_id)
    assert (closed.reason, closed.stops_batch) == ("token_removed", True)
    rows = sql_as("auditor").execute("SELECT result, reason FROM pqr_audit.signing_record ORDER BY seq").fetchall()
    assert rows == [("failed", "timestamp_down"), ("failed", "token_removed")]


def test_facts_of_an_act(session_of) -> None:
    session = session_of("director")
    told = facts_of_act(session, None).payload()
    assert told["certificate_thumbprint"] == session.certificate.thumbprint and "level" not in told
    assert facts_of_act(None, None).payload().keys() == {"workstation"}
    assert replace(SigningFacts(), workstation="x" * 500).payload() == {"workstation": "x" * 120}


def test_a_revoked_certificate_is_stopped_before_any_letter(
    certified, entity, trust, signer_database, waiting_letter
) -> None:
    certified("director", registered="revoked")
    waiting_letter()
    lane = next(iter(signing_lanes(signer_database)))
    means = Means(Pkcs12Source(entity.pkcs12("revoked")), None, trust)
    with pytest.raises(CertificateUnusable) as refused:
        open_session(lane, means, "", PASSWORD)
    assert "revocado" in refused.value.user_message
    certified_means = replace(means, source=Pkcs12Source(entity.pkcs12("director")))
    with pytest.raises(PqrError) as other:
        open_session(lane, certified_means, "", PASSWORD)
    assert getattr(other.value, "reason", "") == "certificate_of_another"


@pytest.mark.tools
def test_a_device_that_asks_each_time_signs_no_batch(certified, device, trust, signer_database, waiting_letter) -> None:
    certified()
    waiting_letter()
    lane = next(iter(signing_lanes(signer_database)))
    with pytest.raises(PinEachTime):
        open_session(lane, Means(TokenSource(device.module, "each"), None, trust), "", PIN)
    open_session(lane, Means(TokenSource(device.module, "director"), None, trust), "", PIN).close()
