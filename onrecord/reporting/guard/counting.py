"""How many reports came from where, counted in Django's cache, which the workers share; near enough, not to the last one.

Addresses lie in a fixed number of entries, each with a bounded number of them, so that a flood from many addresses costs no
more than one from a single one and pushes nothing else out of the cache.
"""

import time
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from django.core.cache import cache

ENTRIES, MOST_ADDRESSES = 32, 200
HOUR, TEN_MINUTES = 3600, 600


def name_of(address: str) -> str:
    """One name for one line: of an IPv6 address its first half, since a single customer has all the rest."""
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        found = None
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return address


def count_from(address: str) -> int:
    """Count one report from this address; how many came from it in this hour."""
    return _of_address(address, add=1)


def seen_from(address: str) -> int:
    """How many reports came from this address in this hour."""
    return _of_address(address, add=0)


def count_everywhere() -> int:
    """Count one report; how many came from everywhere in these ten minutes."""
    return _everywhere(add=1)


def seen_everywhere() -> int:
    return _everywhere(add=0)


def count_begun(address: str) -> tuple[int, int]:
    """Count one report that is begun at this address; how many were begun there in this hour, and everywhere in these ten
    minutes."""
    return _of_address(address, add=1, what="begun"), _everywhere(add=1, what=":begun")


def seen_begun(address: str) -> tuple[int, int]:
    """How many reports were begun at this address in this hour, and everywhere in these ten minutes."""
    return _of_address(address, add=0, what="begun"), _everywhere(add=0, what=":begun")


def count_try(address: str, ref: str) -> int:
    """Count one wrong try with this reference from this address; how many there were in this hour. Of two who share an
    address, such as a shelter's, neither locks the other out; nor does anybody from elsewhere."""
    return _of_address(address, add=1, what=ref)


def seen_tries(address: str, ref: str) -> int:
    """How many wrong tries there were with this reference from this address in this hour."""
    return _of_address(address, add=0, what=ref)


def count_receipt(email: str) -> int:
    """Count one e-mail to this address; how many there were in this hour. Whoever reports gives the address, and it may be
    anybody's."""
    return _of_address(email.strip().casefold(), add=1, what="e-mail")


def _everywhere(add: int, what: str = "") -> int:
    name = f"report-guard:all{what}"
    window = int(time.time() // TEN_MINUTES)
    try:
        began, count = cache.get(name) or (window, 0)
        count = count + add if began == window else add
        if add:
            cache.set(name, (window, count), 2 * TEN_MINUTES)
    except (OSError, TypeError, ValueError):
        return 0  # a full disk or a damaged file of the cache shuts nobody out
    return count


def _of_address(address: str, add: int, what: str | None = None) -> int:
    """Of reports, or of wrong tries with a reference, of e-mails and of what is begun (`what`), which lie in entries of their
    own."""
    known = name_of(address) if what is None else f"{name_of(address)} {what}"
    digest = sha256(known.encode("utf-8", "replace")).digest()
    store = "report-guard" if what is None else "report-tries"
    entry, name = f"{store}:{digest[0] % ENTRIES}", digest[:12]
    window = int(time.time() // HOUR)
    try:
        began, counts = cache.get(entry) or (window, {})
        counts = dict(counts) if began == window else {}
        count = int(counts.get(name, 0)) + add
        if add:
            counts[name] = count
            if len(counts) > MOST_ADDRESSES:
                # Those that sent least are forgotten first.
                most = sorted(counts.items(), key=lambda pair: -pair[1])[: MOST_ADDRESSES // 2]
                counts = dict(most)
            cache.set(entry, (window, counts), 2 * HOUR)
    except (OSError, AttributeError, TypeError, ValueError):
        return 0
    return count
