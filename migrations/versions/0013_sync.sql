-- An athlete's link to a service. Its lease is the right to sync it: one process at a time, and every commit of a slice proves the token.
create table connection (
    athlete_id uuid not null references athlete (id) on delete cascade,
    id uuid not null,
    provider text not null check (provider in ('strava')),
    -- The service's number of the athlete, its name of them and their picture.
    provider_athlete_id bigint not null,
    display_name text,
    photo_url text,
    scopes text[] not null default '{}',
    policy text not null check (policy in ('strict', 'owner', 'owner-ai')),
    -- Families of sports to bring; null = all.
    sport_families text[],
    status text not null default 'connected' check (status in ('connected', 'needs_you', 'paused', 'failed')),
    -- Why it needs somebody or failed: a stable code and a sentence.
    status_code text,
    status_message text,
    status_since timestamptz not null default app.now(),
    -- AES-GCM under the instance's key, bound to athlete, connection and kind (infra.crypto). Null once disconnected upstream.
    access_token bytea,
    refresh_token bytea,
    -- The pair before, until the present one has worked once.
    previous_access_token bytea,
    previous_refresh_token bytea,
    token_expires_at timestamptz,
    -- Raised with each new pair; a refresher that finds another number than it read takes the newer pair.
    token_no integer not null default 0,
    -- One refresher at a time: no network call happens inside a transaction, so the row itself says who asks.
    refresh_until timestamptz,
    connected_at timestamptz not null default app.now(),
    last_success_at timestamptz,
    failures_in_a_row integer not null default 0,
    -- When something is to be done next; null = nothing, until somebody or a webhook asks.
    next_run_at timestamptz,
    -- When lists were last read: the newest days, the last 30 days, all of them.
    listed_recent_at timestamptz,
    listed_month_at timestamptz,
    listed_all_at timestamptz,
    -- The start of the oldest activity reached so far, and whether nothing older is left.
    oldest_started_at timestamptz,
    is_history_complete boolean not null default false,
    lease_token bigint not null default 0,
    lease_until timestamptz,
    lease_holder text,
    -- Slices in a row that died without progress.
    attempts integer not null default 0,
    primary key (athlete_id, id),
    unique (athlete_id, provider)
);
create index connection_due_idx on connection (next_run_at) where next_run_at is not null;
call app.protect('connection');
call app.open_to_system('connection', 'select, update');

-- Whose data a webhook speaks of. One athlete here owns an account there.
create table provider_owner (
    provider text not null,
    provider_athlete_id bigint not null,
    athlete_id uuid not null,
    connection_id uuid not null,
    primary key (provider, provider_athlete_id),
    foreign key (athlete_id, connection_id) references connection (athlete_id, id) on delete cascade
);
create index provider_owner_connection_idx on provider_owner (athlete_id, connection_id);
call app.open_to_system('provider_owner', 'select, insert, update, delete');

-- A consent that was asked for. The state comes back by the browser, once, within minutes, to the session it began in.
create table oauth_request (
    state_hash bytea primary key,
    provider text not null,
    athlete_id uuid references athlete (id) on delete cascade,
    -- What the answer is for: to connect the signed-in athlete, or to sign somebody in.
    purpose text not null check (purpose in ('connect', 'sign_in')),
    -- Binds it to the browser that began: the hash of its session, or of a cookie of its own before there is one.
    browser_hash bytea not null,
    policy text,
    details jsonb not null default '{}',
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null
);
create index oauth_request_expiry_idx on oauth_request (expires_at);
call app.open_to_system('oauth_request', 'select, insert, delete');

