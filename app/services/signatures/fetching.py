"""Revocation and issuers over HTTP with the standard library alone, for pyHanko's validator."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Iterable
from typing import Any

from asn1crypto import crl, ocsp, pem, x509
from pyhanko_certvalidator import errors
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.fetchers.api import CertificateFetcher, CRLFetcher, FetcherBackend, Fetchers, OCSPFetcher
from pyhanko_certvalidator.fetchers.common_utils import (
    enumerate_delivery_point_urls,
    format_ocsp_request,
    gather_aia_issuer_urls,
    process_ocsp_response_data,
    unpack_cert_content,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

#: A list of revoked certificates may be tens of megabytes; more than this is refused.
_MAX_BYTES = 64 * 1024 * 1024
#: Addresses come from the certificates of the file under examination: a hostile one may not make us ask for ever.
_MAX_REQUESTS = 40


class _Http:
    """Asks each address once, a limited number of times in all; failures are remembered too."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._left = _MAX_REQUESTS

    def get(self, url: str, data: bytes | None = None, kind: str = "") -> tuple[bytes, str]:
        """The body and its content type. Raises OSError or HTTPException."""
        if self._left <= 0 or not url.startswith(("http://", "https://")):
            raise OSError("not asked")
        self._left -= 1
        headers = {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(url, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                body: bytes = answer.read(_MAX_BYTES + 1)
                if len(body) > _MAX_BYTES:
                    raise OSError("too big")
                return body, answer.headers.get("Content-Type", "")
        except urllib.error.HTTPError as refused:
            refused.close()
            raise OSError(refused.code) from None


class UrllibFetchers(FetcherBackend):
    """The three fetchers of one validation."""

    def __init__(self, timeout: float) -> None:
        """`timeout` in seconds for each question."""
        self._timeout = timeout

    def get_fetchers(self) -> Fetchers:
        """New ones, with nothing asked yet."""
        web = _Http(self._timeout)
        return Fetchers(_Ocsp(web), _Crl(web), _Issuers(web))


class _Ocsp(OCSPFetcher):
    def __init__(self, web: _Http) -> None:
        self._web = web
        self._known: dict[Any, ocsp.OCSPResponse] = {}
        self._failed: set[Any] = set()

    async def fetch(self, cert: Any, authority: Authority) -> ocsp.OCSPResponse:
        tag = issuer_serial(cert)
        if tag not in self._known:
            self._known[tag] = self._ask(cert, authority, tag)
        return self._known[tag]

    def _ask(self, cert: Any, authority: Authority, tag: Any) -> ocsp.OCSPResponse:
        if tag in self._failed:
            raise errors.OCSPFetchError("failed before")
        request = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=True)
        for url in get_ocsp_urls(cert):
            try:
                body, _kind = self._web.get(url, request.dump(), "application/ocsp-request")
                return process_ocsp_response_data(body, ocsp_request=request, ocsp_url=url)
            except (ValueError, OSError, http.client.HTTPException, errors.OCSPFetchError, errors.OCSPValidationError):
                continue
        self._failed.add(tag)
        raise errors.OCSPFetchError("no answer")

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        return self._known.values()

    def fetched_responses_for_cert(self, cert: Any) -> Iterable[ocsp.OCSPResponse]:
        found = self._known.get(issuer_serial(cert))
        return [found] if found is not None else []


class _Crl(CRLFetcher):
    def __init__(self, web: _Http) -> None:
        self._web = web
        self._by_url: dict[str, crl.CertificateList | None] = {}
        self._by_cert: dict[Any, list[crl.CertificateList]] = {}

    async def fetch(self, cert: Any, *, use_deltas: bool | None = True) -> Iterable[crl.CertificateList]:
        tag = issuer_serial(cert)
        if tag not in self._by_cert:
            points = get_relevant_crl_dps(cert, use_deltas=bool(use_deltas))
            urls = [url for point in points for url in enumerate_delivery_point_urls(point)]
            found = [each for each in map(self._list, urls) if each is not None]
            if urls and not found:
                raise errors.CRLFetchError("no answer")
            self._by_cert[tag] = found
        return self._by_cert[tag]

    def _list(self, url: str) -> crl.CertificateList | None:
        if url not in self._by_url:
            try:
                body, _kind = self._web.get(url)
                data = pem.unarmor(body)[2] if pem.detect(body) else body
                self._by_url[url] = crl.CertificateList.load(data)
            except (ValueError, OSError, http.client.HTTPException):
                self._by_url[url] = None
        return self._by_url[url]

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        return [each for each in self._by_url.values() if each is not None]

    def fetched_crls_for_cert(self, cert: Any) -> Iterable[crl.CertificateList]:
        return self._by_cert[issuer_serial(cert)]


class _Issuers(CertificateFetcher):
    def __init__(self, web: _Http) -> None:
        self._web = web
        self._by_url: dict[str, list[x509.Certificate]] = {}

    async def fetch_cert_issuers(self, cert: Any) -> AsyncGenerator[x509.Certificate, None]:
        for url in gather_aia_issuer_urls(cert):
            for found in self._at(url):
                yield found

    async def fetch_crl_issuers(self, certificate_list: Any) -> AsyncGenerator[x509.Certificate, None]:
        for url in certificate_list.issuer_cert_urls:
            for found in self._at(url):
                yield found

    def _at(self, url: str) -> list[x509.Certificate]:
        if url not in self._by_url:
            try:
                body, kind = self._web.get(url)
                self._by_url[url] = list(unpack_cert_content(body, kind or None, url, True))
            except (ValueError, OSError, http.client.HTTPException):
                self._by_url[url] = []
        return self._by_url[url]

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        return [each for found in self._by_url.values() for each in found]
