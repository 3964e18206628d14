"""Codes, access tokens and refresh tokens, by the stand-in's clock."""

from dataclasses import dataclass, field
from hashlib import sha1

from paceline.sandbox.clock import SandboxClock

ACCESS_LIFE_S = 21_600
SAME_TOKEN_ABOVE_S = 3600
"""While an access token has more than this left, a refresh answers the same one."""
CODE_LIFE_S = 600


@dataclass
class Code:
    """An authorization code: good for one exchange."""

    athlete_id: int
    scope: frozenset[str]
    issued_s: float
    is_used: bool = False


@dataclass
class Access:
    """An access token."""

    token: str
    athlete_id: int
    scope: frozenset[str]
    expires_s: float


@dataclass
class Grant:
    """What an athlete allows the application; one an athlete. Older access tokens live on until they expire."""

    athlete_id: int
    scope: frozenset[str]
    refresh_token: str
    access: Access


class RefusedError(Exception):
    """A code or token that is not accepted; `resource`, `field` and `code` are those of the error body."""

    def __init__(self, resource: str, field: str, code: str) -> None:
        super().__init__(f"{resource}.{field} {code}")
        self.resource, self.field, self.code = resource, field, code


@dataclass
class Tokens:
    """All codes and tokens of the application."""

    clock: SandboxClock
    rotates: bool = True
    grants: dict[int, Grant] = field(default_factory=dict[int, Grant])
    refreshes: int = 0
    """How often a refresh was answered, with the same token or a new one."""
    rotations: int = 0
    _codes: dict[str, Code] = field(default_factory=dict[str, Code])
    _access: dict[str, Access] = field(default_factory=dict[str, Access])
    _issued: int = 0

    def issue_code(self, athlete_id: int, scope: frozenset[str]) -> str:
        """A code for what the athlete just allowed."""
        code = self._new_token()
        self._codes[code] = Code(athlete_id, scope, self.clock.now_s())
        return code

    def code_age_s(self, code: str) -> float | None:
        """How long ago a code was issued; None for one that never was."""
        found = self._codes.get(code)
        return None if found is None else self.clock.now_s() - found.issued_s

    def exchange(self, code: str) -> Grant:
        """The grant a code stands for. Raises `RefusedError`; a second exchange is one that is refused."""
        found = self._codes.get(code)
        if found is None or found.is_used:
            raise RefusedError("AuthorizationCode", "code", "invalid")
        if self.clock.now_s() - found.issued_s > CODE_LIFE_S:
            raise RefusedError("AuthorizationCode", "", "expired")
        found.is_used = True
        return self.grant(found.athlete_id, found.scope)

    def grant(self, athlete_id: int, scope: frozenset[str]) -> Grant:
        """A new pair of tokens of an athlete; the refresh token before it is dead."""
        self.grants[athlete_id] = Grant(athlete_id, scope, self._new_token(), self._new_access(athlete_id, scope))
        return self.grants[athlete_id]

    def refresh(self, refresh_token: str) -> Grant:
        """The pair behind a refresh token, renewed when it is due. Raises `RefusedError` for a token that was rotated out."""
        grant = next((one for one in self.grants.values() if one.refresh_token == refresh_token), None)
        if grant is None:
            raise RefusedError("RefreshToken", "refresh_token", "invalid")
        self.refreshes += 1
        if grant.access.expires_s - self.clock.now_s() <= SAME_TOKEN_ABOVE_S:
            self.rotations += 1
            grant.access = self._new_access(grant.athlete_id, grant.scope)
            if self.rotates:
                grant.refresh_token = self._new_token()
        return grant

    def access(self, token: str) -> Access | None:
        """A live access token."""
        found = self._access.get(token)
        return found if found is not None and found.expires_s > self.clock.now_s() else None

    def find_athlete(self, token: str) -> int | None:
        """Whose token it is, of either kind."""
        if token in self._access:
            return self._access[token].athlete_id
        return next((one.athlete_id for one in self.grants.values() if one.refresh_token == token), None)

    def revoke(self, athlete_id: int) -> bool:
        """End all tokens of an athlete; whether there were any."""
        self._access = {token: one for token, one in self._access.items() if one.athlete_id != athlete_id}
        return self.grants.pop(athlete_id, None) is not None

    def expire(self, athlete_id: int) -> None:
        """Let the access tokens of an athlete be out of date now; the refresh token stays good."""
        for access in self._access.values():
            if access.athlete_id == athlete_id:
                access.expires_s = self.clock.now_s()

    def reduce(self, athlete_id: int, scope: frozenset[str]) -> None:
        """Let an athlete's tokens have only that scope from now on."""
        if athlete_id in self.grants:
            self.grants[athlete_id].scope = scope
        for access in self._access.values():
            if access.athlete_id == athlete_id:
                access.scope = scope

    def _new_access(self, athlete_id: int, scope: frozenset[str]) -> Access:
        access = Access(self._new_token(), athlete_id, scope, self.clock.now_s() + ACCESS_LIFE_S)
        self._access[access.token] = access
        return access

    def _new_token(self) -> str:
        """Forty hexadecimal digits, the same in every run: nothing here is secret."""
        self._issued += 1
        return sha1(f"sandbox token {self._issued}".encode(), usedforsecurity=False).hexdigest()