-- One piece of syncing with a beginning, an end and figures; at most one of a kind is open for a connection.
create table sync_session (
    athlete_id uuid not null,
    id uuid not null,
    connection_id uuid not null,
    kind text not null check (kind in ('backfill', 'incremental', 'webhook', 'reconcile')),
    status text not null default 'initiated' check (status in (
        'initiated', 'fetching_activities', 'enriching_weather', 'storing_data', 'waiting', 'retrying', 'completed', 'failed', 'cancelled')),
    outcome text check (outcome in ('ok', 'partial')),
    -- What was asked for: after, before, max_activities, skip_weather, skip_places, max_retries.
    options jsonb not null default '{}',
    after_at timestamptz,
    before_at timestamptz,
    -- Where the list goes on: the start to list before (or after), how many pages began at it, whether it ended.
    checkpoint jsonb not null default '{}',
    -- The provider's ids in hand, what is done with them, how often it was tried and how that failed.
    current_batch jsonb,
    estimated_count integer,
    fetched_count integer not null default 0,
    detailed_count integer not null default 0,
    stored_count integer not null default 0,
    updated_count integer not null default 0,
    enriched_count integer not null default 0,
    skipped_count integer not null default 0,
    duplicate_count integer not null default 0,
    filtered_count integer not null default 0,
    failed_count integer not null default 0,
    removed_count integer not null default 0,
    request_count integer not null default 0,
    error_count integer not null default 0,
    retry_count integer not null default 0,
    -- The last failure: a stable code, a sentence, and the phase it happened in, to which a retry goes back.
    error_code text,
    error_message text,
    failed_phase text,
    cancel_requested boolean not null default false,
    -- Phase -> {status, processed, total, errors, started_at, ended_at}.
    phases jsonb not null default '{}',
    -- Until when a waiting session waits, and for what (quota, outage).
    waits_until timestamptz,
    waits_for text,
    created_at timestamptz not null default app.now(),
    started_at timestamptz,
    active_at timestamptz,
    ended_at timestamptz,
    primary key (athlete_id, id),
    foreign key (athlete_id, connection_id) references connection (athlete_id, id) on delete cascade
);
create unique index sync_session_open_idx on sync_session (athlete_id, connection_id, kind)
    where status not in ('completed', 'failed', 'cancelled');
create index sync_session_recent_idx on sync_session (athlete_id, created_at desc);
create index sync_session_ended_idx on sync_session (ended_at) where ended_at is not null;
call app.protect('sync_session');
call app.open_to_system('sync_session', 'select, update, delete');

-- An activity as the service lists it, whether we hold anything of it or not: the stub that remains is what no list fetches again.
create table sync_item (
    athlete_id uuid not null,
    connection_id uuid not null,
    provider_id bigint not null,
    started_at timestamptz,
    -- present: there. gone: the service no longer shows it. expired: the policy took it away. filtered: a sport that is not wanted.
    state text not null default 'present' check (state in ('present', 'gone', 'expired', 'filtered')),
    -- What the last list said of it, of its words and of its course, so that a change of either is seen.
    words_sha256 bytea,
    course_sha256 bytea,
    -- What is still to be fetched, and what was.
    wants_detail boolean not null default false,
    wants_streams boolean not null default false,
    has_detail boolean not null default false,
    has_streams boolean not null default false,
    -- Answers in a row that it does not exist; the first is not believed.
    missing_count smallint not null default 0,
    -- 0: new, served before the history and out of the whole quota. 1: history.
    priority smallint not null default 1,
    -- The session that listed or hinted it last, whose figures it counts in.
    session_id uuid,
    attempts integer not null default 0,
    next_try_at timestamptz,
    -- After five failures of one kind it waits for somebody.
    quarantined_at timestamptz,
    error_code text,
    error_message text,
    error_phase text,
    -- When the service said so last, so that what it said earlier and comes later changes nothing.
    event_at timestamptz,
    seen_at timestamptz not null default app.now(),
    primary key (athlete_id, connection_id, provider_id),
    foreign key (athlete_id, connection_id) references connection (athlete_id, id) on delete cascade
);
create index sync_item_wanted_idx on sync_item (athlete_id, connection_id, priority, started_at desc)
    where (wants_detail or wants_streams) and quarantined_at is null;
