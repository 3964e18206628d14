"""Script: run a command as another user, with CAP_DAC_OVERRIDE only when that user cannot reach it otherwise.

    python -I -S drop_privileges.py UID GID DIRECTORY COMMAND…

A process of its own instead of subprocess's `preexec_fn`, which may deadlock in a program with threads. PostgreSQL refuses
root, and the unprivileged user may be unable to enter a parent such as /root (0700). An ambient capability
(capabilities(7)) lets it through without opening that directory to everybody. initdb and pg_ctl look with access(2) whether their
programs can be executed, and to a user other than root that call answers without capabilities, unless a secure bit says that user
ids have nothing to do with them. Exit status 126: the command cannot be executed.
"""

import ctypes
import os
import sys

_PR_SET_KEEPCAPS = 8
_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAP_SETPCAP = 8
_LINUX_CAPABILITY_VERSION_3 = 0x20080522
CANNOT_EXECUTE = 126


def _raise_ambient(libc: ctypes.CDLL) -> None:
    # A refusal (capability missing in the bounding set of a container) is not an error here: the exec tells.
    _set_capabilities(libc, 1 << _CAP_DAC_OVERRIDE | 1 << _CAP_SETPCAP)
    libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    _set_capabilities(libc, 1 << _CAP_DAC_OVERRIDE)
    libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def _set_capabilities(libc: ctypes.CDLL, bits: int) -> None:
    header = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
    effective_permitted_inheritable_low_high = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    libc.capset(ctypes.byref(header), ctypes.byref(effective_permitted_inheritable_low_high))


def main(arguments: list[str]) -> int:
    """Become the user and execute; returns only when that is impossible."""
    uid, gid, directory, command = int(arguments[0]), int(arguments[1]), arguments[2], arguments[3:]
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc:
        libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    # access() asks for the real user without capabilities, although setuid kept the permitted ones.
    if libc and not (os.access(directory, os.X_OK) and os.access(command[0], os.X_OK)):
        _raise_ambient(libc)
    try:
        os.execv(command[0], command)
    except (PermissionError, FileNotFoundError) as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
    return CANNOT_EXECUTE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
