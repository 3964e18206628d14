"""Every setting of the program, read once from the environment or `.env`.

Names carry the prefix `PACELINE_`; `DATABASE_URL` and the names of a service's keys are also taken without it.
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "paceline"


def _split(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.replace(os.pathsep, ",").split(",") if part.strip()]
    return value


PathList = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)]


def _split_commas(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


NameList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)]


def _also_unprefixed(name: str) -> AliasChoices:
    return AliasChoices(f"PACELINE_{name.upper()}", name.upper(), name)


class Settings(BaseSettings):
    """The settings. Each field's description is what the reference page shows."""

    model_config = SettingsConfigDict(
        env_prefix="PACELINE_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    database_url: SecretStr | None = Field(
        None,
        validation_alias=_also_unprefixed("database_url"),
        description="PostgreSQL 15 or later, as the app role. Unset: the embedded database in the data directory.",
    )
    database_owner_url: SecretStr | None = Field(
        None,
        description="The same database as the owner role, for migrations. Needed with `DATABASE_URL` when the schema is behind.",
    )
    data_dir: Path = Field(
        default_factory=_default_data_dir, description="Where the embedded database and the secret key live."
    )
    base_url: str | None = Field(
        None, description="The address people use, for links; unset: taken from host and port."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    allow_insecure_http: bool = Field(
        False,
        description="Allow sign-in over plain http from other machines. The session cookie can then be read on the way.",
    )
    allowed_origins: NameList = Field(
        (), description="Further origins that may call the API without cookies. Empty: same origin only."
    )
    trusted_proxies: NameList = Field(
        (), description="Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed."
    )
    secret_key_file: Path | None = Field(
        None, description="File with the instance's key; made on first start in the data directory."
    )
    import_dirs: PathList = Field((), description="Folders of this machine that an import may name or watch.")
    athlete_storage_mb: int = Field(
        0, ge=0, description="The most that the original files of one athlete may take, in MB, unpacked. 0: no limit."
    )
    tile_url: str | None = Field(
        None,
        description="Where maps take their tiles: an address with `{z}`, `{x}` and `{y}`. Browsers then ask that server, "
        "which sees where athletes train. Unset: maps without tiles.",
    )
    tile_attribution: str | None = Field(
        None,
        max_length=500,
        description="What the makers of the tiles want to be named as, shown on every map as text.",
    )
    strava_client_id: str | None = Field(
        None,
        validation_alias=_also_unprefixed("strava_client_id"),
        description="Number of your own API application at Strava. With its secret it switches the connection on.",
    )
    strava_client_secret: SecretStr | None = Field(
        None,
        validation_alias=_also_unprefixed("strava_client_secret"),
        description="Secret of that application.",
    )
    strava_api_url: str = Field(
        "https://www.strava.com/api/v3",
        validation_alias=_also_unprefixed("strava_api_url"),
        description="Where Strava's API lies, or its stand-in.",
    )
    strava_oauth_url: str = Field(
        "https://www.strava.com/oauth",
        validation_alias=_also_unprefixed("strava_oauth_url"),
        description="Where Strava asks for consent and gives tokens, or its stand-in.",
    )
    strava_webhook_verify_token: SecretStr | None = Field(
        None,
        validation_alias=_also_unprefixed("strava_webhook_verify_token"),
        description="What Strava repeats when it checks the address of webhooks. Unset: made up for each subscription.",
    )
    strava_policy: Literal["strict", "owner", "owner-ai"] | None = Field(
        None,
        validation_alias=_also_unprefixed("strava_policy"),
        description="What may be done with what comes from Strava where nobody can be asked in a browser: `strict` (kept 7 days, no "
        "model sees it), `owner` (kept) or `owner-ai` (kept, also for the coach). Unset: `strict`.",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=64, description="Decoder processes of an import."
    )
    db_pool_size: int = Field(10, ge=1, le=200, description="Database connections of one process.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    crash_at: str | None = Field(
        None, description="Fault tests only: `name:n` kills the process at the n-th pass of a crash point."
    )
    crash_log: Path | None = Field(None, description="Fault tests only: file that records each pass of a crash point.")

    @property
    def key_file(self) -> Path:
        """Where the instance's key lies."""
        return self.secret_key_file or self.data_dir / "secrets" / "secret.key"

    @property
    def athlete_storage_bytes(self) -> int | None:
        """The limit in bytes; `None` where there is none."""
        return self.athlete_storage_mb * 1_000_000 or None

    @field_validator(
        "tile_url",
        "tile_attribution",
        "strava_client_id",
        "strava_client_secret",
        "strava_webhook_verify_token",
        "strava_policy",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return (value.strip() or None) if isinstance(value, str) else value

    @field_validator("tile_url")
    @classmethod
    def _tile_template(cls, value: str | None) -> str | None:
        if value is None:
            return None
        address = urlsplit(value)
        if address.scheme not in {"http", "https"} or not address.hostname or any(sign.isspace() for sign in value):
            raise ValueError("an address of tiles begins with https:// or http:// and names a host")
        if address.username is not None:
            raise ValueError("an address of tiles holds no password: every browser sees it")
        if sorted(re.findall(r"\{([^{}]*)\}", value)) != ["x", "y", "z"]:
            raise ValueError("an address of tiles holds {z}, {x} and {y}, each once and nothing else in braces")
        return value

    @field_validator("strava_api_url", "strava_oauth_url")
    @classmethod
    def _base_address(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in {"http", "https"} or not address.hostname or address.query or address.fragment:
            raise ValueError("the address of a service begins with https:// or http:// and names a host")
        return value.rstrip("/")

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url", "database_owner_url", mode="before")
    @classmethod
    def _known_scheme(cls, value: object) -> object:
        if not isinstance(value, str) or not value:
            return value or None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
            raise ValueError("a database address begins with postgresql://")
        address = f"postgresql://{rest}"
        try:
            conninfo_to_dict(address)
        except ProgrammingError:
            # The driver's words quote the address, password and all.
            raise ValueError("PostgreSQL does not understand this address") from None
        return address


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()  # pyright: ignore[reportCallIssue] -- every field is filled from the environment or its default


def child_environment(**changes: str) -> dict[str, str]:
    """This process's environment with changes, for a program of ours started beside it."""
    return {**os.environ, **changes}


def settings_page() -> str:
    """The reference page of all settings, as `docs/selfhost/settings.md` holds it."""
    lines = [
        "# Settings",
        "",
        "Set in the environment or in a file `.env` in the folder where Paceline starts. Made from the code; do not edit.",
        "",
        "| name | default | what it does |",
        "| --- | --- | --- |",
    ]
    special = {"data_dir": "`~/.local/share/paceline`", "workers": "number of processors"}
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = special.get(name) or (
            "" if default in (None, ()) else f"`{str(default).lower() if default is False else default}`"
        )
        lines.append(f"| `PACELINE_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"
