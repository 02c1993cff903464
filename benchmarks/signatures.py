"""Letters signed per CPU-second with a certificate, against the same key signing as many bare digests."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.figure import Figure, median

ROUNDS = 5
LETTERS = 400
#: pyHanko takes a hundred times longer: fewer say as much.
REFERENCE = 20


def measure(quick: bool, letters: int | None = None) -> Iterator[Figure]:
    """Rounds taken in turns: the bare key, the fast path, pyHanko; each letter stamped, signed and hashed."""
    from app.services.signatures.levels import Level
    from app.services.signatures.pades import BatchSigner, SignRequest, sign_any

    count, rounds = (10, 1) if quick else (letters or LETTERS, ROUNDS)
    with _key() as key:
        pdf, request = _letter(), _request(SignRequest, Level.B_B)
        fast = BatchSigner(key)
        made = fast.sign(pdf, request)
        assert made.pdf.startswith(pdf) and made.path == "fast"
        bare, quickly, slowly = [], [], []
        for _ in range(rounds):
            bare.append(_rate(lambda: key.sign(b"x" * 200), 2 * count))
            quickly.append(_rate(lambda: fast.sign(pdf, request), count))
            slowly.append(_rate(lambda: sign_any(pdf, key, request), max(2, count * REFERENCE // LETTERS)))
    raw = median(bare)
    yield Figure(
        "signatures", median(quickly), "1/CPU-s", raw, "≥ 0.3", "letters stamped and signed; floor: the key alone"
    )
    yield Figure("signatures_reference", median(slowly), "1/CPU-s", raw, "", "the same letters signed by pyHanko alone")


def _rate(work: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return times / max(time.process_time() - start, 1e-9)


def _letter() -> bytes:
    from app.clock import BOGOTA
    from app.services.documents.letter import Addressee, ClaimAnswer, Decision, Letter, Signatory, render

    text = "<p>" + "Se revisó su caso y la respuesta es la que sigue. " * 12 + "</p>"
    return render(
        Letter(
            filing_number="202672018065241",
            filed_at=datetime(2026, 11, 21, 10, 5, tzinfo=BOGOTA),
            city="Bogotá D. C.",
            addressee=Addressee("María Prueba Inventada", ("Calle 26 n.º 92-32",), "Quibdó, Chocó"),
            subject="Respuesta a su petición",
            incoming_number="20267118065242",
            incoming_on=date(2026, 10, 30),
            lex_code="7714205",
            identity="CC 25.673.587",
            claims=(ClaimAnswer("Reprogramación del giro", Decision.GRANTS, text),),
            signatory=Signatory("Beatriz Prueba Ossa", "Directora de Prueba", "Resolución 01187 de 2026"),
        )
    )


def _request(kind: Callable[..., object], level: object) -> object:
    from app.clock import BOGOTA
    from app.services.documents.signature_image import invent
    from app.services.documents.stamp_face import Stamp

    stamp = Stamp(invent("Beatriz"), ("Firmado digitalmente por", "BEATRIZ PRUEBA OSSA", "21/11/2026 10:05:33"))
    moment = datetime(2026, 11, 21, 10, 5, 33, tzinfo=BOGOTA)
    return kind("Beatriz Prueba Ossa", "Respuesta a derecho de petición", "Bogotá D. C.", moment, stamp, level)


@contextmanager
def _key() -> Iterator[object]:
    """A key of 2048 bits in a file, as an entity delivers it, opened in a session."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    from app.services.signatures.session import SignerSession
    from app.services.signatures.sources import Pkcs12Source

    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "BEATRIZ PRUEBA OSSA")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(1)).sign(private, hashes.SHA256())
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "key.p12"
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(b"k", private, certificate, None, BestAvailableEncryption(b"p"))
        )
        with SignerSession.open(Pkcs12Source(file), lambda _request: "p") as session:
            yield session
