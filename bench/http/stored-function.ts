import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { bookerId, hostId, SLOT_MINUTES, USERS } from './stage.js';

/**
 * What a booking costs where all of it is one call of a function inside PostgreSQL: it locks the calendar, looks for the
 * key and for what is in the way, and writes the same rows to the same tables as the API, with no rule but that.
 */
const BOOK = `
  create or replace function bench_book(n bigint, hosts bigint, run text, first timestamptz) returns uuid language plpgsql as $body$
  declare
    host constant uuid := ('${hostId(0).slice(0, 24)}' || lpad(to_hex(n % hosts), 12, '0'))::uuid;
    booker constant uuid := ('${bookerId(0).slice(0, 24)}' || lpad(to_hex(n % ${USERS}), 12, '0'))::uuid;
    begins constant timestamptz := first + (n / hosts) * interval '${SLOT_MINUTES} minutes';
    ends constant timestamptz := begins + interval '${SLOT_MINUTES} minutes';
    booked constant uuid := gen_random_uuid();
    at constant timestamptz := date_trunc('second', clock_timestamp());
    sender text := run || n;
    next bigint;
    made jsonb;
  begin
    select version + 1 into strict next from calendar where id = host for update;
    if exists (select from idempotency where caller_id = booker and key = sender) then
      return null;
    end if;
    if exists (
      select from claim where calendar_id = host and not is_shared and blocked_start < ends and blocked_end > begins
        and blocked_start >= begins - interval '1 day'
    ) then
      return null;
    end if;
    made := jsonb_build_object(
      'id', booked, 'hostId', host, 'bookerId', booker, 'startTime', begins, 'endTime', ends, 'status', 'confirmed',
      'attendees', 1, 'revision', 1, 'createdAt', at, 'updatedAt', at,
      'eventType', jsonb_build_object('id', host, 'revision', 1, 'bufferBeforeMinutes', 0, 'bufferAfterMinutes', 0,
        'cancelCutoffMinutes', 120));
    insert into booking (host_id, id, booker_id, start_time, end_time, status, attendees, event_type_id,
        event_type_revision, particulars, revision, created_at, updated_at)
      values (host, booked, booker, begins, ends, 'confirmed', 1, host, 1,
        json_build_object('agreed', made -> 'eventType'), 1, at, at);
    insert into claim (calendar_id, booking_id, blocked_start, blocked_end) values (host, booked, begins, ends);
    insert into booking_history (host_id, booking_id, revision, type, at, actor_id, actor_role, status, start_time, end_time)
      values (host, booked, 1, 'booking.confirmed', at, booker, 'USER', 'confirmed', begins, ends);
    insert into outbox (calendar_id, version, type, at, payload)
      values (host, next, 'booking.confirmed', at, jsonb_build_object('type', 'booking.confirmed', 'calendarId', host,
        'at', at, 'actor', jsonb_build_object('userId', booker, 'role', 'USER'), 'booking', made));
    insert into idempotency (caller_id, key, fingerprint, answer, created_at)
      values (booker, sender, encode(sha256(sender::bytea), 'hex'), made::text::json, at);
    update calendar set version = next where id = host;
    return booked;
  end
  $body$`;

const SCRIPT = `
\\set n :n + :clients
select bench_book(:n::bigint + :client_id::bigint, :hosts, :run, :first);
`;

export interface FunctionReport {
  /** Transactions a second. */
  readonly rate: number;
}

/** Whether pgbench is installed. */
export const hasPgbench = (): Promise<boolean> =>
  promisify(execFile)('pgbench', ['--version']).then(
    () => true,
    () => false,
  );

/** Makes the function that pgbench calls, owned by the role of the connection string. */
export const plantFunction = async (connectionString: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(BOOK);
  } finally {
    await client.end();
  }
};

interface Run {
  readonly hosts: number;
  readonly clients: number;
  readonly seconds: number;
  readonly from: number;
  readonly first: string;
}

/** Lets so many clients of pgbench call it for so many seconds, from the n-th booking on. */
export const runFunction = async (
  connectionString: string,
  { hosts, clients, seconds, from, first }: Run,
): Promise<FunctionReport> => {
  const folder = await mkdtemp(join(tmpdir(), 'slotkeeper-pgbench-'));
  try {
    const script = join(folder, 'book.sql');
    await writeFile(script, SCRIPT);
    const { stdout } = await promisify(execFile)('pgbench', [
      '--no-vacuum',
      '--protocol=prepared',
      `--client=${clients}`,
      '--jobs=2',
      `--time=${seconds}`,
      `--define=n=${from}`,
      `--define=clients=${clients}`,
      `--define=run=${Date.now()}-`,
      `--define=first=${first}`,
      `--define=hosts=${hosts}`,
      `--file=${script}`,
      connectionString,
    ]);
    const found = /tps = ([\d.]+)/.exec(stdout);
    if (found === null) throw new Error(`pgbench told no rate: ${stdout}`);
    return { rate: Number(found[1]) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
