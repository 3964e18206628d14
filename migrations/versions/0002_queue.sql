-- Enqueue in the caller's transaction. A job that already waits under the same queueing lock is the same wake-up: nothing is added.
create function app.enqueue(task text, args jsonb default '{}', queueing_lock text default null, lock text default null,
                            queue text default 'default', priority integer default 0) returns void
    language sql security definer set search_path = jobs, pg_temp
as $$
    insert into jobs.procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
    values (queue, task, priority, lock, queueing_lock, args)
    on conflict (queueing_lock) where status = 'todo' do nothing
$$;

-- The operator's two functions, callable from any SQL prompt as the app role or the owner.
create function public.log_scheduled_task(name text) returns bigint
    language plpgsql security definer set search_path = public, jobs, pg_temp
as $$
declare task_id bigint;
begin
    insert into scheduled_tasks (function_name) values (name) returning id into task_id;
    perform app.enqueue('tasks.process', '{}', 'tasks.process');
    return task_id;
end
$$;

create function public.process_scheduled_tasks() returns bigint
    language plpgsql security definer set search_path = public, jobs, pg_temp
as $$
declare waiting bigint;
begin
    select count(*) into waiting from scheduled_tasks where status = 'pending' and scheduled_time <= app.now();
    if waiting > 0 then
        perform app.enqueue('tasks.process', '{}', 'tasks.process');
    end if;
    return waiting;
end
$$;

do $$
begin
    execute format('grant usage on all sequences in schema jobs to %1$I, %2$I', app.app_role(), app.system_role());
    execute format('grant select, insert, update, delete on all tables in schema jobs to %1$I, %2$I', app.app_role(), app.system_role());
    execute format('grant execute on all functions in schema jobs, app to %1$I, %2$I', app.app_role(), app.system_role());
    execute format('grant select on public.alembic_version to %1$I, %2$I', app.app_role(), app.system_role());
end
$$;
