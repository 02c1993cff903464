"""The calls of Windows behind `windows_store`: crypt32 and ncrypt by ctypes, nothing else.

It has not run on Windows yet: it is kept thin on purpose, and only its shape is tested.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char, c_int, c_ubyte, c_void_p, c_wchar_p
from typing import Any

from app.services.signatures.windows_store import WindowsRefused

_STORE_SYSTEM_W = 10
_CURRENT_USER = 0x00010000
_READ_ONLY = 0x00008000
#: Only a key of CNG, and none that has to be asked for with a window of the old provider.
_ONLY_NCRYPT = 0x00040000
_PROPERTY_KEY_INFO = 2
_PAD_PKCS1 = 0x00000002
_DWORD = ctypes.c_uint32


class _Certificate(ctypes.Structure):
    """CERT_CONTEXT of wincrypt.h."""

    _fields_ = (
        ("encoding", _DWORD),
        ("encoded", POINTER(c_ubyte)),
        ("size", _DWORD),
        ("info", c_void_p),
        ("store", c_void_p),
    )


class _Pkcs1Padding(ctypes.Structure):
    """BCRYPT_PKCS1_PADDING_INFO of bcrypt.h."""

    _fields_ = (("algorithm", c_wchar_p),)


class WindowsApi:
    """The certificate store of the person signed in to Windows."""

    def __init__(self) -> None:
        """Load the two libraries and declare what we call of them: without it 64-bit handles would be cut."""
        load: Any = ctypes.WinDLL  # type: ignore[attr-defined,unused-ignore]
        self._crypt = load("crypt32", use_last_error=True)
        self._ncrypt = load("ncrypt")
        crypt, ncrypt = self._crypt, self._ncrypt
        crypt.CertOpenStore.restype = c_void_p
        crypt.CertOpenStore.argtypes = (c_void_p, _DWORD, c_void_p, _DWORD, c_wchar_p)
        crypt.CertEnumCertificatesInStore.restype = POINTER(_Certificate)
        crypt.CertEnumCertificatesInStore.argtypes = (c_void_p, POINTER(_Certificate))
        crypt.CertFreeCertificateContext.argtypes = (POINTER(_Certificate),)
        crypt.CertCloseStore.argtypes = (c_void_p, _DWORD)
        crypt.CertGetCertificateContextProperty.argtypes = (POINTER(_Certificate), _DWORD, c_void_p, POINTER(_DWORD))
        crypt.CryptAcquireCertificatePrivateKey.argtypes = (
            POINTER(_Certificate), _DWORD, c_void_p, POINTER(c_void_p), POINTER(_DWORD), POINTER(c_int),
        )  # fmt: skip
        ncrypt.NCryptSignHash.argtypes = (
            c_void_p, c_void_p, c_void_p, _DWORD, c_void_p, _DWORD, POINTER(_DWORD), _DWORD,
        )  # fmt: skip
        ncrypt.NCryptFreeObject.argtypes = (c_void_p,)

    def certificates(self) -> Sequence[bytes]:
        """DER of the person's certificates that say they have a key."""
        return [_bytes(each) for each in self._each("MY") if self._has_key(each)]

    def issuers(self) -> Sequence[bytes]:
        """DER of the intermediate authorities."""
        return [_bytes(each) for each in self._each("CA")]

    def open_key(self, thumbprint: str) -> int:
        """A handle of the private key. Raises WindowsRefused."""
        for each in self._each("MY"):
            if hashlib.sha256(_bytes(each)).hexdigest() == thumbprint:
                return self._acquire(each)
        raise WindowsRefused(0x8009200B)

    def sign_hash(self, key: int, digest: bytes, *, rsa: bool) -> bytes:
        """The signature of a SHA-256 digest. Raises WindowsRefused."""
        padding = _Pkcs1Padding("SHA256")
        info = byref(padding) if rsa else None
        flags = _PAD_PKCS1 if rsa else 0
        size = _DWORD(0)
        self._checked(self._ncrypt.NCryptSignHash(key, info, digest, len(digest), None, 0, byref(size), flags))
        made = (c_char * size.value)()
        self._checked(self._ncrypt.NCryptSignHash(key, info, digest, len(digest), made, size, byref(size), flags))
        return bytes(made)[: size.value]

    def close_key(self, key: int) -> None:
        """Give the handle back."""
        self._ncrypt.NCryptFreeObject(key)

    def _each(self, store: str) -> Iterator[Any]:
        with self._store(store) as handle:
            current: Any = None
            while True:
                # Windows frees the one given back and hands out the next.
                current = self._crypt.CertEnumCertificatesInStore(handle, current)
                if not current:
                    return
                try:
                    yield current
                except GeneratorExit:
                    self._crypt.CertFreeCertificateContext(current)
                    raise

    @contextmanager
    def _store(self, name: str) -> Iterator[int]:
        flags = _CURRENT_USER | _READ_ONLY
        handle = self._crypt.CertOpenStore(c_void_p(_STORE_SYSTEM_W), 0, None, flags, name)
        if not handle:
            raise WindowsRefused(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]
        try:
            yield handle
        finally:
            self._crypt.CertCloseStore(handle, 0)

    def _has_key(self, certificate: Any) -> bool:
        size = _DWORD(0)
        return bool(self._crypt.CertGetCertificateContextProperty(certificate, _PROPERTY_KEY_INFO, None, byref(size)))

    def _acquire(self, certificate: Any) -> int:
        key, spec, must_free = c_void_p(), _DWORD(0), c_int(0)
        done = self._crypt.CryptAcquireCertificatePrivateKey(
            certificate, _ONLY_NCRYPT, None, byref(key), byref(spec), byref(must_free)
        )
        if not done or key.value is None:
            raise WindowsRefused(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]
        return key.value

    def _checked(self, status: int) -> None:
        if status:
            raise WindowsRefused(status)


def _bytes(certificate: Any) -> bytes:
    return ctypes.string_at(certificate.contents.encoded, certificate.contents.size)
