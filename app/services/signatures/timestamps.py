"""The time stamping authority (RFC 3161): asking it, and telling when it doesn't answer."""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.clock import BOGOTA
from app.services.signatures.errors import BadTimestampAddress, TimestampDown

if TYPE_CHECKING:
    from asn1crypto.cms import ContentInfo
    from asn1crypto.tsp import TimeStampReq, TimeStampResp
    from pyhanko.sign.timestamps import TimeStamper

_MAX_ANSWER = 512 * 1024


@dataclass(frozen=True)
class TsaAnswer:
    """One answer: the time it gives and how long it took."""

    at: dt.datetime
    milliseconds: int


@dataclass(frozen=True)
class Tsa:
    """An authority by its address; the password comes from the key ring and is shown nowhere."""

    url: str
    user: str = ""
    password: str | None = field(default=None, repr=False)
    timeout: float = 15.0

    def __post_init__(self) -> None:
        """Refuse an address that can't be one, before anything depends on it."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise BadTimestampAddress("not http(s) with a host")

    def stamp(self, digest: bytes) -> ContentInfo:
        """The token for a SHA-256 digest, checked to be of that digest. Raises TimestampDown."""
        from asn1crypto import algos, tsp
        from pyhanko.sign.timestamps.common_utils import handle_tsp_response

        nonce: Any = secrets.randbits(62)
        imprint = tsp.MessageImprint(
            {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
        )
        request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True, "nonce": nonce})
        try:
            token = handle_tsp_response(self.ask(request), nonce)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"]
        except (ValueError, TypeError, OSError, AttributeError) as broken:
            raise TimestampDown(type(broken).__name__) from broken
        if stamped.native != digest:
            raise TimestampDown("token of another digest")
        return token

    def ask(self, request: TimeStampReq) -> TimeStampResp:
        """Send one request. Raises TimestampDown, whatever kept the answer from coming."""
        from asn1crypto import tsp

        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        if self.user:
            secret = base64.b64encode(f"{self.user}:{self.password or ''}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {secret}"
        post = urllib.request.Request(self.url, request.dump(), headers, method="POST")
        try:
            with urllib.request.urlopen(post, timeout=self.timeout) as answer:
                return tsp.TimeStampResp.load(answer.read(_MAX_ANSWER))
        except urllib.error.HTTPError as refused:
            refused.close()
            raise _refused(refused.code) from refused
        except (OSError, http.client.HTTPException, ValueError) as dead:
            raise TimestampDown(type(dead).__name__) from dead

    def check(self) -> TsaAnswer:
        """Ask for one token of a digest of nothing. Raises TimestampDown."""
        start = time.perf_counter()
        token = self.stamp(bytes(32))
        return TsaAnswer(time_of(token), round(1000 * (time.perf_counter() - start)))

    def stamper(self) -> TimeStamper:
        """The same for pyHanko."""
        from pyhanko.sign.timestamps import TimeStamper

        tsa = self

        class _Stamper(TimeStamper):
            async def async_request_tsa_response(self, req: TimeStampReq) -> TimeStampResp:
                return tsa.ask(req)

        return _Stamper()  # type: ignore[no-untyped-call]


def time_of(token: ContentInfo) -> dt.datetime:
    """The time that a token gives, in Bogotá's offset."""
    moment: dt.datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return moment.astimezone(BOGOTA)


def _refused(status: int) -> TimestampDown:
    if status in (401, 403):
        return TimestampDown(
            str(status), sentence="El sello de tiempo rechazó el usuario o la clave. Corríjalos en Ajustes."
        )
    if status == 429:
        return TimestampDown(
            str(status), sentence="El sello de tiempo llegó a su límite de solicitudes. Reintente más tarde."
        )
    return TimestampDown(str(status))
