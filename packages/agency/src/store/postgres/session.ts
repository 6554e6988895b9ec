import type { Bounds } from "./place.ts";

/**
 * Settings of a session, whatever an administrator has set for the server, the database or the role.
 *
 * - Commits reach the disk.
 * - Rows that row security hides are an error: a message that is not seen would be taken in twice, and a backup would lack it.
 * - A server learns within half a minute that its client's machine is gone, and gives up the lock.
 * - It ends a slow statement before its client takes it for dead, and no other bound ends anything: one on a whole transaction would
 *   end each restore and each change of the tables, one on a session that waits would give the lock away. Not every server knows these.
 */
export const sessionOf = ({ queryMs }: Bounds): string => `
  set synchronous_commit = on;
  set row_security = off;
  set default_transaction_isolation = 'read committed';
  set statement_timeout = ${Math.round(queryMs * STATEMENT_PART)};
  set lock_timeout = 0;
  select set_config(name, '0', false) from pg_settings
    where name in ('transaction_timeout', 'idle_session_timeout');
  set idle_in_transaction_session_timeout = ${queryMs * IDLE_PART};
  set tcp_keepalives_idle = 10;
  set tcp_keepalives_interval = 5;
  set tcp_keepalives_count = 3;
`;

const STATEMENT_PART = 0.75;
/** A client that is silent in a transaction for much longer than it waits itself is gone. */
const IDLE_PART = 8;
