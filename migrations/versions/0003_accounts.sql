-- Who may sign in, and by what. System tables: the app role has no right on any of them, so an athlete's transaction cannot see them at
-- all; only the second door and the functions at the end reach them. Every secret is kept as a hash.

create table invite (
    id uuid primary key,
    code_hash bytea not null unique,
    max_uses integer not null check (max_uses between 1 and 1000),
    used integer not null default 0 check (used between 0 and max_uses),
    expires_at timestamptz not null,
    creator_id uuid,
    revoked_at timestamptz,
    created_at timestamptz not null default app.now()
);

create table account (
    id uuid primary key,
    athlete_id uuid not null unique references athlete (id) on delete cascade,
    username text not null check (length(username) between 2 and 32),
    email text check (length(email) <= 254),
    password_hash text not null,
    is_admin boolean not null default false,
    disabled_at timestamptz,
    invite_id uuid references invite (id),
    created_at timestamptz not null default app.now()
);
comment on table account is 'system table';
create unique index account_username_key on account (lower(username));
create unique index account_email_key on account (lower(email));
alter table invite add foreign key (creator_id) references account (id) on delete set null;

create table sign_in (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null default app.now(),
    last_seen_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    user_agent text not null default '',
    ip text not null default '',
    revoked_at timestamptz
);
create index sign_in_account_idx on sign_in (account_id);

-- A program that signed in with a password: its refresh tokens follow one another and end together.
create table token_family (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    created_at timestamptz not null default app.now(),
    last_seen_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    user_agent text not null default '',
    ip text not null default '',
    revoked_at timestamptz
);
create index token_family_account_idx on token_family (account_id);

create table refresh_token (
    id uuid primary key,
    family_id uuid not null references token_family (id) on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index refresh_token_family_idx on refresh_token (family_id);

create table api_token (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    name text not null check (length(name) between 1 and 60),
    token_hash bytea not null unique,
    -- `account` is missing on purpose: no key can make or widen keys.
    scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['read', 'write', 'import', 'coach', 'mcp', 'admin']),
    created_at timestamptz not null default app.now(),
    last_used_at timestamptz,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index api_token_account_idx on api_token (account_id);

create table password_reset (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index password_reset_account_idx on password_reset (account_id);

create table setup_link (
    token_hash bytea primary key,
    created_at timestamptz not null default app.now(),
    expires_at timestamptz not null
);

-- Unlogged: a counter is worth no disk write, and after a crash of the server every window begins anew.
create unlogged table rate_limit (
    key bytea primary key,
    hits integer not null,
    window_ends_at timestamptz not null
);

create table security_event (
    id uuid primary key,
    at timestamptz not null default app.now(),
    kind text not null,
    -- No foreign keys: what happened outlives the accounts it happened to.
    actor_id uuid,
    target_id uuid,
    ip text not null default ''
);
create index security_event_at_idx on security_event (at);

do $$
declare name text;
begin
    foreach name in array array['invite', 'account', 'sign_in', 'token_family', 'refresh_token', 'api_token', 'password_reset',
                                'setup_link', 'rate_limit', 'security_event'] loop
        call app.open_to_system(name::regclass, 'select, insert, update, delete');
    end loop;
end
$$;

-- What a credential turns into. `refusal` is null or says why not; then no athlete is set and every policy sees nothing.
create type app.entered as (
    refusal text, account_id uuid, athlete_id uuid, is_admin boolean, scopes text[], credential_id uuid, data_rev bigint, is_stale boolean
);

create function app.admit(credential app.entered, read_only boolean) returns app.entered
    language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
    if credential.refusal is null and (credential.athlete_id is null or credential.account_id is null) then
        credential.refusal := 'unknown';
    end if;
    if credential.refusal is not null then
        perform set_config('app.athlete_id', '', true);
        return row(credential.refusal, null, null, null, null, null, null, null)::app.entered;
    end if;
    perform set_config('app.athlete_id', credential.athlete_id::text, true);
    credential.data_rev := (select data_rev from public.athlete_revision where athlete_id = credential.athlete_id);
    if read_only then
        perform set_config('transaction_read_only', 'on', true);
    end if;
    return credential;
end
$$;

create function app.refusal_of(revoked_at timestamptz, ends_at timestamptz, disabled_at timestamptz) returns text
    language sql volatile set search_path = pg_catalog, pg_temp
as $$
    select case when revoked_at is not null then 'revoked'
                when ends_at <= app.now() then 'expired'
                when disabled_at is not null then 'disabled' end
$$;

create function app.enter_session(hash bytea, read_only boolean) returns app.entered
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare credential app.entered;
begin
    select app.refusal_of(s.revoked_at, least(s.expires_at, s.last_seen_at + interval '30 days'), a.disabled_at),
           a.id, a.athlete_id, a.is_admin, null, s.id, null, s.last_seen_at < app.now() - interval '5 minutes'
      into credential
      from public.sign_in s join public.account a on a.id = s.account_id where s.token_hash = hash;
    return app.admit(credential, read_only);
end
$$;

create function app.enter_api_token(hash bytea, read_only boolean) returns app.entered
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare credential app.entered;
begin
    select app.refusal_of(t.revoked_at, t.expires_at, a.disabled_at), a.id, a.athlete_id, a.is_admin, t.scopes, t.id, null,
           coalesce(t.last_used_at < app.now() - interval '5 minutes', true)
      into credential
      from public.api_token t join public.account a on a.id = t.account_id where t.token_hash = hash;
    return app.admit(credential, read_only);
end
$$;

create function app.enter_token_family(family uuid, athlete uuid, read_only boolean) returns app.entered
    language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare credential app.entered;
begin
    select app.refusal_of(f.revoked_at, f.expires_at, a.disabled_at), a.id, a.athlete_id, a.is_admin, null, f.id, null,
           f.last_seen_at < app.now() - interval '5 minutes'
      into credential
      from public.token_family f join public.account a on a.id = f.account_id where f.id = family and a.athlete_id = athlete;
    return app.admit(credential, read_only);
end
$$;

-- The account of the transaction's athlete, and the credential it was entered by.
create function app.own_account(credential uuid)
    returns table (username text, email text, created_at timestamptz, signed_in_at timestamptz, expires_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
    select a.username, a.email, a.created_at, coalesce(s.created_at, f.created_at, t.created_at),
           coalesce(s.expires_at, f.expires_at, t.expires_at)
      from public.account a
      left join public.sign_in s on s.id = credential and s.account_id = a.id
      left join public.token_family f on f.id = credential and f.account_id = a.id
      left join public.api_token t on t.id = credential and t.account_id = a.id
     where a.athlete_id = (select app.athlete())
$$;

do $$
declare signature text;
begin
    revoke execute on function app.admit(app.entered, boolean) from public;
    foreach signature in array array['app.enter_session(bytea, boolean)', 'app.enter_api_token(bytea, boolean)',
                                     'app.enter_token_family(uuid, uuid, boolean)', 'app.own_account(uuid)'] loop
        execute format('revoke execute on function %s from public', signature);
        execute format('grant execute on function %s to %I', signature, app.app_role());
    end loop;
end
$$;
