import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PostgresPlace } from "@safepassage/agency/postgres";
import { type PostgresServer, startPostgres } from "@safepassage/testing/postgres";
import pg from "pg";
import { openExchanges } from "./complete.ts";
import type { Measured, Subject } from "./run.ts";

/** Starts two gateways with a database each, in a server that counts as theirs. */
export async function openPostgresExchanges(): Promise<Subject> {
  const home = mkdtempSync(join(tmpdir(), "sp-bench-"));
  const server = await startPostgres(home);
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(home, { recursive: true });
  };
  try {
    const places = [await createDatabase(server, "one"), await createDatabase(server, "two")];
    const { servers, one, close } = await openExchanges(places);
    return { servers: [...servers, measured(server)], one, close: () => close().then(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes an empty database. */
export async function createDatabase(
  { host, user }: PostgresServer,
  database: string,
): Promise<PostgresPlace> {
  const client = new pg.Client({ host, user, database: "postgres" });
  await client.connect();
  await client.query(`create database ${client.escapeIdentifier(database)}`);
  await client.end();
  return { host, user, database };
}

/** What a server and its children use, out of /proc. */
const measured = ({ pid }: PostgresServer): Measured => ({
  usage() {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    const used = [pid, ...children.map(Number)].map(usageOf);
    const sum = (of: "cpuMs" | "rss"): number => used.reduce((all, one) => all + one[of], 0);
    return Promise.resolve({ cpuMs: sum("cpuMs"), rss: sum("rss") });
  },
});

/** Of a process and of its children that have ended. Linux counts in hundredths of a second, and in pages of 4 KiB. */
function usageOf(pid: number): { readonly cpuMs: number; readonly rss: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is a name in brackets, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  const cpuMs = (user + system + endedUser + endedSystem) * 10;
  return { cpuMs, rss: (Number(fields[21]) * 4096) / 1_048_576 };
}