create index sync_item_start_idx on sync_item (athlete_id, connection_id, started_at);
create index sync_item_session_idx on sync_item (athlete_id, session_id) where session_id is not null;
create index sync_item_quarantine_idx on sync_item (athlete_id, connection_id) where quarantined_at is not null;
call app.protect('sync_item');

-- What the service answered, as it came (zstd), so that everything made of it can be made again.
create table source_payload (
    athlete_id uuid not null,
    connection_id uuid not null,
    provider_id bigint not null,
    part text not null check (part in ('summary', 'detail', 'streams')),
    sha256 bytea not null check (length(sha256) = 32),
    content bytea not null,
    obtained_at timestamptz not null default app.now(),
    expires_at timestamptz,
    primary key (athlete_id, connection_id, provider_id, part),
    foreign key (athlete_id, connection_id, provider_id)
        references sync_item (athlete_id, connection_id, provider_id) on delete cascade
);
alter table source_payload alter column content set storage external;
create index source_payload_expiry_idx on source_payload (expires_at) where expires_at is not null;
call app.protect('source_payload');
call app.open_to_system('source_payload', 'select');

-- What went wrong, for people: no address with a query, no token.
create table sync_report (
    athlete_id uuid not null,
    id uuid not null,
    session_id uuid not null,
    code text not null,
    message text not null,
    class text not null check (class in ('retryable', 'final', 'system')),
    phase text not null,
    attempts integer not null default 1,
    is_resolved boolean not null default false,
    provider_id bigint,
    endpoint text,
    http_status integer,
    reported_at timestamptz not null default app.now(),
    primary key (athlete_id, id),
    foreign key (athlete_id, session_id) references sync_session (athlete_id, id) on delete cascade
);
create index sync_report_session_idx on sync_report (athlete_id, session_id, reported_at desc);
call app.protect('sync_report');

-- Events as services sent them, kept before they are answered. The same event twice is one row.
create table webhook_inbox (
    id uuid primary key,
    provider text not null,
    subscription_id bigint not null,
    object_type text not null,
    object_id bigint not null,
    aspect text not null,
    owner_id bigint not null,
    event_at timestamptz not null,
    updates jsonb not null default '{}',
    received_at timestamptz not null default app.now(),
    processed_at timestamptz,
    attempts integer not null default 0,
    -- What came of it: applied, unknown_owner, unknown_subscription, superseded.
    result text
);
create unique index webhook_inbox_event_idx on webhook_inbox
    (provider, subscription_id, object_type, object_id, aspect, event_at, md5(updates::text));
create index webhook_inbox_waiting_idx on webhook_inbox (provider, owner_id, received_at) where processed_at is null;
create index webhook_inbox_age_idx on webhook_inbox (processed_at) where processed_at is not null;
call app.open_to_system('webhook_inbox', 'select, insert, update, delete');

-- The one subscription of this instance at a service. Its secret is part of the address that is called.
create table webhook_subscription (
    provider text primary key,
    subscription_id bigint,
    secret_hash bytea not null,
    verify_token_hash bytea not null,
    callback_url text not null,
    created_at timestamptz not null default app.now(),
    last_event_at timestamptz
);
call app.open_to_system('webhook_subscription', 'select, insert, update, delete');

-- Requests counted per window of a service, for all processes: ours as they go out, the service's as its headers say.
create table provider_window (
    provider text not null,
    scope text not null,
    span_s integer not null check (span_s > 0),
    starts_at timestamptz not null default '-infinity',
    used integer not null default 0,
    most integer not null,
    primary key (provider, scope, span_s)
);
call app.open_to_system('provider_window', 'select, insert, update, delete');

-- How a service does: its clock against ours, and until when nobody asks it (breaker).
create table provider_host (
    provider text primary key,
    clock_ahead_s double precision not null default 0,
    failures_in_a_row integer not null default 0,
    opened_until timestamptz,
    -- A stable code for what stops all of it: app_inactive.
    blocked_code text,
    blocked_since timestamptz
);
call app.open_to_system('provider_host', 'select, insert, update, delete');
