"""HTTP of accounts: everything under `auth`, `me` and `admin/users`."""

from fastapi import APIRouter

from paceline.accounts.routes import keys, me, people, programs, setup, sign_in

router = APIRouter()
for part in (setup, sign_in, me, programs, keys, people):
    router.include_router(part.router)
