"""Samples as the API and the command line show them."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.imports.service import batches
from paceline.samples.queries import find_sample
from paceline.samples.schemas import SampleKind, SampleOut, SampleProblemOut, SamplesOut, SampleState
from paceline.samples.tables import SampleSet


async def samples_out(db: AsyncConnection) -> SamplesOut:
    """What may be tried, and what is there."""
    found = await find_sample(db)
    return SamplesOut(athletes=list(SampleKind), present=None if found is None else await sample_out(db, found))


async def sample_out(db: AsyncConnection, sample: SampleSet) -> SampleOut:
    """A set with the state that its preparation and its import give it."""
    problem = (
        SampleProblemOut(code=sample.error_code, message=sample.error_message or "") if sample.error_code else None
    )
    state: SampleState = "preparing" if problem is None else "failed"
    if sample.batch_id is not None:
        batch = await batches.get_batch(db, sample.batch_id)
        state = "importing" if batch.is_open else "ready" if batch.status == "completed" else "failed"
        if batch.error_code:
            problem = SampleProblemOut(code=batch.error_code, message=batch.error_message or "")
    return SampleOut(
        athlete=sample.kind,
        state=state,
        import_id=sample.batch_id,
        seed=sample.seed,
        first_on=sample.ends_on - timedelta(days=sample.days - 1),
        last_on=sample.ends_on,
        problem=problem,
        created_at=sample.created_at,
    )
