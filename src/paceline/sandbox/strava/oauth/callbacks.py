"""Where the service sends a browser back to."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_ALWAYS_ALLOWED = frozenset({"localhost", "127.0.0.1"})


def is_allowed(redirect_uri: str, callback_domain: str) -> bool:
    """Whether a redirect lies within the application's callback domain; this machine always does."""
    try:
        host = urlsplit(redirect_uri).hostname
    except ValueError:
        return False
    if not host:
        return False
    return host in _ALWAYS_ALLOWED or host == callback_domain or host.endswith(f".{callback_domain}")


def with_parameters(redirect_uri: str, parameters: dict[str, str]) -> str:
    """The address with further query parameters."""
    parts = urlsplit(redirect_uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()], safe=":,")
    return urlunsplit(parts._replace(query=query))
