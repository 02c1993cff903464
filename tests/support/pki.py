"""A certification entity of the tests on loopback: authorities, OCSP, lists, time stamps, and people's certificates."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

from asn1crypto import ocsp, pem, tsp
from certomancer.config_utils import SearchDir
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, EntityLabel
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    pkcs12,
)
from cryptography.x509 import load_der_x509_certificate

HOLDER = "Pedro Pérez López"
HOLDER_ID = "79000111"
PASSWORD = "clave-del-archivo-1"
_AUTHORITIES = ("root", "ca", "tsa", "ocsp")
PEOPLE = ("director", "second", "elliptic", "revoked", "expired", "early", "cipher")
_CONFIG = """
external-url-prefix: "{url}"
keysets: {{ks: {{path-prefix: "{folder}", keys: {{{keys}}}}}}}
pki-architectures:
  pqr:
    keyset: ks
    entity-defaults: {{country-name: CO, organization-name: Entidad de Prueba}}
    entities:
      root: {{common-name: Raíz de Prueba}}
      ca: {{common-name: Entidad de Certificación de Prueba}}
      tsa: {{common-name: Sello de Tiempo de Prueba}}
      ocsp: {{common-name: OCSP de Prueba}}
      director: {{common-name: PEDRO PEREZ LOPEZ, serial-number: "CC 79.000.111", title: Director de Reparación}}
      second: {{common-name: LUCIA GOMEZ ARDILA, serial-number: "CC 52.000.222"}}
      elliptic: {{common-name: PEDRO PEREZ LOPEZ, serial-number: "CC 79.000.111", organization-name: Curva}}
      revoked: {{common-name: DIRECTOR REVOCADO}}
      expired: {{common-name: DIRECTOR VENCIDO}}
      early: {{common-name: DIRECTOR FUTURO}}
      cipher: {{common-name: DIRECTOR CIFRADOR}}
    certs:
      root:
        subject: root
        issuer: root
        validity: &long {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2060-01-01T00:00:00+0000"}}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [key_cert_sign, crl_sign]}}}}
      ca:
        issuer: root
        validity: *long
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true, path_len_constraint: 0}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [key_cert_sign, crl_sign]}}}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [root]}}}}}}
      tsa:
        issuer: root
        validity: *long
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, critical: true, value: [time_stamping]}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [root]}}}}}}
      ocsp:
        issuer: ca
        validity: *long
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, value: [ocsp_signing]}}
          - {{id: ocsp_no_check}}
      director: &leaf
        issuer: ca
        subject: director
        subject-key: director
        validity: *long
        extensions: &uses
          - id: key_usage
            critical: true
            smart-value: {{schema: key-usage, params: [digital_signature, non_repudiation]}}
          - id: authority_information_access
            smart-value: {{schema: aia-urls, params: {{ocsp-responder-names: [ocsp]}}}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [ca]}}}}}}
      second: {{<<: *leaf, subject: second, subject-key: second}}
      elliptic: {{<<: *leaf, subject: elliptic, subject-key: elliptic}}
      revoked:
        <<: *leaf
        subject: revoked
        subject-key: revoked
        revocation: {{revoked-since: "2024-06-01T00:00:00+0000", reason: key_compromise}}
      expired:
        <<: *leaf
        subject: expired
        subject-key: expired
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2022-01-01T00:00:00+0000"}}
      early:
        <<: *leaf
        subject: early
        subject-key: early
        validity: {{valid-from: "2050-01-01T00:00:00+0000", valid-to: "2052-01-01T00:00:00+0000"}}
      cipher:
        <<: *leaf
        subject: cipher
        subject-key: cipher
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [key_encipherment]}}}}
    services:
      time-stamping: {{tsa: {{signing-cert: tsa}}}}
      ocsp: {{ocsp: {{for-issuer: ca, responder-cert: ocsp, signing-key: ocsp}}}}
      crl-repo:
        root: {{for-issuer: root, signing-key: root, simulated-update-schedule: "P90D"}}
        ca: {{for-issuer: ca, signing-key: ca, simulated-update-schedule: "P7D"}}
