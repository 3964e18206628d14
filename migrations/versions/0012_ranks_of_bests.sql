-- The rank of a best is how many are better: one stretch of this index, which holds all that is asked of a row.
create index best_effort_rank_idx on best_effort (athlete_id, measure, target, value) include (activity_id);
