-- Null where something else decides: the units, the language, the browser.
alter table athlete_profile
    -- The most important first. Families are the program's own list, which grows without a migration.
    add column sports text[] not null default '{}',
    add column temperature_unit text check (temperature_unit in ('celsius', 'fahrenheit')),
    add column clock text check (clock in ('h24', 'h12')),
    add column language text check (length(language) <= 35),
    -- Sport family to 'pace' or 'speed'; a family that is missing is shown as is usual for it.
    add column speed_display jsonb not null default '{}' check (jsonb_typeof(speed_display) = 'object'),
    add column keyboard_shortcuts boolean not null default true,
    -- Null: not begun.
    add column onboarding_state text check (onboarding_state in ('open', 'done', 'skipped')),
    add column onboarding_step text check (length(onboarding_step) <= 40 and (onboarding_step is null or onboarding_state is not null));
