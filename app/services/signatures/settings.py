"""How this computer signs: where the key is, whom it believes, which time stamp it asks. Nothing secret in the file."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.models.local.store import KeyRing, NoKeyRing, system_key_ring
from app.paths import config_dir
from app.services.guard import certificate as certificate_file
from app.services.signatures.certificate import CertificateFacts, facts
from app.services.signatures.errors import AnchorUnreadable, SignatureError
from app.services.signatures.sources import Pkcs12Source, Source, TokenSource, WindowsSource
from app.services.signatures.timestamps import Tsa
from app.services.signatures.trust import Trust
from app.settings import Settings

_SECTION = "signature"
_SERVICE = "Bandeja PQR · sello de tiempo"


class NoPlaceForPassword(SignatureError):
    """Este equipo no tiene llavero, así que la clave del sello de tiempo no se guarda. Escríbala en cada sesión."""

    code = "no_key_ring"


@dataclass(frozen=True)
class Anchor:
    """An authority that an administrator registered here, by its thumbprint."""

    certificate: CertificateFacts
    der: bytes

    @property
    def is_root(self) -> bool:
        """Whether trust ends in it; the others only help to build chains."""
        return self.certificate.issuer == self.certificate.subject


class Authorities:
    """The authorities registered on this computer, one file each."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first one is added."""
        self._folder = folder

    def all(self) -> tuple[Anchor, ...]:
        """The registered authorities; a damaged file is left out."""
        found = []
        for file in sorted(self._folder.glob("*.cer")):
            with contextlib.suppress(OSError, SignatureError):
                der = file.read_bytes()
                found.append(Anchor(facts(der), der))
        return tuple(found)

    def add(self, data: bytes, now: dt.datetime) -> tuple[Anchor, ...]:
        """Register the authorities of a file, read in the child. Raises AnchorUnreadable for none or an ended one."""
        try:
            made = tuple(Anchor(about, der) for der, about in certificate_file.read(data))
        except certificate_file.BadCertificate as error:
            raise AnchorUnreadable(str(error), sentence=error.user_message) from error
        for each in made:
            if not each.certificate.is_authority:
                sentence = f"El certificado de {each.certificate.holder} no es de una autoridad. Use el de la entidad."
                raise AnchorUnreadable("not an authority", sentence=sentence)
            if each.certificate.not_after < now:
                sentence = f"El certificado de la autoridad venció el {each.certificate.not_after:%d/%m/%Y}."
                raise AnchorUnreadable("ended", sentence=f"{sentence} Descargue el vigente.")
        self._folder.mkdir(parents=True, exist_ok=True)
        for each in made:
            self._file(each.certificate.thumbprint).write_bytes(each.der)
        return made

    def remove(self, thumbprint: str) -> None:
        """Believe that authority no longer."""
        if thumbprint.isalnum():
            self._file(thumbprint).unlink(missing_ok=True)

    def trust(self) -> Trust:
        """Whom this computer believes."""
        found = self.all()
        return Trust(tuple(a.der for a in found if a.is_root), tuple(a.der for a in found if not a.is_root))

    def _file(self, thumbprint: str) -> Path:
        return self._folder / f"{thumbprint}.cer"


class SignatureSettings:
    """Reads and writes this computer's settings of signing; the password of the time stamp goes to the key ring."""

    def __init__(self, settings: Settings, folder: Path | None = None, ring: KeyRing | None = None) -> None:
        """`folder` keeps the registered authorities; `ring` replaces the system's key ring."""
        self._settings = settings
        self._folder = folder or config_dir() / "authorities"
        self._ring = ring

    @property
    def source(self) -> Source | None:
        """Where the key is; None until somebody says so."""
        kind = self._text("source")
        if kind == "file" and self._text("file"):
            return Pkcs12Source(Path(self._text("file")))
        if kind == "token" and self._text("module"):
            return TokenSource(Path(self._text("module")), self._text("token"), self._text("thumbprint"))
        return WindowsSource(self._text("thumbprint")) if kind == "windows" else None

    def set_source(self, source: Source | None) -> None:
        """Remember where the key is; never its PIN."""
        values = {"source": "", "file": "", "module": "", "token": "", "thumbprint": ""}
        if isinstance(source, Pkcs12Source):
            values |= {"source": "file", "file": str(source.path)}
        elif isinstance(source, TokenSource):
            values |= {"source": "token", "module": str(source.module), "token": source.token}
            values["thumbprint"] = source.thumbprint
        elif isinstance(source, WindowsSource):
            values |= {"source": "windows", "thumbprint": source.thumbprint}
        for key, value in values.items():
            self._settings.put(_SECTION, key, value)

    def tsa(self) -> Tsa | None:
        """The time stamping authority with its password; None until one is registered. Raises BadTimestampAddress."""
        url = self._text("tsa")
        if not url:
            return None
        user = self._text("tsa_user")
        return Tsa(url, user, self._password(url, user) if user else None)

    @property
    def tsa_address(self) -> tuple[str, str]:
        """Address and user of the time stamping authority, for the form; never its password."""
        return self._text("tsa"), self._text("tsa_user")

    def set_tsa(self, url: str, user: str = "", password: str | None = None) -> None:
        """Register the authority, or none with an empty address; a password of None leaves the one there is.

        Raises BadTimestampAddress, and NoPlaceForPassword when there is no key ring: nothing is changed then.
        """
        if url:
            Tsa(url, user)
        if url and user and password is not None:
            self._key_ring().set_password(_SERVICE, f"{user}@{url}", password)
        self._settings.put(_SECTION, "tsa", url)
        self._settings.put(_SECTION, "tsa_user", user)

    @property
    def authorities(self) -> Authorities:
        """Whom this computer believes."""
        return Authorities(self._folder)

    def _text(self, key: str) -> str:
        return self._settings.text(_SECTION, key)

    def _password(self, url: str, user: str) -> str | None:
        try:
            return self._key_ring().get_password(_SERVICE, f"{user}@{url}")
        except NoPlaceForPassword:
            return None

    def _key_ring(self) -> KeyRing:
        if self._ring is None:
            try:
                self._ring = system_key_ring()
            except NoKeyRing as none:
                raise NoPlaceForPassword("no key ring") from none
        return self._ring
