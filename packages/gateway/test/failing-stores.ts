import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { editJson } from "./gateway-folder.ts";
import { newDatabase } from "./new-database.ts";

/** Does something to a database. Returns how it is over. */
export type Fault = () => Promise<() => Promise<void>>;

/** A PostgreSQL database of one gateway, which a test can take away from it. */
export interface FailingStore {
  readonly isReadOnly: Fault;
  /** The server is gone, and the connection with it. */
  readonly isAway: Fault;
  /** Whoever connects is let in, and never answered. */
  readonly isSilent: Fault;
  /** The server is there, and lets nobody into this database. */
  readonly isClosed: Fault;
  /** A trigger says what the server says of a full disk, which cannot be made here. */
  readonly saysFull: Fault;
  /** A trigger says what the server says of damaged data. */
  readonly saysDamaged: Fault;
  close(): Promise<void>;
}

/** Gives a gateway's folder a database of its own. Called before it starts. */
export async function giveFailingStore(folder: string): Promise<FailingStore> {
  const { place: at, query, administer, cut } = await newDatabase("failing");
  const { host, user, database } = at;
  // A server whose socket is gone is a server that is not there.
  const place = mkdtempSync(join(tmpdir(), "sp-socket-"));
  const socket = join(place, SOCKET);
  const appear = async (): Promise<void> => symlinkSync(join(host, SOCKET), socket);
  await appear();
  editJson(join(folder, "agency.json"), (config: object) =>
    Object.assign(config, { store: { engine: "postgres", host: place, database, user } }),
  );
  const set = async (setting: string): Promise<void> => {
    await administer(`alter database ${database} ${setting}`);
    await cut();
  };
  // One table after the other: who locks several of them is in a deadlock with a gateway that writes, now and then.
  const mend = async (): Promise<void> => {
    for (const table of TABLES) await query(`drop trigger if exists refuse on ${table}`);
    await query("drop function refuse()");
  };
  return {
    async isReadOnly() {
      await set("set default_transaction_read_only = on");
      return () => set("reset default_transaction_read_only");
    },
    async isAway() {
      unlinkSync(socket);
      await cut();
      return appear;
    },
    async isSilent() {
      unlinkSync(socket);
      const open = new Set<Socket>();
      const server = createServer((one) => open.add(one.on("error", () => {}))).listen(socket);
      await once(server, "listening");
      await cut();
      return async () => {
        for (const one of open) one.destroy();
        server.close();
        await once(server, "close");
        await appear();
      };
    },
    async isClosed() {
      await set("allow_connections false");
      return () => set("allow_connections true");
    },
    async saysFull() {
      await query(FULL);
      return mend;
    },
    async saysDamaged() {
      await query(DAMAGED);
      return async () => {
        await mend();
        await cut();
      };
    },
    async close() {
      rmSync(place, { recursive: true });
    },
  };
}

const SOCKET = ".s.PGSQL.5432";
const TABLES = ["outbox", "inbox", "mark"] as const;
const FULL = refusing("53100", TABLES);
const DAMAGED = refusing("XX001", ["outbox", "inbox"]);

/** Has every write to some tables end with a code. */
function refusing(code: string, tables: readonly string[]): string {
  const triggers = tables.map(
    (table) =>
      `create trigger refuse before insert or update on ${table} execute function refuse();`,
  );
  return `create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'refused' using errcode = '${code}'; end $$; ${triggers.join(" ")}`;
}
