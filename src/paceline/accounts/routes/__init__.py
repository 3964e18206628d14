"""HTTP of accounts: everything under `app`, `auth`, `me` and `admin/users`."""

from paceline.accounts.routes import app, keys, me, people, programs, setup, sign_in
from paceline.infra.web.routing import joined

router = joined(app.router, setup.router, sign_in.router, me.router, programs.router, keys.router, people.router)
