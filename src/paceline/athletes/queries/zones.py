"""How the athlete wants zones drawn."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.athletes.schemas import ZoneKind
from paceline.athletes.tables import ZoneChoice
from paceline.infra.ids import new_id


async def upsert_zone_choice(db: AsyncConnection, choice: ZoneChoice) -> None:
    """The zones of a sport and kind from a day on; choosing again for that day replaces it."""
    await db.execute(
        text(
            """
            insert into zone_set (athlete_id, id, sport_family, kind, scheme, custom_lower_bounds, valid_from)
            values (app.athlete(), :id, :family, :kind, :scheme, cast(:bounds as double precision[]), :valid_from)
            on conflict (athlete_id, sport_family, kind, valid_from) do update
            set scheme = excluded.scheme, custom_lower_bounds = excluded.custom_lower_bounds
            """
        ),
        {
            "id": new_id(),
            "family": choice.sport_family,
            "kind": choice.kind.value,
            "scheme": choice.scheme,
            "bounds": list(choice.custom_lower_bounds) if choice.custom_lower_bounds is not None else None,
            "valid_from": choice.valid_from,
        },
    )


async def delete_zone_choices(db: AsyncConnection, family: str, kind: ZoneKind) -> None:
    """Forget all choices of a sport and kind, so that the default holds."""
    await db.execute(
        text("delete from zone_set where sport_family = :family and kind = :kind"),
        {"family": family, "kind": kind.value},
    )
