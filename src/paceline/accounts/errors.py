"""What can be wrong with a credential or an account, each with its stable code."""

from paceline.infra.errors import AppError, ErrorKind, conflict, invalid


def auth_header_missing() -> AppError:
    return AppError("auth_header_missing", "Sign in, or send an access token.", ErrorKind.NEEDS_REAUTH)


def token_invalid() -> AppError:
    return AppError("token_invalid", "That token is none of ours, or it was revoked.", ErrorKind.NEEDS_REAUTH)


def token_expired() -> AppError:
    return AppError("token_expired", "That token has expired.", ErrorKind.NEEDS_REAUTH)


def session_invalid() -> AppError:
    return AppError("session_invalid", "You were signed out. Sign in again.", ErrorKind.NEEDS_REAUTH)


def session_expired() -> AppError:
    return AppError("session_expired", "Your sign-in has expired. Sign in again.", ErrorKind.NEEDS_REAUTH)


def refresh_reused() -> AppError:
    return AppError(
        "refresh_reused",
        "That refresh token was used before. All tokens of this sign-in were ended, in case somebody copied it.",
        ErrorKind.NEEDS_REAUTH,
    )


def account_disabled(kind: ErrorKind = ErrorKind.NEEDS_REAUTH) -> AppError:
    return AppError("account_disabled", "This account is disabled. Ask whoever runs this instance.", kind)


def credentials_wrong() -> AppError:
    """One answer for an unknown name and a wrong password alike."""
    return AppError("credentials_wrong", "The name or the password is not right.", ErrorKind.NEEDS_REAUTH)


def csrf_header_missing() -> AppError:
    return AppError(
        "csrf_header_missing", "A change by cookie needs the header X-Paceline-Request: 1.", ErrorKind.FORBIDDEN
    )


def insecure_http_refused() -> AppError:
    return AppError(
        "insecure_http_refused",
        "Over plain http anybody on the way could read your password, so sign-in is off here. Use https, or open Paceline on the "
        "machine it runs on. PACELINE_ALLOW_INSECURE_HTTP=1 accepts the risk.",
        ErrorKind.FORBIDDEN,
    )


def session_needed() -> AppError:
    return AppError("session_needed", "Only a browser sign-in can do this.", ErrorKind.FORBIDDEN)


def setup_done() -> AppError:
    return conflict("setup_done", "This instance has its first account already. Ask its admin for an invite.")


def setup_token_needed() -> AppError:
    return AppError(
        "setup_token_needed",
        "Make the first account by the link that Paceline printed when it started, or that `paceline user setup-link` prints.",
        ErrorKind.FORBIDDEN,
    )


def invite_invalid() -> AppError:
    return AppError("invite_invalid", "There is no such invite, or it was revoked.", ErrorKind.FORBIDDEN)


def invite_expired() -> AppError:
    return AppError("invite_expired", "This invite has expired. Ask for a new one.", ErrorKind.FORBIDDEN)


def invite_used_up() -> AppError:
    return AppError("invite_used_up", "This invite has been used up. Ask for a new one.", ErrorKind.FORBIDDEN)


def reset_link_invalid() -> AppError:
    """One answer for an unknown, a used and an expired link."""
    return AppError("reset_link_invalid", "This link was used or has expired. Ask for a new one.", ErrorKind.FORBIDDEN)


def username_invalid() -> AppError:
    return invalid(
        "username_invalid",
        "A name has 2 to 32 letters, digits, dots, dashes or underscores, and begins with a letter or digit.",
    )


def username_taken() -> AppError:
    return conflict("username_taken", "Somebody has this name already.")


def email_invalid() -> AppError:
    return invalid("email_invalid", "That does not look like an e-mail address.")


def email_taken() -> AppError:
    return conflict("email_taken", "Somebody has this e-mail address already.")


def password_too_short() -> AppError:
    return invalid("password_too_short", "A password needs at least 8 characters; 15 or more are better.")


def password_too_long() -> AppError:
    return invalid("password_too_long", "A password has at most 128 characters.")


def password_too_common() -> AppError:
    return invalid("password_too_common", "Everybody who guesses passwords tries this one. Take another.")


def scope_beyond_account() -> AppError:
    return AppError("scope_beyond_account", "A token cannot do more than its account may.", ErrorKind.FORBIDDEN)


def too_many_tokens() -> AppError:
    return conflict("too_many_tokens", "That are enough tokens. Revoke one you no longer use.")


def own_account_kept() -> AppError:
    return conflict("own_account_kept", "You cannot disable your own account.")


def athlete_ambiguous() -> AppError:
    return conflict("athlete_ambiguous", "There are several athletes here. Name the one you mean.")


def sample_accounts_exist(names: str) -> AppError:
    return conflict(
        "sample_accounts_exist",
        f"There are accounts of these names already: {names}. If they are samples, remove them first: paceline demo --remove.",
    )


def training_unclaimed() -> AppError:
    return conflict(
        "training_unclaimed",
        "Training was imported that waits for the first account. Make that account first; a sample must not stand in its place.",
    )
