"""At which origin is a server asked that anyone may run: on the web over https, at home perhaps over http?"""

import re

_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_PORT = r":[0-9]{1,5}"
HOST = re.compile(rf"{_NAME}(?:\.{_NAME})+(?:{_PORT})?")
# an IP address or a name without a dot, as home networks have them, or anything with a port: there https is not implied
OWN = re.compile(
    rf"(?:{_NAME}|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|\[[0-9a-f:.]+\])(?:{_PORT})?|{_NAME}(?:\.{_NAME})+{_PORT}"
)


def origin(written: str) -> str | None:
    """The scheme and host (RFC 6454) of the server that a setting or an address names; None when it names none.

    Without a scheme it is https, and `http://` before a name of the web is taken for it too. An instance of the
    reader's own has `http://` and a port, an IP address or a name without a dot, and is asked as it is written.
    """
    scheme, _, host = written.strip().lower().removesuffix("/").rpartition("://")
    if scheme == "http" and OWN.fullmatch(host):
        return f"http://{host}"
    return f"https://{host}" if scheme in ("", "http", "https") and HOST.fullmatch(host) else None
