"""From what was seen in each signature to one verdict and its sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.services.signatures.certificate import CertificateFacts
from app.services.signatures.chain_check import SENTENCES, ChainState
from app.services.signatures.findings import State
from app.services.signatures.levels import Level
from app.services.signatures.report import Line, Opinion, Report, Revocation, Verdict


@dataclass(frozen=True)
class Judged:
    """One director's signature as it was seen; `proved_at` is the time that an authority confirms, if any does."""

    certificate: CertificateFacts
    sound: bool
    harmless: bool
    chain: ChainState
    timestamp_at: dt.datetime | None
    timestamp_good: bool
    claimed_at: dt.datetime | None
    algorithm: str
    proved_at: dt.datetime | None
    revoked_status: bool = False

    @property
    def was_out_of_force(self) -> bool:
        """Whether an authority proves that it signed outside the certificate's dates."""
        at = self.proved_at
        return at is not None and not self.certificate.not_before <= at <= self.certificate.not_after

    @property
    def revocation(self) -> Revocation:
        """Whether the certificate was revoked when it signed."""
        if self.chain is ChainState.REVOKED or self.revoked_status:
            return Revocation.REVOKED
        return Revocation.GOOD if self.chain is ChainState.GOOD else Revocation.UNKNOWN


def report_of(judged: Sequence[Judged], level: Level, covers_all: bool) -> Report:
    """One report for all the signatures of a file; the verdict is that of the worst."""
    last = judged[-1]
    sound = all(each.sound for each in judged)
    # What no signature covers can only be what preserves them, and that the later change was judged harmless says so.
    unmodified = all(each.harmless for each in judged)
    certificate_ok = all(each.chain in (ChainState.GOOD, ChainState.UNKNOWN) for each in judged)
    revocation = _worst([each.revocation for each in judged])
    return Report(
        verdict=_verdict(judged, sound=sound, unmodified=unmodified, revocation=revocation),
        sound=sound,
        covers_all=covers_all,
        unmodified=unmodified,
        certificate_ok=certificate_ok,
        revocation=revocation,
        level=level.value,
        signatures=len(judged),
        signer=last.certificate.holder,
        serial=last.certificate.serial,
        issuer=last.certificate.issuer,
        thumbprint=last.certificate.thumbprint,
        algorithm=last.algorithm,
        claimed_at=last.claimed_at,
        timestamp_at=last.proved_at,
        second_opinion=Opinion.ABSENT,
        lines=tuple(_lines(judged, level, covers_all)),
    )


def _verdict(judged: Sequence[Judged], *, sound: bool, unmodified: bool, revocation: Revocation) -> Verdict:
    wrong = not sound or not unmodified or revocation is Revocation.REVOKED
    if wrong or any(each.was_out_of_force for each in judged):
        return Verdict.INVALID
    if all(each.chain is ChainState.GOOD and each.timestamp_good for each in judged):
        return Verdict.VALID
    return Verdict.UNCONFIRMED


def _worst(found: Sequence[Revocation]) -> Revocation:
    return next((each for each in (Revocation.REVOKED, Revocation.UNKNOWN) if each in found), Revocation.GOOD)


def _lines(judged: Sequence[Judged], level: Level, covers_all: bool) -> list[Line]:
    lines: list[Line] = []
    for each in judged:
        if len(judged) > 1:
            lines.append(Line("Firma", "good", f"Firma de {each.certificate.holder}:"))
        lines += [_bytes_line(each), _changes_line(each, covers_all), _holder_line(each), _chain_line(each)]
        lines.append(_time_line(each))
    words = _LEVELS[level]
    return [*lines, Line("Nivel", "good", f"Nivel PAdES {level.value}: {words}.")]


_LEVELS = {
    Level.B_B: "firma sin sello de tiempo",
    Level.B_T: "firma con sello de tiempo",
    Level.B_LT: "firma con sello de tiempo y la prueba de que el certificado valía",
    Level.B_LTA: "firma conservada a largo plazo, con un sello de tiempo sobre todo el archivo",
}


def _bytes_line(each: Judged) -> Line:
    if each.sound:
        return Line("Integridad", "good", "Lo firmado no ha cambiado ni en un byte desde la firma.")
    return Line("Integridad", "danger", "El archivo cambió después de la firma: no es la carta firmada. No lo use.")


def _changes_line(each: Judged, covers_all: bool) -> Line:
    if not each.harmless:
        sentence = "Alguien agregó contenido después de la firma. No use este archivo; tome el original del caso."
        return Line("Cambios posteriores", "danger", sentence)
    if covers_all:
        return Line("Cambios posteriores", "good", "La firma cubre todo el archivo; nada se agregó después.")
    sentence = "Después de la firma solo se agregaron pruebas de su validez."
    return Line("Cambios posteriores", "good", sentence)


def _holder_line(each: Judged) -> Line:
    return Line("Firmante", "good", f"Firmó {each.certificate.holder}, certificado {each.certificate.serial}.")


_STATES: dict[ChainState, State] = {
    ChainState.GOOD: "good", ChainState.UNKNOWN: "warn", ChainState.INCOMPLETE: "warn",
    ChainState.REVOKED: "danger", ChainState.UNUSABLE: "warn",
}  # fmt: skip


def _chain_line(each: Judged) -> Line:
    if each.was_out_of_force:
        return Line("Certificado", "danger", "El certificado no estaba vigente cuando firmó: la firma no vale.")
    state = ChainState.REVOKED if each.revoked_status else each.chain
    return Line("Certificado", _STATES[state], SENTENCES[state])


def _time_line(each: Judged) -> Line:
    if not each.timestamp_good:
        sentence = "El sello de tiempo no se puede comprobar. Registre en Ajustes la autoridad que lo dio."
        return Line("Hora", "warn", sentence)
    if each.proved_at is not None:
        return Line("Hora", "good", f"Una autoridad confirma que existía el {each.proved_at:%d/%m/%Y a las %H:%M:%S}.")
    if each.claimed_at is None:
        return Line("Hora", "warn", "La firma no dice cuándo se hizo.")
    sentence = f"El equipo que firmó dice {each.claimed_at:%d/%m/%Y %H:%M:%S}; ninguna autoridad lo confirma."
    return Line("Hora", "warn", sentence)
