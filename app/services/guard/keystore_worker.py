"""Looks at a PKCS#12 file in the child, without its PIN: is it one, and how much work would opening it be?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from asn1crypto import pkcs12

from app.services.guard.found import Found, Refused, read_whole

#: OpenSSL writes 2,048, Windows 10,000, careful people up to a million; a file may ask for two thousand million.
MOST_ITERATIONS = 5_000_000
MOST_SCRYPT = 1 << 20
_MOST_BAGS = 100


def work(path: Path, options: Mapping[str, Any]) -> Found:
    """Refuses «not_keystore» and «slow»; says how many key bags there are."""
    data = read_whole(path, int(options["bytes"]))
    try:
        store = pkcs12.Pfx.load(data, strict=True)
        if store["version"].native != "v3":
            raise Refused("not_keystore")
        costs = list(_costs(store))
    except (ValueError, TypeError, KeyError, AttributeError) as broken:
        raise Refused("not_keystore") from broken
    if any(cost > MOST_ITERATIONS for cost in costs):
        raise Refused("slow")
    return Found({"protected": len(costs)})


def _costs(store: pkcs12.Pfx) -> Iterator[int]:
    """Iterations of the seal and of each encrypted part that can be seen without the PIN."""
    mac = store["mac_data"]
    if mac.native is not None:
        yield int(mac["iterations"].native)
    safe = pkcs12.AuthenticatedSafe.load(store["auth_safe"]["content"].native)
    if len(safe) > _MOST_BAGS:
        raise Refused("slow")
    for info in safe:
        kind = info["content_type"].native
        if kind == "encrypted_data":
            yield _cost(info["content"]["encrypted_content_info"]["content_encryption_algorithm"])
        elif kind == "data":
            yield from _bags(info["content"].native)


def _bags(data: bytes) -> Iterator[int]:
    bags = pkcs12.SafeContents.load(data)
    if len(bags) > _MOST_BAGS:
        raise Refused("slow")
    for bag in bags:
        if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
            yield _cost(bag["bag_value"]["encryption_algorithm"])


def _cost(algorithm: Any) -> int:
    """How often the password is hashed; scrypt's memory counts as too much when it is."""
    if algorithm["algorithm"].native != "pbes2":
        return int(algorithm["parameters"]["iterations"].native)
    derivation = algorithm["parameters"]["key_derivation_func"]
    if derivation["algorithm"].native == "scrypt":
        cost = int(derivation["parameters"]["cost_parameter"].native)
        return MOST_ITERATIONS + 1 if cost > MOST_SCRYPT else cost
    return int(derivation["parameters"]["iteration_count"].native)
