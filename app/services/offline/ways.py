"""What becomes of a decision that the server did not take: its class, the sentence that says so, and the ways out.

Source: data.md §3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app import errors, procedure
from app.services.command import Command
from app.services.refusals import RefusedStep
from app.tones import Tone

Status = Literal["pending", "unknown", "conflict", "refused", "blocked", "quarantine", "expired"]
Act = Literal["retry", "reapply", "see", "discard", "report"]

#: What a list calls each state, and its tone.
STATES: Mapping[str, tuple[str, Tone]] = {
    "pending": ("Por enviar", "info"),
    "unknown": ("Se está averiguando", "info"),
    "conflict": ("El caso cambió", "warn"),
    "refused": ("No recibido", "danger"),
    "blocked": ("En espera", "neutral"),
    "quarantine": ("Apartado", "danger"),
    "expired": ("Decidido hace días", "warn"),
}

_GOES_BY_ITSELF = "Se enviará solo al volver la red."
#: By kind: the sentence, or nothing where the server's own sentence is kept; and what may be done.
_WAYS: Mapping[str, tuple[str, tuple[Act, ...]]] = {
    "waiting": (_GOES_BY_ITSELF, ("see", "discard")),
    "unknown": ("La red se cortó antes de la respuesta: al volver se pregunta al servidor si se hizo.", ("see",)),
    "leased": ("", ("retry", "see", "discard")),
    "stale": ("El caso cambió mientras trabajaba. Compare y reaplique, o descarte.", ("reapply", "see", "discard")),
    "moved": ("", ("see", "discard")),
    "lost": ("Ya no está asignado a usted.", ("see", "discard")),
    "refused": ("", ("retry", "see", "discard")),
    "not_done": ("La red se cortó y no se hizo. Repítalo en el caso.", ("see", "discard")),
    "quarantine": ("No se pudo enviar; informe al soporte. Las demás siguieron su camino.",
                   ("report", "see", "discard")),
    "expired": ("Se decidió hace más de tres días sin red. Revise el caso y envíelo, o descarte.",
                ("retry", "see", "discard")),
    "too_old": ("Se decidió hace demasiado: el servidor ya no puede saber si se hizo. Compare y reaplique.",
                ("reapply", "see", "discard")),
    "blocked": ("Espera: un paso anterior de este caso no se pudo enviar.", ("see", "discard")),
}  # fmt: skip


@dataclass(frozen=True)
class WayOut:
    """What a page shows of a decision that waits or was not taken."""

    sentence: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Verdict:
    """What the outbox notes of an answer."""

    status: Status
    kind: str
    sentence: str
    #: Seconds after which it may go again by itself.
    wait: float = 0.0


def way_out(kind: str, reason: str | None) -> WayOut:
    """The sentence and the acts for a kind; `reason` is what was noted with it."""
    sentence, acts = _WAYS.get(kind, _WAYS["refused"])
    return WayOut(reason or sentence, acts)


def verdict(command: Command, error: errors.PqrError) -> Verdict:
    """How the outbox notes a command that the server answered with this refusal."""
    if isinstance(error, errors.CaseMoved) and not command.is_undo:
        return _conflict(command, error)
    if isinstance(error, RefusedStep):
        return _refused(error)
    return Verdict("refused", "refused", error.user_message)


def noted(kind: str, status: Status) -> Verdict:
    """A verdict in the words of its kind."""
    return Verdict(status, kind, _WAYS[kind][0])


def tray_title(declared: str, activity: str) -> str:
    """The name of the tray where an activity waits."""
    loaded = procedure.load(declared)
    return loaded.trays[loaded.by_key(activity).tray]


def moved_words(command: Command, error: errors.CaseMoved, *, own: bool = False) -> str:
    """Where the case went, for whoever decided it somewhere else; «» where it still waits there, or nobody knows.

    `own`: this person took it there, in another window.
    """
    if error.version is None or (error.activity == command.activity and not error.is_gone):
        return ""
    if error.activity is None:
        return "El caso ya terminó; su borrador se conserva."
    if error.activity == command.activity:
        return "Ya no está asignado a usted; su borrador se conserva."
    who = "Ya" if not error.is_gone else "Usted ya lo" if own else "Otra persona ya lo"
    return f"{who} pasó a {_place(command, error.activity)}; su borrador se conserva."


def _place(command: Command, activity: str) -> str:
    """The tray, or the step where the tray is the same."""
    there, here = (tray_title(command.procedure, key) for key in (activity, command.activity))
    return there if there != here else f"«{procedure.load(command.procedure).by_key(activity).label}»"


def _conflict(command: Command, error: errors.CaseMoved) -> Verdict:
    words = moved_words(command, error)
    if not words:
        return noted("stale", "conflict")
    if error.activity == command.activity:
        return Verdict("refused", "lost", error.user_message)
    return Verdict("conflict", "moved", error.user_message)


def _refused(error: RefusedStep) -> Verdict:
    if error.reason == "leased":
        seconds = max(1, error.seconds or 30)
        who = error.who or "Otra persona"
        return Verdict("pending", "leased", f"{who} lo está editando (quedan {seconds} s). Sale solo después.", seconds)
    if error.reason == "busy":
        return Verdict("pending", "waiting", _GOES_BY_ITSELF, 1.0)
    if error.reason == "too_many_refusals":
        return Verdict("pending", "waiting", error.user_message, 60.0)
    if error.reason in ("payload", "malformed"):
        return noted("quarantine", "quarantine")
    if error.reason == "not_permitted":
        return noted("lost", "refused")
    if error.reason == "wrong_activity":
        return Verdict("conflict", "moved", "El caso ya no está en ese paso; su borrador se conserva.")
    if error.reason == "withdrawn":
        return noted("not_done", "refused")
    return Verdict("refused", "refused", error.user_message)
