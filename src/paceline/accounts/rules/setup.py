"""Who may make the first account."""


def needs_setup_token(*, listens_on_loopback: bool, host_is_loopback: bool, client_is_loopback: bool) -> bool:
    """Whether the first account needs the printed link.

    Only a visitor on this machine, of an instance that listens to this machine alone, goes without. The Host header counts too: behind a
    proxy the visitor's address may be the proxy's, and a page that rebinds its own name to 127.0.0.1 still says that name.
    """
    return not (listens_on_loopback and host_is_loopback and client_is_loopback)
