"""What is looked at before a batch is signed with a certificate, each with its value and one sentence."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import TYPE_CHECKING

from app.clock import now
from app.services.signatures.certificate import Chain
from app.services.signatures.chain_check import ChainState, check_chain
from app.services.signatures.errors import SignatureError, TimestampDown
from app.services.signatures.findings import Finding, State
from app.services.signatures.raw import KeyType, PinState
from app.services.signatures.timestamps import Tsa, TsaAnswer
from app.services.signatures.trust import Trust

if TYPE_CHECKING:
    from app.services.signatures.session import SignerSession

#: A clock further than this from the server's or the authority's makes signatures that others doubt.
_CLOCK_SECONDS = 60
_SOON = dt.timedelta(days=30)


def look(
    session: SignerSession,
    holder: str,
    holder_id: str,
    *,
    trust: Trust | None,
    tsa: Tsa | None,
    server_now: dt.datetime | None,
) -> tuple[Finding, ...]:
    """Certificate, holder, chain and revocation, device, clock, time stamp, and one test signature."""
    findings = [_dates(session), *_holder(session, holder, holder_id)]
    if trust is not None and findings[0].state != "danger":
        findings.append(chain_finding(session.chain, trust))
    findings += _device(session)
    answer, stamped = _timestamp(tsa)
    findings += stamped
    findings += _clock(server_now, answer)
    if not any(each.state == "danger" for each in findings) and not session.pin_each_time:
        findings.append(_test_signature(session))
    return tuple(findings)


def _dates(session: SignerSession) -> Finding:
    certificate = session.certificate
    obstacle = certificate.obstacle(now())
    until = f"{certificate.not_after:%d/%m/%Y}"
    if obstacle:
        return Finding("danger", "certificate", "Certificado", "no sirve", obstacle)
    if certificate.not_after - now() < _SOON:
        sentence = f"El certificado vence el {until}. Pida la renovación antes de ese día."
        return Finding("warn", "certificate_ends", "Certificado", f"vence el {until}", sentence)
    return Finding("good", "certificate", "Certificado", f"hasta el {until}", f"El certificado sirve hasta el {until}.")


def _holder(session: SignerSession, holder: str, holder_id: str) -> list[Finding]:
    if not holder and not holder_id:
        return []
    named = session.certificate.holder
    if session.certificate.is_of(holder, holder_id):
        return [Finding("good", "holder", "Titular", named, f"El certificado es de {named}.")]
    sentence = f"El certificado es de {named}, no de {holder}. Use el del director o elija las cartas de su titular."
    return [Finding("danger", "holder", "Titular", "otra persona", sentence)]


def chain_finding(chain: Chain, trust: Trust) -> Finding:
    """Whether its entity revoked the certificate, and whether it reaches an authority we know; asks by network."""
    found, sentence = check_chain(chain, trust)
    return Finding(*_CHAIN[found], sentence)


_CHAIN: dict[ChainState, tuple[State, str, str, str]] = {
    ChainState.GOOD: ("good", "chain", "Revocación", "no está revocado"),
    ChainState.REVOKED: ("danger", "revoked", "Revocación", "revocado"),
    ChainState.INCOMPLETE: ("danger", "chain_incomplete", "Autoridad de confianza", "no registrada"),
    ChainState.UNKNOWN: ("warn", "revocation_unknown", "Revocación", "sin respuesta"),
    ChainState.UNUSABLE: ("danger", "chain_unusable", "Cadena del certificado", "no es válida"),
}


def _device(session: SignerSession) -> list[Finding]:
    found = []
    token = session.token
    if token is not None and token.pin in (PinState.LOW, PinState.FINAL_TRY):
        sentence = "Hubo claves equivocadas antes en este dispositivo. Si no fue usted, avise a Tecnología."
        found.append(Finding("warn", "pin_count", "Intentos de la clave", "hubo errores", sentence))
    if session.pin_each_time:
        sentence = "Este dispositivo pide la clave en cada firma: para un lote use otro, o firme de a una carta."
        found.append(Finding("warn", "pin_each_time", "Clave en cada firma", "sí", sentence))
    return found


def _timestamp(tsa: Tsa | None) -> tuple[TsaAnswer | None, list[Finding]]:
    if tsa is None:
        return None, []
    try:
        answer = tsa.check()
    except TimestampDown as down:
        return None, [Finding("warn", "timestamp", "Sello de tiempo", "no responde", down.user_message)]
    value = f"{answer.milliseconds} ms"
    return answer, [Finding("good", "timestamp", "Sello de tiempo", value, f"El sello de tiempo responde en {value}.")]


def _clock(server_now: dt.datetime | None, answer: TsaAnswer | None) -> list[Finding]:
    """Compared with the time stamping authority where it answered, else with our server."""
    reference = answer.at if answer is not None else server_now
    if reference is None:
        return []
    apart = round((now() - reference).total_seconds())
    whose = "del sello de tiempo" if answer is not None else "del servidor"
    if abs(apart) <= _CLOCK_SECONDS:
        return [Finding("good", "clock", "Reloj del equipo", f"{apart:+d} s", f"El reloj coincide con el {whose}.")]
    sentence = f"El reloj de este equipo difiere {abs(apart)} s del {whose}. Ajústelo antes de firmar."
    return [Finding("danger", "clock", "Reloj del equipo", f"{apart:+d} s", sentence)]


def _test_signature(session: SignerSession) -> Finding:
    """One signature of random bytes, verified: proves the key, and measures what a letter will take."""
    data = os.urandom(64)
    start = time.perf_counter()
    try:
        value = session.sign(data)
    except SignatureError as refused:
        return Finding("danger", "test_signature", "Firma de prueba", "falló", refused.user_message)
    seconds = time.perf_counter() - start
    if not _verifies(session, data, value):
        sentence = "La llave no corresponde al certificado. Elija otro certificado o pida ayuda a su entidad."
        return Finding("danger", "test_signature", "Firma de prueba", "no coincide", sentence)
    value_shown = f"{seconds:.2f} s".replace(".", ",") if seconds >= 0.01 else "menos de 0,01 s"
    return Finding("good", "test_signature", "Firma de prueba", value_shown, f"Cada firma toma {value_shown}.")


def _verifies(session: SignerSession, data: bytes, value: bytes) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    key = x509.load_der_x509_certificate(session.chain.leaf).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey) and session.key_type is KeyType.RSA:
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
