import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { inject } from "vitest";
import {
  type Filling,
  fillSqlite,
  openKeyFolder,
  openSqliteSnapshot,
  openSqliteStore,
  type Snapshot,
} from "../src/node.ts";
import { fillPostgres, openPostgresSnapshot, openPostgresStore } from "../src/postgres.ts";
import type { AgencyStore } from "../src/store/ports.ts";

/** A database of its own, on one of the engines. */
export interface TestDatabase {
  open(keys: string): Promise<AgencyStore>;
  snapshot(): Promise<Snapshot>;
  fill(): Promise<Filling>;
  /** Notes an erasure, as a process that was killed before it could journal it has left it. */
  leaveErasing(digest: string, at: string): Promise<void>;
  /** Has the tables count as those of another version. */
  setVersion(version: number): Promise<void>;
  /** The encrypted content of a message, as it lies in the tables. */
  contentOf(digest: string): Promise<Uint8Array | undefined>;
}

/** Makes a database on each engine. `place` is a file that does not exist yet. */
export const ENGINES: Readonly<
  Record<"sqlite" | "postgres", (place: string) => Promise<TestDatabase>>
> = {
  async sqlite(place) {
    return {
      open: async (keys) => openSqliteStore(place, () => openKeyFolder(keys)),
      snapshot: async () => openSqliteSnapshot(place),
      fill: async () => fillSqlite(place),
      async leaveErasing(digest, at) {
        const db = new DatabaseSync(place);
        db.prepare("INSERT INTO erasing VALUES (?, ?)").run(digest, at);
        db.close();
      },
      async setVersion(version) {
        const db = new DatabaseSync(place);
        db.exec(`PRAGMA user_version = ${version}`);
        db.close();
      },
      async contentOf(digest) {
        const db = new DatabaseSync(place, { readOnly: true });
        const sql = BOXES.map((box) => `SELECT content FROM ${box} WHERE digest = :digest`);
        const row = db.prepare(sql.join(" UNION ALL ")).get({ digest });
        db.close();
        return (row?.["content"] ?? undefined) as Uint8Array | undefined;
      },
    };
  },
  async postgres() {
    const { host, user } = inject("postgres");
    const database = `agency_${randomBytes(6).toString("hex")}`;
    await query({ host, user, database: "postgres" }, `create database ${database}`);
    const at = { host, user, database };
    return {
      open: (keys) => openPostgresStore(at, () => openKeyFolder(keys)),
      snapshot: () => openPostgresSnapshot(at),
      fill: () => fillPostgres(at),
      async leaveErasing(...values) {
        await query(at, "insert into erasing values ($1, $2)", values);
      },
      async setVersion(version) {
        await query(at, `update schema_version set version = ${version}`);
      },
      async contentOf(digest) {
        const sql = BOXES.map((box) => `select content from ${box} where digest = $1`);
        const [row] = await query(at, sql.join(" union all "), [digest]);
        return (row?.["content"] ?? undefined) as Uint8Array | undefined;
      },
    };
  },
};

const BOXES = ["outbox", "inbox"] as const;

async function query(
  place: pg.ClientConfig,
  sql: string,
  values: readonly string[] = [],
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(place);
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
