"""Letters signed while the program is killed (SIGKILL) in every step: one number, one image, one association each."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services.documents import signature_image
from app.services.signing import STEPS
from benchmarks.figure import Figure
from benchmarks.world import PASSWORD, World, note

LETTERS, KILLS = 1000, 60
QUICK_LETTERS, QUICK_KILLS = 12, 4
#: Seconds after a step's beginning in which the blow falls: most steps take less.
_LATEST = 0.08
_PIN = "clave-de-medida"
_ROOT = Path(__file__).parent.parent


@dataclass
class Blows:
    """Where the program was killed, and how long signing took without the starts of programs."""

    in_step: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def all(self) -> int:
        """How many."""
        return sum(self.in_step.values())


def measure(world: World, quick: bool) -> Iterator[Figure]:
    """Sign them all with kills in turn in each step, and count in the tables what each letter has."""
    letters, kills = (QUICK_LETTERS, QUICK_KILLS) if quick else (LETTERS, KILLS)
    world.fill()
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "directora.p12"
        thumbprint = _make_key(key)
        _seed(world, letters, thumbprint)
        blows = sign_with_kills(world, key, kills, random.Random(7))
    note(f"killed {blows.all} times: {dict(blows.in_step)}")
    counted = count(world)
    for name, what in _WHAT.items():
        words = f"{what}, of {letters:,} letters signed with {blows.all} kills"
        yield Figure(f"saga_{name}", counted[name], "letters", float(letters), "≥ 1", words)
    yield Figure("saga_kills", float(blows.all), "kills", None, "", f"SIGKILL, in each of {len(blows.in_step)} steps")
    yield Figure("saga_rate", letters / blows.seconds, "1/s", None, "", "letters a second, kills and starts included")


_WHAT = {
    "signed": "signed, verified and uploaded",
    "one_number": "with exactly one outgoing number, none annulled",
    "one_image": "with exactly one signed file",
    "one_association": "whose number holds that file and answers its own petition",
    "no_gap": "numbers without a gap in the sequence",
}


def sign_with_kills(world: World, key: Path, kills: int, chance: random.Random) -> Blows:
    """Run the worker until every letter is signed; kill it in one step after another."""
    blows = Blows()
    started = time.monotonic()
    idle, before = 0, len(_left(world)) + 1
    while left := _left(world):
        idle = idle + 1 if len(left) == before and not blows.all < kills else 0
        if idle > 2:
            break  # something keeps them from being signed: the figures will say how many
        before = len(left)
        aim = STEPS[blows.all % len(STEPS)] if blows.all < kills else None
        # Some letters are signed in peace between two blows, so that all of them meet one somewhere.
        peace = chance.randint(0, max(0, len(left) // max(1, kills - blows.all))) if aim is not None else 0
        _one_life(world, key, left, aim, peace, chance, blows)
    blows.seconds = time.monotonic() - started
    return blows


def _one_life(
    world: World,
    key: Path,
    left: Sequence[tuple[str, int]],
    aim: str | None,
    peace: int,
    chance: random.Random,
    blows: Blows,
) -> None:
    dsn = world.server.dsn(world_database(), "u_bench_signer", PASSWORD)
    order = {"dsn": dsn, "key": str(key), "pin": _PIN, "letters": left}
    command = [sys.executable, "-m", "benchmarks.saga_worker"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": _ROOT}
    with subprocess.Popen(command, **pipes) as worker:
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.write(json.dumps(order))
        worker.stdin.close()
        seen = 0
        for line in worker.stdout:
            _case, step, state, reason = json.loads(line)
            if step is None and state != "signed":
                note(f"a letter stopped: {reason}")
            seen += step == aim
            if aim is not None and step == aim and seen > peace:
                time.sleep(chance.uniform(0, _LATEST))
                os.kill(worker.pid, signal.SIGKILL)
                blows.in_step[str(aim)] += 1
                break


def count(world: World) -> dict[str, float]:
    """What the tables say, asked of nobody who signed."""
    query = """
    SELECT count(*) FILTER (WHERE c.activity = 26 AND l.uploaded_at IS NOT NULL
              AND (d.signing_method = 'mechanical' OR k.verdict <> 'invalid')),
           count(*) FILTER (WHERE f.numbers = 1), count(*) FILTER (WHERE i.files = 1),
           count(*) FILTER (WHERE f.good = 1)
      FROM pqr.letter l JOIN pqr.case_file c USING (case_id) JOIN pqr.director d USING (director_id)
      LEFT JOIN LATERAL (SELECT * FROM pqr.signature_check x WHERE x.case_id = l.case_id
                          ORDER BY x.check_no DESC LIMIT 1) k ON true
      CROSS JOIN LATERAL (SELECT count(*) AS numbers, count(*) FILTER (WHERE o.annulled_at IS NULL
              AND o.image_document_id = l.signed_document_id AND o.answers_filing = t.filing_number) AS good
                            FROM pqr.outgoing_filing o JOIN pqr.petition t ON t.case_id = o.case_id
                           WHERE o.case_id = l.case_id) f
      CROSS JOIN LATERAL (SELECT count(*) AS files FROM pqr.document x WHERE x.case_id = l.case_id
                             AND x.kind = 'letter_signed' AND x.state = 'ready') i
     WHERE l.director_id > 9000"""
    gaps = "SELECT count(*) FROM pqr.outgoing_filing o JOIN pqr.letter l USING (case_id) WHERE l.director_id > 9000"
    last = "SELECT coalesce(max(last_number), 0) FROM pqr.filing_counter"
    with world.admin() as admin:
        row = admin.execute(query).fetchone()
        numbers, highest = admin.execute(gaps).fetchone(), admin.execute(last).fetchone()
    assert row is not None and numbers is not None and highest is not None
    found = dict(zip(("signed", "one_number", "one_image", "one_association"), map(float, row), strict=True))
    return found | {"no_gap": float(numbers[0]) if numbers[0] == highest[0] else 0.0}


def world_database() -> str:
    """Name of the benchmark's database."""
    from benchmarks.world import DATABASE

    return DATABASE


