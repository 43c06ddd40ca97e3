"""Web addresses: which are taken, and which machines may be asked. No network here: text in, a checked address out."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from incidents.errors import NotFetched
from incidents.sources.text import printable

MAX_ADDRESS: Final = 2_000
"""Characters of a web address."""
PORTS: Final = {"http": 80, "https": 443}
BY_HAND: Final = "open it in a browser, save it as .html or .pdf, and give that file"


def _words(words: str) -> list[str]:
    return words.split()


_MAPPED_BY_NAT: Final = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST_V6: Final = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC: Final = tuple(
    ipaddress.ip_network(block)
    for block in _words(
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        # Of the addresses in 2000::/3: those of tunnels (which hold an IPv4 address), of examples and of tests.
        "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
    )
)
"""Blocks that IANA's registries of special addresses name as not global, and multicast."""


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one of the public internet.

    An IPv6 address that stands for an IPv4 address is judged by that.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # "fe80::1%eth0" is read; anything else is no address
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip in _MAPPED_BY_NAT:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
        if ip.scope_id is not None or ip not in _UNICAST_V6:
            return False
    # The standard library's lists and our own: either may be older than the registries.
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in _NOT_PUBLIC)


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that was checked."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query."""

    @classmethod
    def of(cls, url: str) -> Address:
        shown = " ".join(printable(url[:100]).split())
        if len(url) > MAX_ADDRESS or re.search(r"[\x00-\x20\x7f\\]", url):
            raise NotFetched(f"{shown} is not a web address: copy it from the browser's address bar.")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise NotFetched(
                f"{shown} is not a web address: copy it from the browser's address bar."
            ) from error
        if parts.scheme not in PORTS:
            raise NotFetched(f"{shown} does not start with http:// or https://: only web pages are fetched.")
        if "@" in parts.netloc:
            raise NotFetched(
                f"The address of {printable(host)[:80]} holds a user name: take it out, or {BY_HAND}."
            )
        try:
            name = host if ":" in host else host.encode("idna").decode("ascii")
        except UnicodeError:
            name = ""
        if not re.fullmatch(r"[A-Za-z0-9._:-]+", name):
            raise NotFetched(f"{shown} is not a web address: copy it from the browser's address bar.")
        target = urlunsplit(("", "", quote(parts.path or "/", safe="%/:@!$&'()*+,;=~"), parts.query, ""))
        target = quote(target, safe="%/:@!$&'()*+,;=~?[]")
        if not target.startswith("/") or target.startswith("//"):
            target = "/" + target.lstrip("/")
        return cls(parts.scheme, name.lower(), PORTS[parts.scheme] if port is None else port, target)

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"

    @property
    def site(self) -> str:
        """For a message."""
        return self.netloc[:100]

    def redirected(self, location: str) -> Address:
        try:
            following = Address.of(urljoin(self.url, location.strip().partition("#")[0]))
        except (NotFetched, ValueError) as error:
            raise NotFetched(f"{self.site} redirects to what is no web page: {BY_HAND}.") from error
        if (self.scheme, following.scheme) == ("https", "http"):
            raise NotFetched(
                f"{self.site} redirects from https to http, where anyone on the way could change the page: {BY_HAND}."
            )
        return following
