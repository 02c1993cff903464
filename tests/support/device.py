"""A device of PKCS #11 made of SoftHSM, with folders and settings of its own."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11 import Attribute, TokenFlag
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.support.pki import Entity

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
PIN = "73519046"
_SO_PIN = "60417283"


def module() -> Path | None:
    """SoftHSM's library and its tool, where both are installed."""
    found = next((Path(each) for each in MODULES if Path(each).is_file()), None)
    return found if found is not None and shutil.which("softhsm2-util") else None


class Device:
    """Several tokens: «director», «elliptic», «each» (PIN at every signature), «locked», «final» and «empty»."""

    NAMES = ("director", "elliptic", "each", "locked", "final", "empty", "wrong")

    def __init__(self, folder: Path, entity: Entity, library: Path) -> None:
        """Make the tokens before this process loads the library: it sees the tokens of its start."""
        self.module = library
        (folder / "tokens").mkdir()
        config = folder / "softhsm2.conf"
        config.write_text(
            f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
        )
        os.environ["SOFTHSM2_CONF"] = str(config)
        for name in self.NAMES:
            subprocess.run(
                ["softhsm2-util", "--init-token", "--free", "--label", name, "--so-pin", _SO_PIN, "--pin", PIN],
                check=True, capture_output=True,
            )  # fmt: skip
        self._flag(folder, "locked", TokenFlag.USER_PIN_LOCKED)
        self._flag(folder, "final", TokenFlag.USER_PIN_FINAL_TRY)
        self._library = pkcs11.lib(str(library))
        for name in ("director", "each", "final", "wrong"):
            self._put(name, entity, "director", always=name == "each")
        self._put("elliptic", entity, "elliptic")

    def close(self) -> None:
        """Leave the library."""
        self._library.finalize()
        os.environ.pop("SOFTHSM2_CONF", None)

    def _flag(self, folder: Path, name: str, flag: TokenFlag) -> None:
        """Write a flag into the token's own file: SoftHSM reports it, and counts no tries itself."""
        for file in (folder / "tokens").glob("*/token.object"):
            data = file.read_bytes()
            if name.encode().ljust(32) in data:
                flags = struct.pack(">Q", _FRESH)
                assert data.count(flags) == 1
                file.write_bytes(data.replace(flags, struct.pack(">Q", _FRESH | int(flag))))

    def _put(self, name: str, entity: Entity, who: str, *, always: bool = False) -> None:
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        der = entity.key(who).private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        attributes: dict[Any, Any] = decode_ec_private_key(der) if who == "elliptic" else decode_rsa_private_key(der)
        attributes |= {Attribute.TOKEN: True, Attribute.ID: b"\1", Attribute.LABEL: who, Attribute.SIGN: True}
        if always:
            attributes[Attribute.ALWAYS_AUTHENTICATE] = True
        with self._library.get_token(token_label=name).open(rw=True, user_pin=PIN) as session:
            session.create_object(attributes)
            for place, certificate in enumerate((who, "ca")):
                held = decode_x509_certificate(entity.certificate(certificate))
                identifier = b"\1" if place == 0 else b"\2"
                session.create_object(
                    {**held, Attribute.TOKEN: True, Attribute.ID: identifier, Attribute.PRIVATE: False}
                )


#: What a new token of SoftHSM says: random numbers, login required, both PINs set, restorable key, initialised.
_FRESH = int(
    TokenFlag.RNG
    | TokenFlag.LOGIN_REQUIRED
    | TokenFlag.USER_PIN_INITIALIZED
    | TokenFlag.RESTORE_KEY_NOT_NEEDED
    | TokenFlag.TOKEN_INITIALIZED
)
