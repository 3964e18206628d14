"""What the rest of the program may ask of accounts."""

from paceline.accounts.service.cleaning import CLEANUP_PARTS, forget_expired, run_parts
from paceline.accounts.service.facts import Actor
from paceline.accounts.service.invites import make_invite
from paceline.accounts.service.links import public_url
from paceline.accounts.service.people import (
    create_user,
    disable_user,
    enable_user,
    get_user,
    list_users,
    make_reset_link,
)
from paceline.accounts.service.samples import (
    NewSampleUser,
    create_sample_users,
    delete_sample_user,
    list_sample_users,
)
from paceline.accounts.service.setup import is_set_up, make_setup_link, owner_athlete

__all__ = [
    "CLEANUP_PARTS",
    "Actor",
    "NewSampleUser",
    "create_sample_users",
    "create_user",
    "delete_sample_user",
    "disable_user",
    "enable_user",
    "forget_expired",
    "get_user",
    "is_set_up",
    "list_sample_users",
    "list_users",
    "make_invite",
    "make_reset_link",
    "make_setup_link",
    "owner_athlete",
    "public_url",
    "run_parts",
]
