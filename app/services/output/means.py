"""How this computer signs with a certificate: where the key is, who stamps the time, whom it believes; no secrets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import BOGOTA, now
from app.errors import PqrError
from app.services.output.findings import Finding, State
from app.services.output.signing_reads import Lane

if TYPE_CHECKING:
    from app.services.signatures.session import SignerSession
    from app.services.signatures.settings import SignatureSettings
    from app.services.signatures.sources import Candidate, Source
    from app.services.signatures.timestamps import Tsa
    from app.services.signatures.trust import Trust

#: A certificate with fewer days than this is told of.
_SOON = 30


@dataclass(frozen=True)
class Means:
    """The choice of this computer; `source` is None while nobody has chosen."""

    source: Source | None
    tsa: Tsa | None
    trust: Trust | None


def read_means(settings: SignatureSettings) -> Means:
    """What this computer's settings say; a stamping address that can't be one counts as none."""
    try:
        tsa = settings.tsa()
    except PqrError:
        tsa = None
    return Means(settings.source, tsa, settings.authorities.trust())


@dataclass(frozen=True)
class Found:
    """What a source offers for a lane: its findings, the certificate that would sign, and the state of the PIN."""

    findings: tuple[Finding, ...]
    thumbprint: str = ""
    serial: str = ""
    device: str = ""
    pin_warning: str = ""
    final_try: bool = False
    needs_pin: bool = True


def look(lane: Lane, means: Means) -> Found:
    """What can be known before the PIN is typed; costs no try of it. Asks the stamping authority once."""
    if means.source is None:
        missing = Finding("danger", "Medio de firma", "sin elegir")
        return Found((_registered(lane), missing))
    found = _in_source(lane, means.source, means.trust)
    return Found(
        (*found.findings, _stamping(means.tsa), _believed(means.trust)),
        found.thumbprint,
        found.serial,
        found.device,
        found.pin_warning,
        found.final_try,
        found.needs_pin,
    )


def open_session(lane: Lane, means: Means, thumbprint: str, pin: str) -> SignerSession:
    """Take the key with the PIN that the person typed once. Raises SignatureError; nothing is tried twice.

    A certificate that isn't the director's is refused here, before any number is taken.
    """
    from app.services.refusals import refusal
    from app.services.signatures.errors import PinEachTime
    from app.services.signatures.session import SignerSession

    assert means.source is not None, "the panel closes the button without a source"
    session = SignerSession.open(means.source, lambda _request: pin, thumbprint=thumbprint)
    if session.certificate.thumbprint not in lane.certificates:
        session.close()
        raise refusal("certificate_of_another", "certificate")
    try:
        _require_not_revoked(session, means.trust)
    except BaseException:
        session.close()
        raise
    if session.pin_each_time:
        # The PIN typed once would have to be kept to be given again at each letter.
        session.close()
        raise PinEachTime("a batch")
    return session


def _require_not_revoked(session: SignerSession, trust: Trust | None) -> None:
    """A revoked certificate signs nothing; asked here too because a file shows nothing before its password."""
    from app.services.signatures.errors import CertificateUnusable
    from app.services.signatures.preflight import chain_finding

    if trust is None or not trust.anchors:
        return
    seen = chain_finding(session.chain, trust)
    if seen.code in ("revoked", "chain_unusable"):
        raise CertificateUnusable(seen.code, sentence=seen.sentence)


def _registered(lane: Lane) -> Finding:
    """The certificate of the register, which two administrators confirmed."""
    if not lane.certificates:
        return Finding("danger", "Certificado vigente", "ninguno vigente")
    until = lane.certificate_to
    assert until is not None
    left = (until - now().astimezone(BOGOTA).date()).days
    return Finding("warn" if left <= _SOON else "good", "Certificado vigente", f"quedan {_dotted(left)} días")


def _dotted(days: int) -> str:
    return f"{days:,}".replace(",", ".")


def _in_source(lane: Lane, source: Source, trust: Trust | None) -> Found:
    from app.services.signatures.sources import candidates, needs_pin, token_facts

    try:
        if needs_pin(source):
            sealed = Finding("good", "Archivo .p12", "se abre con su clave")
            return Found((_registered(lane), sealed), serial=lane.certificate_serial)
        offered = candidates(source)
        token = token_facts(source)
    except PqrError as error:
        return Found((_registered(lane), Finding("danger", "Medio de firma", "no responde", error.user_message)))
    chosen = next((each for each in offered if each.certificate.thumbprint in lane.certificates), None)
    findings = [_registered(lane), _usable(offered, chosen), *_revocation(chosen, trust)]
    if token is None:
        return Found(tuple(findings), *_of(chosen), needs_pin=False)
    states: dict[str, tuple[State, str]] = {
        "ok": ("good", "sin errores"),
        "low": ("warn", "hubo un error"),
        "final_try": ("warn", "queda 1 intento"),
    }
    state, value = states.get(str(token.pin), ("danger", "bloqueado"))
    findings.append(Finding(state, "Intentos de PIN", value, token.sentence))
    return Found(
        tuple(findings),
        *_of(chosen),
        device=f"{token.label} · serie {token.serial}",
        pin_warning=token.sentence,
        final_try=str(token.pin) == "final_try",
        needs_pin=not token.has_pad,
    )


def _revocation(chosen: Candidate | None, trust: Trust | None) -> list[Finding]:
    """Whether its entity revoked the certificate; without a known authority nobody can be asked."""
    from app.services.signatures.preflight import chain_finding

    if chosen is None or not chosen.usable or trust is None or not trust.anchors:
        return []
    seen = chain_finding(chosen.chain, trust)
    return [Finding(seen.state, seen.title, seen.value, "" if seen.state == "good" else seen.sentence)]


def _of(chosen: Candidate | None) -> tuple[str, str]:
    return (chosen.certificate.thumbprint, chosen.certificate.serial) if chosen is not None else ("", "")


def _usable(offered: Sequence[Candidate], chosen: Candidate | None) -> Finding:
    """Whether the director's certificate is there and serves; if not, why not each of what there is."""
    if chosen is not None:
        if chosen.usable:
            return Finding("good", "En el medio", f"{chosen.certificate.not_after:%d/%m/%Y}")
        return Finding("danger", "En el medio", "no sirve", chosen.sentence)
    if not offered:
        return Finding("danger", "En el medio", "no hay ninguno")
    others = "; ".join(f"{each.certificate.holder}: {each.sentence or 'no es de este director'}" for each in offered)
    return Finding("danger", "En el medio", "no es el del director", others)


def _stamping(tsa: Tsa | None) -> Finding:
    if tsa is None:
        return Finding("warn", "Sello de tiempo", "sin autoridad", "Se firma sin sello; la cola de niveles lo agrega.")
    try:
        answer = tsa.check()
    except PqrError as error:
        return Finding("warn", "Sello de tiempo", "no responde", error.user_message)
    return Finding("good", "Sello de tiempo", f"{answer.milliseconds} ms")


def _believed(trust: Trust | None) -> Finding:
    if trust is None or not trust.anchors:
        words = "Sin la autoridad que lo expidió, la firma queda «sin confirmar». Agréguela en el medio de firma."
        return Finding("warn", "Autoridad", "ninguna", words)
    return Finding("good", "Autoridad", f"{len(trust.anchors)} en este equipo")
