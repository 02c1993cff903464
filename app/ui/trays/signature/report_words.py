"""The verification of a signed letter in words: the verdict, and the questions that a judge would ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.filing_number import shown
from app.services.output.checks import SignatureReport
from app.ui import formats
from app.ui.theme.tokens import Tone

_STEPS = {24: "Radicado tomado", 23: "PDF generado", 22: "Firmado", 25: "Verificado, cargado y asociado"}
_OPINIONS = {
    "agrees": "Dos verificadores independientes coinciden",
    "disagrees": "El segundo verificador no está de acuerdo",
    "absent": "Un verificador",
}
_REVOCATIONS = {"good": "no revocado", "revoked": "revocado", "unknown": "sin respuesta de la entidad"}


@dataclass(frozen=True)
class Section:
    """One question: whether its answer is good, and the pairs that show it."""

    title: str
    state: Tone
    pairs: Sequence[tuple[str, str]]


_VERDICTS: dict[str, tuple[str, Tone]] = {
    "valid": ("Firma válida", "good"),
    "invalid": ("Firma no válida", "danger"),
    "unconfirmed": ("Sin confirmar", "warn"),
}


def verdict(report: SignatureReport) -> tuple[str, Tone, str]:
    """The verdict, its tone, and by whom and when it was said."""
    if not report.checks:
        return "Sin verificar", "warn", "Todavía no se ha verificado. Pulse «Verificar de nuevo»."
    last = report.checks[0]
    title, tone = _VERDICTS[last["verdict"]]
    if last["method"] == "mechanical" and last["verdict"] == "valid":
        title = "Firma mecánica íntegra"
    return title, tone, f"{_OPINIONS[last['second_opinion']]} · {_moment(last['checked_at'])}{_before(report)}"


def _before(report: SignatureReport) -> str:
    """How often it was looked at, and what the act of signing found where it was something else."""
    first = report.first_check
    if first is None or report.checks_total < 2:
        return ""
    count = f" · {formats.number(report.checks_total)} comprobaciones"
    if first["verdict"] == report.checks[0]["verdict"]:
        return count
    return f"{count}; al firmar: {_VERDICTS[first['verdict']][0].lower()} ({first['by']})"


def sections(report: SignatureReport) -> list[Section]:
    """Changed? Who? Certificate? Time? Both systems? And the steps, each with its activity."""
    last: Mapping[str, Any] = report.checks[0] if report.checks else {}
    found = [_document(report, last), _who(report)]
    if report.act.get("method") == "certificate":
        found += [_certificate(last), _time(report, last)]
    else:
        found.append(
            Section("Con qué se firmó", "good", [("Medio", "firma mecánica"), ("Acto", _act(report, "authority"))])
        )
    found.append(_systems(report))
    found.append(
        Section(
            "Pasos, con su actividad", "neutral", [(formats.clock(at), f"{n} · {_STEPS[n]}") for n, at in report.steps]
        )
    )
    for each in report.annulled:
        words = [
            ("Número", shown(each["number"])),
            ("Quién", each["by"]),
            ("Cuándo", _moment(each["at"])),
            ("Razón", each["reason"]),
        ]
        found.append(Section("Radicado anulado", "warn", words))
    return found


def _document(report: SignatureReport, last: Mapping[str, Any]) -> Section:
    whole = bool(last.get("is_intact")) and bool(last.get("covers_all")) and not last.get("changed_after")
    title = "El documento no ha cambiado" if whole else "El documento cambió o no está cubierto"
    size = formats.size(report.size)
    return Section(
        title if last else "El documento",
        ("good" if whole else "danger") if last else "neutral",
        [
            (
                "Cubre",
                f"el archivo completo, {size}"
                if last.get("covers_all")
                else f"no todo el archivo, {size}"
                if last
                else size,
            ),
            (
                "Después",
                "con cambios posteriores" if last.get("changed_after") else "sin cambios posteriores" if last else "",
            ),
            ("Páginas", str(report.pages)),
            ("Acto", "coincide con la huella del acto de firma" if _same(report, last) else ""),
        ],
    )


def _same(report: SignatureReport, last: Mapping[str, Any]) -> bool:
    return bool(last) and last.get("sha256") == report.act.get("sha256")


def _who(report: SignatureReport) -> Section:
    director = report.director
    until = f", hasta {formats.date(dt.date.fromisoformat(director['valid_to']))}" if director.get("valid_to") else ""
    return Section(
        "Firmó quien podía firmar",
        "good",
        [
            ("Firmante", director.get("name", "") + (" (e)" if director.get("is_acting") else "")),
            ("Cargo", director.get("position", "")),
            ("Acto", f"{director.get('act', '')}{until}"),
            ("Operó", _act(report, "by")),
        ],
    )


def _certificate(last: Mapping[str, Any]) -> Section:
    revocation = last.get("revocation")
    tone: Tone = "danger" if revocation == "revoked" else "good" if last.get("verdict") == "valid" else "warn"
    return Section(
        "El certificado era válido" if tone == "good" else "El certificado",
        tone,
        [
            ("Titular", last.get("signer") or ""),
            ("Número", last.get("serial") or ""),
            ("Revocación", _REVOCATIONS.get(revocation or "", "no se preguntó")),
        ],
    )


def _time(report: SignatureReport, last: Mapping[str, Any]) -> Section:
    stamped = last.get("stamped_at")
    upgrade = report.upgrade or {}
    waits = "" if upgrade.get("done_at") or not upgrade else f"{upgrade['wanted']} en cola"
    return Section(
        "La hora es confiable" if stamped else "La hora es la del equipo",
        "good" if stamped else "warn",
        [
            ("Sello", _moment(stamped) if stamped else "sin sello de tiempo"),
            ("Declarada", _moment(last["claimed_at"]) if last.get("claimed_at") else ""),
            ("Nivel", f"PAdES {last['level']}" if last.get("level") else ""),
            ("Archivo", waits),
        ],
    )


def _systems(report: SignatureReport) -> Section:
    same = bool(report.image_sha256) and report.image_sha256 == report.act.get("sha256")
    title = "Quedó en los dos sistemas" if same else "Falta en el sistema de radicación"
    return Section(
        title,
        "good" if same else "warn",
        [
            (
                "ORFEO",
                f"{shown(report.outgoing)}, asociado a {shown(report.incoming)}" if report.outgoing else "sin radicado",
            ),
            ("Imagen", "cargada, misma huella" if same else "sin cargar"),
        ],
    )


def _act(report: SignatureReport, key: str) -> str:
    return str(report.act.get(key) or "")


def _moment(words: str) -> str:
    return formats.moment(dt.datetime.fromisoformat(words))