"""


class Entity:
    """The entity and its servers; `dead` silences the kinds named in it («tsa», «ocsp», «crl»)."""

    def __init__(self, folder: Path) -> None:
        """Make the keys and start to answer on a free port of loopback."""
        self.folder = folder
        self.dead: set[str] = set()
        self.asked: list[str] = []
        keys = _make_keys(folder)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        names = ", ".join(f"{name}: {{path: {path.name}}}" for name, path in keys.items())
        config = folder / "entity.yml"
        config.write_text(_CONFIG.format(url=self.url, folder=folder, keys=names), encoding="utf-8")
        self._arch = CertomancerConfig.from_file(str(config), key_search_dir=str(folder)).get_pki_arch(ArchLabel("pqr"))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @cached_property
    def tsa_url(self) -> str:
        """Where time stamps are asked."""
        return self._arch.service_registry.list_time_stamping_services()[0].url

    @cached_property
    def root(self) -> bytes:
        """DER of the trust anchor."""
        return self.certificate("root")

    def certificate(self, name: str) -> bytes:
        """DER of one of the certificates."""
        return bytes(self._arch.get_cert(CertLabel(name)).dump())

    def key(self, name: str) -> Any:
        """The private key of an entity."""
        pair = self._arch.key_set.get_asym_key(self._arch.get_cert_spec(CertLabel(name)).subject_key)
        return load_der_private_key(pair.private.dump(), None)

    def pkcs12(self, name: str, password: str = PASSWORD) -> Path:
        """A file .p12 with the key, its certificate and the authority above."""
        path = self.folder / f"{name}-{crc32(password.encode()):08x}.p12"
        if not path.exists():
            leaf, above = (load_der_x509_certificate(self.certificate(each)) for each in (name, "ca"))
            data = pkcs12.serialize_key_and_certificates(
                name.encode(), self.key(name), leaf, [above], BestAvailableEncryption(password.encode())
            )
            path.write_bytes(data)
        return path

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, path: str, body: bytes) -> tuple[bytes, str]:
        services, now = self._arch.service_registry, datetime.now(UTC)
        for found in services.list_time_stamping_services():
            if found.url.endswith(path):
                reply = services.summon_timestamper(found.label, now).request_tsa_response(tsp.TimeStampReq.load(body))
                return reply.dump(), "tsa"
        for responder in services.list_ocsp_responders():
            if responder.url.endswith(path):
                answered = services.summon_responder(responder.label, now).build_ocsp_response(
                    ocsp.OCSPRequest.load(body)
                )
                return answered.dump(), "ocsp"
        for lists in services.list_crl_repos():
            if lists.latest_external_url.endswith(path):
                return services.get_crl(lists.label, now).dump(), "crl"
        raise KeyError(path)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        entity = self

        class Handler(BaseHTTPRequestHandler):
            def _reply(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer, kind = entity._answer(self.path, body)
                entity.asked.append(kind)
                if kind in entity.dead:
                    self.send_error(503)
                    return
                self.send_response(200)
                self.send_header("Content-Type", _TYPES[kind])
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = _reply

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        return Handler


_TYPES = {"tsa": "application/timestamp-reply", "ocsp": "application/ocsp-response", "crl": "application/pkix-crl"}


def _make_keys(folder: Path) -> dict[str, Path]:
    """Curves for the authorities, which is quick; RSA for the people, as their certificates have it."""
    made: dict[str, Path] = {}
    curve: Callable[[], Any] = lambda: ec.generate_private_key(ec.SECP256R1())  # noqa: E731
    for name in (*_AUTHORITIES, *PEOPLE):
        is_rsa = name in ("director", "second", "revoked")
        key = rsa.generate_private_key(65537, 2048) if is_rsa else curve()
        made[name] = folder / f"{name}.key.pem"
        made[name].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made


def as_pem(der: bytes) -> bytes:
    """The same certificate as text."""
    return bytes(pem.armor("CERTIFICATE", der))


__all__ = ["HOLDER", "HOLDER_ID", "PASSWORD", "PEOPLE", "Entity", "EntityLabel", "SearchDir", "as_pem"]
