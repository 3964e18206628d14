"""Storing analyses that the caller has already made."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from paceline.activities.schemas import FIRST_CONTENT_REV
from paceline.fitness.queries import analyses as analyses_queries
from paceline.fitness.schemas import EncodedAnalysis


async def save_analyses(db: AsyncConnection, analyses: Sequence[tuple[UUID, EncodedAnalysis]]) -> None:
    """Store the analyses of activities that were just recorded, in the recording's transaction: one statement for all of them.

    Only for activities whose streams are the very samples that were analysed, thus what `activities` recorded as new. Whatever is
    not saved here, `fitness.recompute` computes from the stored streams; ids that are not the athlete's are passed over.
    """
    if analyses:
        # Another file of the same group may have brought the activity other streams since; then this analysis is stale at once.
        await analyses_queries.insert_analyses(
            db, [(activity_id, analysis, FIRST_CONTENT_REV) for activity_id, analysis in analyses]
        )
