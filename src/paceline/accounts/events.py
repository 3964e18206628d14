"""Facts about security that are kept (table `security_event`) and logged, each with actor, target and instant."""

from enum import StrEnum


class SecurityFact(StrEnum):
    ACCOUNT_MADE = "account_made"
    ADMIN_MADE = "admin_made"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REVOKED = "sign_in_revoked"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    RESET_LINK_MADE = "reset_link_made"
    TOKENS_ISSUED = "tokens_issued"
    REFRESH_REUSED = "refresh_reused"
    TOKENS_REVOKED = "tokens_revoked"
    API_TOKEN_MADE = "api_token_made"
    API_TOKEN_REVOKED = "api_token_revoked"
    INVITE_MADE = "invite_made"
    INVITE_REVOKED = "invite_revoked"
    ACCOUNT_DELETED = "account_deleted"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCESS_DENIED = "access_denied"