def _left(world: World) -> list[tuple[str, int]]:
    query = (
        "SELECT l.case_id::text, l.director_id - 9001 FROM pqr.letter l JOIN pqr.case_file c USING (case_id)"
        " WHERE l.director_id > 9000 AND c.activity <> 26 ORDER BY c.activity = 24, l.case_id"
    )
    with world.admin() as admin:
        return [(case, int(pen)) for case, pen in admin.execute(query)]


def _seed(world: World, letters: int, thumbprint: str) -> None:
    """Letters at activity 24, once: two directors, an image and a certificate."""
    image = signature_image.normalise(signature_image.invent("Directora Medida")).hex()
    script = (Path(__file__).parent / "sql" / "saga.sql").read_text(encoding="utf-8")
    for word, value in (("letters", str(letters)), ("image", image), ("certificate", thumbprint)):
        script = script.replace("{" + word + "}", value)
    with world.admin() as admin:
        admin.execute("UPDATE pqr.quota SET allowed = 1000000")
        admin.execute(script)  # type: ignore[arg-type]


def _make_key(path: Path) -> str:
    """A key file with a certificate of its own; the certificate's SHA-256 in hexadecimal."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    now = dt.datetime.now(dt.UTC)

    def made_by(name: str, issuer: str, own: Any, signer: Any, *, authority: bool) -> x509.Certificate:
        who, by = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, each)]) for each in (name, issuer))
        builder = x509.CertificateBuilder(
            by,
            who,
            own.public_key(),
            x509.random_serial_number(),
            now - dt.timedelta(days=1),
            now + dt.timedelta(days=9),
        )
        usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
        builder = builder.add_extension(x509.BasicConstraints(authority, None), critical=True)
        return builder.add_extension(usage, critical=True).sign(signer, hashes.SHA256())

    root, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    top = made_by("Autoridad de medida", "Autoridad de medida", root, root, authority=True)
    made = made_by("Directora Medida", "Autoridad de medida", key, root, authority=False)
    sealed = serialization.BestAvailableEncryption(_PIN.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"medida", key, made, [top], sealed))
    return made.fingerprint(hashes.SHA256()).hex()
