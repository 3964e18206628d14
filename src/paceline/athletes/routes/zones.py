"""The zones in force, and how they are drawn."""

from datetime import date

from fastapi import Request, Response

from paceline.athletes import service
from paceline.athletes.routes.requests import Reading, Writing
from paceline.athletes.rules.zones import UNITS
from paceline.athletes.schemas import NotComputableOut, ZoneOut, ZoneSchemeOut, ZonesIn, ZonesInForce, ZonesOut
from paceline.infra.clock import today_in
from paceline.infra.web.caching import cached
from paceline.infra.web.principal import AthleteRequest
from paceline.infra.web.routing import api_router
from paceline.science.result import NotComputable

router = api_router(tags=["profile", "thresholds"])


@router.get("/profile/zones", response_model=ZonesInForce)
async def get_zones(request: Request, req: Reading) -> Response:
    """The zones in force today, each with the schemes that could be chosen instead."""
    today = today_in((await service.get_profile(req.db)).time_zone)

    async def compute() -> ZonesInForce:
        return await _zones_in_force(req, today)

    return await cached(request, req.principal, compute, extra=today.isoformat())


@router.put("/profile/zones")
async def put_zones(req: Writing, choices: ZonesIn) -> ZonesInForce:
    """Choose how the named zones are drawn; those not named stay as they are."""
    await service.set_zones(req.db, choices.zones)
    return await _zones_in_force(req, today_in((await service.get_profile(req.db)).time_zone))


async def _zones_in_force(req: AthleteRequest, today: date) -> ZonesInForce:
    timeline = await service.load_timeline(req.db)
    return ZonesInForce(on=today, items=[_zones_out(view) for view in service.list_zones(timeline, today)])


def _zones_out(view: service.ZonesView) -> ZonesOut:
    found, refusal = (None, view.zones) if isinstance(view.zones, NotComputable) else (view.zones, None)
    return ZonesOut(
        sport_family=view.sport_family,
        kind=view.kind,
        unit=UNITS[view.kind],
        scheme=view.scheme,
        is_default=view.is_default,
        is_estimated=found is not None and found.is_estimated,
        is_extrapolated=found is not None and found.is_extrapolated,
        upper_inclusive=found is not None and found.zones.upper_inclusive,
        zones=_bounds_out(found) if found else [],
        not_computable=NotComputableOut(code=refusal.code, reason=refusal.reason) if refusal else None,
        schemes=[
            ZoneSchemeOut(
                code=option.code,
                needs=option.needs.value,
                is_computable=not isinstance(option.zones, NotComputable),
                reference=option.reference,
                zones=[] if isinstance(option.zones, NotComputable) else _bounds_out(option.zones),
            )
            for option in view.options
        ],
    )


def _bounds_out(found: service.ResolvedZones) -> list[ZoneOut]:
    lower = found.zones.lower_bounds
    upper = [*lower[1:], None]
    return [
        ZoneOut(name=name, lower=low, upper=up) for name, low, up in zip(found.zones.names, lower, upper, strict=True)
    ]
