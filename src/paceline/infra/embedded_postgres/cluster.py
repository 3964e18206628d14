"""The data directory: made once, configured at every start."""

import os
import secrets
import shutil
from pathlib import Path

from paceline.infra.embedded_postgres.errors import EmbeddedPostgresError
from paceline.infra.embedded_postgres.launch import Launcher, ServerUser, give_to, replace_file, sync_directory
from paceline.infra.embedded_postgres.socket_dir import PORT

_OURS = {"cluster.new", "lock", "users", "server", "password", "socket", "lost+found"}
# pg_ctl starts the server through a shell and quotes the path with nothing but double quotes.
_UNQUOTABLE = set('"$`\\\n')
_LARGEST_LOG_BYTES = 20_000_000
_MB = 1_000_000


def prepare_data_dir(data_dir: Path) -> Path:
    """Make the directory when it is missing; return its real path. Raises EmbeddedPostgresError `data_dir_unusable`."""
    real = data_dir.resolve()
    if _UNQUOTABLE & set(str(real)):
        raise EmbeddedPostgresError(
            "data_dir_unusable", f'PostgreSQL cannot use a path with one of " $ ` \\ in it: {real}'
        )
    # Root keeps the directory, so the server's user cannot plant links in it, and lets it walk through to the cluster.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    for missing in reversed([path for path in (real, *real.parents) if not path.exists()]):
        missing.mkdir(mode=mode, exist_ok=True)
    return real


def data_major(cluster: Path) -> int | None:
    """The major version that wrote the cluster; None when there is none yet. Raises `data_dir_not_empty`."""
    if not cluster.exists():
        foreign = sorted(
            entry.name
            for entry in cluster.parent.iterdir()
            if entry.name not in _OURS and "binaries-" not in entry.name
        )
        if foreign:
            raise EmbeddedPostgresError(
                "data_dir_not_empty",
                f"{cluster.parent} is not empty and no database of ours (it holds {foreign[0]}). Name another.",
            )
        return None
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii").split(".")[0])
    except (FileNotFoundError, ValueError) as error:
        raise EmbeddedPostgresError(
            "data_dir_not_empty", f"{cluster} exists, but is no PostgreSQL database."
        ) from error


def read_password(data_dir: Path) -> str:
    """The superuser's password. Raises EmbeddedPostgresError `password_missing`."""
    try:
        handle = os.open(data_dir / "password", os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise EmbeddedPostgresError(
            "password_missing",
            f"The file {data_dir}/password is missing. Bring it back from a backup of the data directory.",
        ) from error
    with os.fdopen(handle, encoding="ascii") as file:
        return file.read().strip()


def create(cluster: Path, launcher: Launcher, lock: int) -> None:
    """Run initdb beside the final place and rename. The caller holds the start lock, whose file descriptor is `lock`.

    initdb inherits the lock: if we are killed it goes on writing, and nobody may wipe its directory before it is done.
    """
    partial = cluster.with_name("cluster.new")
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(mode=0o700)
    give_to(launcher.user, partial)
    password = cluster.parent / "password"
    if not password.exists():
        replace_file(password, secrets.token_urlsafe(32) + "\n", launcher.user)
    output = ""
    for locale in _locale_options(launcher.binaries.major):
        done = launcher.run(
            "initdb",
            *("-D", str(partial), "-U", "postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", *locale),
            keep_open=(lock,),
        )
        if done.returncode == 0:
            partial.rename(cluster)
            sync_directory(cluster.parent)
            return
        output = done.stdout[-2000:].strip()
    raise EmbeddedPostgresError("start_failed", f"The database could not be created:\n{output}")


def _locale_options(major: int) -> list[list[str]]:
    # Code point order and full Unicode case rules without the C library's ever-changing collations. Before PostgreSQL 17
    # the C library has to know C.UTF-8; where it does not, lower() and ILIKE only understand ASCII.
    if major >= 17:
        return [["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]]
    return [["--locale=C", "--lc-ctype=C.UTF-8"], ["--locale=C"]]


def configure(cluster: Path, socket_dir: Path, max_connections: int, user: ServerUser) -> None:
    """Write `postgresql.conf`. What an operator wants otherwise goes into `postgresql.local.conf` beside it."""
    ram_mb = _ram_bytes() // _MB
    settings: dict[str, str | int] = {
        "listen_addresses": "",
        "port": PORT,
        "unix_socket_directories": str(socket_dir),
        "unix_socket_permissions": "0700",
        "max_connections": max_connections,
        # The rest of the machine belongs to our own processes, so less than the usual quarter.
        "shared_buffers": f"{min(max(ram_mb // 8, 32), 1024)}MB",
        "effective_cache_size": f"{max(ram_mb // 2, 64)}MB",
        # Our statements are short: compiling them costs more than it saves.
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "default_text_search_config": "pg_catalog.english",
        # One file for each day of the week, so a week at most.
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgres-%a.log",
        "log_file_mode": "0600",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": 0,
        "log_min_messages": "warning",
        # Statements and details may hold what athletes wrote.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    local = ["include 'postgresql.local.conf'"] if (cluster / "postgresql.local.conf").exists() else []
    head = "# Written by Paceline at every start. Your own settings go into postgresql.local.conf beside this file."
    replace_file(cluster / "postgresql.conf", "\n".join([head, *lines, *local, ""]), user)


def prepare_log(cluster: Path, user: ServerUser) -> Path:
    """The file for what the server says before its log collector runs, emptied; logs beyond their bound are removed."""
    log_dir = cluster / "log"
    if not log_dir.exists():
        log_dir.mkdir(mode=0o700)
        give_to(user, log_dir)
    for log in log_dir.iterdir():
        if log.name == "start.log" or log.lstat().st_size > _LARGEST_LOG_BYTES:
            log.unlink()
    return log_dir / "start.log"


def log_tail(cluster: Path) -> str:
    """The last lines of the two logs written last."""
    logs = sorted((cluster / "log").glob("*.log"), key=lambda path: path.lstat().st_mtime)[-2:]
    tails: list[str] = []
    for log in logs:
        with os.fdopen(os.open(log, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8", errors="replace") as file:
            tails.extend(file.read().splitlines()[-12:])
    return "\n".join(tails)


def _ram_bytes() -> int:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        path = Path(limit)
        if path.exists():
            text = path.read_text(encoding="ascii").strip()
            total = min(total, int(text)) if text.isdigit() else total
    return total
