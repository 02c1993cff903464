"""The child that opens files from outside: its limits, its ignorance, and what remains after it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat, pkcs12

from app.services.documents import signature_image
from app.services.documents.signature_image import BadSignatureImage
from app.services.guard import child, keystore, process, signature
from app.services.guard.keystore import BadKeystore
from app.services.guard.sealing import Seal
from app.services.signatures.errors import FileUnreadable
from app.services.signatures.pkcs12 import open_pkcs12
from tests.services.guard import hostile_files as hostile
from tests.source import ROOT


def test_the_child_refuses_wrong_arguments() -> None:
    assert child.main([]) == 2 and child.main(["a", "b"]) == 2


def test_a_child_that_cannot_start_says_so_of_no_file() -> None:
    assert process.open_file("no such task", b"x").code == "not_checked"


def test_the_programs_own_entry_starts_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the packed program does it: itself again, with the argument that main.py knows."""
    import sys

    command = [sys.executable, str(ROOT / "main.py"), process.ARGUMENT]
    monkeypatch.setattr(process, "_command", lambda folder: [*command, str(folder)])
    assert process.open_file("table", b"a;b", {"bytes": 99, "rows": 9, "columns": 9}).code == ""


def test_a_line_that_does_not_add_up_is_corrupt(tmp_path: Path) -> None:
    seal = Seal()
    good = json.dumps({"index": 0, "code": "", "body": {}}).encode()
    assert process._answer(sealed(seal, good), 0, tmp_path, seal).code == ""
    assert process._answer(good, 0, tmp_path, seal).code == "corrupt"
    assert process._answer(sealed(Seal(), good), 0, tmp_path, seal).code == "corrupt"
    for line in (b"", b"{}", b"[1]", b'{"index":1,"code":"","body":{}}', b'{"index":0,"code":1,"body":{}}',
                 b'{"index":0,"code":"","body":[]}', b"[" * 9_000, good + b" " * 70_000):  # fmt: skip
        assert process._answer(sealed(seal, line), 0, tmp_path, seal).code == "corrupt"
    (tmp_path / "0.out").symlink_to(ROOT / "main.py")
    assert process._answer(sealed(seal, good), 0, tmp_path, seal).output is None


def sealed(seal: Seal, line: bytes) -> bytes:
    """As the child writes it."""
    return seal.close(line).hex().encode() + b"\n"


def test_what_passes_by_the_disk_is_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the file nor what was found in it can be read there, also while the child is at it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen: list[bytes] = []
    wait = process._ended

    def look(child: object) -> bool:
        ended = wait(child)  # type: ignore[arg-type]
        seen.extend(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
        return ended

    monkeypatch.setattr(process, "_ended", look)
    answer = process.open_file(
        "table", b"nombre;cual\nHermenegilda;Quitapesares", {"bytes": 99, "rows": 9, "columns": 9}
    )
    assert answer.output is not None and b"Hermenegilda" in answer.output
    assert len(b"".join(seen)) > 100 and not any(b"Hermenegilda" in each for each in seen)


def test_what_a_killed_program_left_behind_is_deleted_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, age in (("pqr-old", 7), ("pqr-new", 1), ("other-old", 7)):
        (tmp_path / name).mkdir()
        (tmp_path / name / process.TASK).touch()
        moment = time.time() - age * 3600
        os.utime(tmp_path / name, (moment, moment))
    process.open_file("table", b"a", {"bytes": 9, "rows": 9, "columns": 9})
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other-old", "pqr-new"]


def test_a_signature_is_cleaned_and_a_bomb_is_refused(tmp_path: Path) -> None:
    good = signature_image.invent("Directora Inventada")
    assert signature.normalise(good) == good
    hostile.big_png(tmp_path / "bomb.png")
    for file, words in ((tmp_path / "bomb.png", "no sirve"), (b"GIF89a", "PNG"), (b"", "vacío"),
                        (good[:900], "no sirve"), (tmp_path / "none.png", "no está")):  # fmt: skip
        with pytest.raises(BadSignatureImage) as refusal:
            signature.normalise(file)
        assert words in refusal.value.user_message


def _keystore(rounds: int = 20_000) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    scheme = pkcs12.PBES.PBESv2SHA256AndAES256CBC
    lock = (
        NoEncryption()
        if not rounds
        else (PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds).key_cert_algorithm(scheme).build(b"1234"))
    )
    return pkcs12.serialize_key_and_certificates(b"x", key, None, None, lock)


def test_a_keystore_is_looked_at_before_its_pin_is_asked() -> None:
    good = _keystore()
    keystore.check(good)
    keystore.check(_keystore(0))
    rounds = (20_000).to_bytes(2, "big")
    assert rounds in good
    # The same length in DER: three bytes of the integer become the most that they can hold.
    slow = good.replace(b"\x02\x02" + rounds, b"\x02\x02\x7f\xff")
    keystore.check(slow)
    for data, words in ((good[:-50], "no es un certificado"), (b"x" * 100, "no es un certificado"),
                        (b"\0" * (keystore.MAX_BYTES + 1), "1 MB"), (b"", "vacío")):  # fmt: skip
        with pytest.raises(BadKeystore) as refusal:
            keystore.check(data)
        assert words in refusal.value.user_message


def test_a_keystore_that_asks_for_endless_work_is_refused_before_its_pin_is_asked(tmp_path: Path) -> None:
    from asn1crypto import pkcs12 as asn1

    store = asn1.Pfx.load(_keystore())
    store["mac_data"]["iterations"] = 2_000_000_000
    with pytest.raises(BadKeystore) as refusal:
        keystore.check(store.dump(force=True))
    assert "ataque" in refusal.value.user_message
    file = tmp_path / "lento.p12"
    file.write_bytes(store.dump(force=True))
    with pytest.raises(FileUnreadable) as unread:
        open_pkcs12(file, lambda _request: pytest.fail("the PIN was asked"))
    assert "ataque" in unread.value.user_message
