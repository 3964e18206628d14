"""What goes over the wire. What comes in names every field it may have; nothing else is taken."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

# PostgreSQL's text cannot hold a NUL; the rules say in words what else is wrong with a name or a password.
Text = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Secret = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]*$")]
ApiScope = Literal["read", "write", "import", "coach", "mcp", "admin"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SetupIn(_In):
    username: Text
    password: Text
    email: Text | None = None
    token: Secret | None = Field(None, description="From the set-up link, where one is needed.")


Transport = Literal["secure", "insecure_allowed", "insecure_refused"]


class SetupOut(_Out):
    state: Literal["done", "open", "token_needed"]
    transport: Transport = Field(
        description="Whether one can sign in over this connection, and whether the app must warn."
    )


class AppOut(_Out):
    """What an app must know of this instance before anybody signs in."""

    version: str
    transport: Transport = Field(
        description="`insecure_allowed`: warn on every page; `insecure_refused`: nobody can sign in over this connection."
    )
    registration_needs_invite: bool
    tile_url: str | None = Field(
        description="Address of map tiles with `{z}`, `{x}` and `{y}`; null: maps without tiles."
    )
    tile_attribution: str | None = Field(description="Plain text, to be shown on every map with tiles.")


class RegisterIn(_In):
    invite: Secret
    username: Text
    password: Text
    email: Text | None = None


class LoginIn(_In):
    username: Text
    password: Text


class PasswordIn(_In):
    current_password: Text
    new_password: Text
    revoke_api_tokens: bool = Field(False, description="End every API token too, as when somebody may have copied one.")


class ResetIn(_In):
    token: Secret
    new_password: Text


class TokenIn(_In):
    grant_type: Literal["password"] = "password"
    username: Text
    password: Text


class RefreshIn(_In):
    refresh_token: Secret


class TokenOut(_Out):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: int = Field(description="Seconds that the access token is good for.")
    refresh_token: str


class SessionInfo(_Out):
    id: UUID
    kind: Literal["session", "access_token", "api_token"]
    created_at: datetime | None
    expires_at: datetime | None


class MeOut(_Out):
    account_id: UUID
    athlete_id: UUID
    username: str
    email: str | None
    is_admin: bool
    created_at: datetime
    scopes: list[str]
    session: SessionInfo


class SignInOut(_Out):
    id: UUID
    kind: Literal["browser", "program"]
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    ip: str
    is_current: bool


class SignInsOut(_Out):
    items: list[SignInOut]


class ApiTokenIn(_In):
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
    scopes: Annotated[set[ApiScope], Field(min_length=1)]
    expires_in_days: Annotated[int, Field(ge=1, le=366)] = 90


class ApiTokenOut(_Out):
    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime


class NewApiTokenOut(ApiTokenOut):
    token: str = Field(description="Shown this once.")


class ApiTokensOut(_Out):
    items: list[ApiTokenOut]


class InviteIn(_In):
    max_uses: Annotated[int, Field(ge=1, le=1000)] = 1
    expires_in_days: Annotated[int, Field(ge=1, le=366)] = 7


class InviteOut(_Out):
    id: UUID
    max_uses: int
    used: int
    expires_at: datetime
    creator_id: UUID | None
    revoked_at: datetime | None
    created_at: datetime


class NewInviteOut(InviteOut):
    code: str = Field(description="Shown this once.")
    link: str


class InvitesOut(_Out):
    items: list[InviteOut]
    next_cursor: str | None


class UserOut(_Out):
    """An account as an admin sees it: nothing of the training."""

    id: UUID
    username: str
    email: str | None
    is_admin: bool
    disabled_at: datetime | None
    invite_id: UUID | None
    created_at: datetime


class UsersOut(_Out):
    items: list[UserOut]
    next_cursor: str | None


class ResetLinkOut(_Out):
    link: str = Field(description="Shown this once; good for one use.")
    expires_at: datetime
