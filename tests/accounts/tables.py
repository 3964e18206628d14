"""The tables of accounts, which only the second door reaches."""

ACCOUNT_TABLES = (
    "account",
    "sign_in",
    "token_family",
    "refresh_token",
    "api_token",
    "invite",
    "password_reset",
    "setup_link",
    "rate_limit",
    "security_event",
)
