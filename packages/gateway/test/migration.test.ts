import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "@safepassage/agency";
import { withCopied } from "@safepassage/agency/contract";
import { openSqliteStore, SCHEMA_VERSION, type UpgradeProgress } from "@safepassage/agency/node";
import { afterAll, describe, expect, it } from "vitest";
import { NGO_B } from "./federation.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { createExchange } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-migration-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Written by the gateway as it was at version 7. */
const VERSION_7 = readFileSync(new URL("store-version-7.sql", import.meta.url), "utf8");
/** What the two versions before it lacked. */
const LACKED = {
  6: "DROP INDEX inbox_exchange; DROP INDEX outbox_exchange; PRAGMA user_version = 6;",
  5: "DROP INDEX inbox_exchange; DROP INDEX outbox_exchange; DROP TABLE reply; PRAGMA user_version = 5;",
};

describe.each([
  [7, ""],
  [6, LACKED[6]],
  [5, LACKED[5]],
])("a database of version %i", (version, lacked) => {
  const fresh = (name: string): string => write(`${name}-${version}.db`, VERSION_7 + lacked);

  it("is brought up to date, and what it holds is served as before", async () => {
    const path = fresh("served");
    const before = rowsOf(path, "SELECT * FROM inbox ORDER BY rowid");
    expect(before).toHaveLength(3);
    const [own] = rowsOf(path, "SELECT * FROM outbox");
    const { c } = createExchange({ paths: { "NGO-C": path } });
    for (const { id, digest, state, message, jwt } of before) {
      const shown = await c.show(String(digest));
      expect(shown).toMatchObject({ status: 200, json: { id, digest, state, sender: NGO_B } });
      expect(shown.json.message).toEqual(
        message === null ? undefined : JSON.parse(String(message)),
      );
      const evidence = await c.call("GET", `/v1/messages/${String(digest)}/evidence`);
      expect(evidence.json.jwt).toBe(jwt);
    }
    const shown = await c.show(String(own?.["digest"]));
    expect(shown.json.state).toBe(own?.["state"]);
    expect((await c.call("GET", "/v1/health")).json).toMatchObject({ status: "ready", inbox: 3 });
    expect(await countReplies(c.store)).toBe(0);
    await c.gateway.close();
    // Opened a second time it is the newest.
    await openSqliteStore(path).close();
    expect(rowsOf(path, "PRAGMA user_version")[0]?.["user_version"]).toBe(SCHEMA_VERSION);
  });

  it("keeps each row, wherever it stands", async () => {
    const moved = "UPDATE inbox SET rowid = -rowid; UPDATE outbox SET rowid = 0;";
    const path = write(`moved-${version}.db`, VERSION_7 + lacked + moved);
    const digests = () => rowsOf(path, "SELECT digest FROM inbox UNION SELECT digest FROM outbox");
    const before = digests();
    expect(before).toHaveLength(4);
    await openSqliteStore(path).close();
    expect(digests()).toEqual(before);
  });

  it("has the tables of a new one", async () => {
    const [migrated, made] = [fresh("tables"), join(folder, `fresh-${version}.db`)];
    await openSqliteStore(migrated).close();
    await openSqliteStore(made).close();
    const schema =
      "SELECT name, type, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name";
    expect(rowsOf(migrated, schema)).toEqual(rowsOf(made, schema));
  });

  it("keeps every row but for what is encrypted now", async () => {
    const path = fresh("rows");
    const tables = ["history", "history_key", "held_key", "replay_digest", "event", "refusal"];
    // No version before knew who had done something.
    const read = () =>
      tables.map((table) =>
        rowsOf(path, `SELECT * FROM ${table} ORDER BY 1`).map(({ actor: _, ...row }) => row),
      );
    const mentions = "SELECT position, own, person, pseudonym, said FROM mention ORDER BY 1";
    const before = [read(), rowsOf(path, mentions)];
    const marks = rowsOf(path, "SELECT * FROM mark WHERE name = 'clock'");
    const [{ last } = {}] = rowsOf(path, "SELECT max(rowid) AS last FROM inbox");
    await openSqliteStore(path).close();
    // No version before kept by which day a message has to be reviewed: what was signed is still to be looked at.
    const unread = "SELECT value FROM mark WHERE name = 'reviewsUnread'";
    expect(rowsOf(path, unread)).toMatchObject([{ value: String(last) }]);
    expect([read(), rowsOf(path, mentions)]).toEqual(before);
    expect(rowsOf(path, "SELECT * FROM mark WHERE name = 'clock'")).toEqual(marks);
  });
});

describe("a database whose contents were not encrypted", () => {
  it("has them encrypted, with nothing of them left in its file", async () => {
    const path = write("plain.db", VERSION_7);
    const boxes = ["inbox", "outbox"] as const;
    const before = boxes.flatMap((box) =>
      rowsOf(path, `SELECT digest, sd_jwt, message FROM ${box} WHERE message IS NOT NULL`).map(
        ({ digest, sd_jwt, message }) => ({ box, digest: String(digest), sd_jwt, message }),
      ),
    );
    expect(before.length).toBeGreaterThan(1);
    // Half a disclosure: a page of the file may end within.
    const secrets = before.flatMap(({ sd_jwt }) =>
      String(sd_jwt)
        .split("~")
        .slice(1)
        .map((one) => one.slice(4, 40))
        .filter((one) => one.length > 20),
    );
    const holds = (): boolean => {
      const octets = readFileSync(path, "latin1");
      return secrets.some((secret) => octets.includes(secret));
    };
    expect(holds()).toBe(true);
    const store = openSqliteStore(path);
    expect(holds()).toBe(false);
    await store.close();
    expect(holds()).toBe(false);
    withCopied(path, ({ content }) => {
      for (const { box, digest, sd_jwt, message } of before) {
        expect(content(box, digest)).toMatchObject({
          sdJwt: sd_jwt,
          message: JSON.parse(String(message)),
        });
      }
    });
  });

  it("tells how many of all its rows are copied, and that they are written to the disk", async () => {
    const path = write("told.db", VERSION_7);
    const tables = rowsOf(path, "SELECT name FROM sqlite_schema WHERE type = 'table'");
    const counts = tables.map(({ name }) => rowsOf(path, `SELECT 1 FROM ${name}`).length);
    const of = counts.reduce((sum, count) => sum + count);
    const heard: UpgradeProgress[] = [];
    const hear = (progress: UpgradeProgress) => heard.push(progress);
    await openSqliteStore(path, undefined, { everyMs: 0, hear }).close();
    expect(heard.at(0)).toEqual({ step: "rows", done: 0, of });
    expect(heard.slice(-2)).toEqual([{ step: "rows", done: of, of }, { step: "commit" }]);
    const done = heard.flatMap((one) => (one.step === "rows" ? [one.done] : []));
    expect(done).toEqual(done.toSorted((one, other) => one - other));
    expect(new Set(done).size).toBeGreaterThan(5);
  });

  it("keeps the package of a message on its way, and the request of its submission", async () => {
    const path = write("sealed.db", VERSION_7);
    const db = new DatabaseSync(path);
    db.exec(
      "UPDATE outbox SET state = 'sending', sealed = 'package', request = 'r', submission = 'k'",
    );
    db.close();
    const store = openSqliteStore(path);
    const found = await inside(store).outbox.findSubmission("k");
    expect([found?.request, found?.row.sealed]).toEqual(["r", "package"]);
    await store.close();
  });

  it("journals what was erased before, so that no older copy brings it back", async () => {
    const path = write("journal.db", VERSION_7);
    const [erased] = rowsOf(
      path,
      "SELECT digest, erased_at FROM inbox WHERE erased_at IS NOT NULL",
    );
    const store = openSqliteStore(path);
    await eventsOf(store, "none");
    await store.close();
    const journal = readFileSync(join(`${path}.keys`, "erasures.log"), "utf8");
    expect(journal).toContain(`${String(erased?.["digest"])} ${String(erased?.["erased_at"])}`);
  });
});

describe("a database that this program cannot use", () => {
  it.each([3, 4, SCHEMA_VERSION + 1, 99])(
    "of version %i is refused with what to do first, and keeps what it holds",
    (version) => {
      const path = write(`version-${version}.db`, VERSION_7);
      const db = new DatabaseSync(path);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
      const refused = refusalOf(path);
      expect(refused).toMatchObject({
        code: "GATEWAY_STORE_INCOMPATIBLE",
        message: expect.stringMatching(
          version > SCHEMA_VERSION ? /start the later program/ : /start a program between the two/,
        ),
      });
      expect(rowsOf(path, "SELECT digest FROM inbox")).toHaveLength(3);
      expect(rowsOf(path, "PRAGMA user_version")[0]?.["user_version"]).toBe(version);
    },
  );

  it.each([0, 7, SCHEMA_VERSION])(
    "of another program is refused and left alone, though its version is %i",
    (version) => {
      const path = write(
        `foreign-${version}.db`,
        `CREATE TABLE recipe (name TEXT); PRAGMA user_version = ${version};`,
      );
      expect(refusalOf(path)).toMatchObject({
        code: "GATEWAY_STORE_INCOMPATIBLE",
        message: expect.stringContaining("a database of the gateway's own"),
      });
      expect(rowsOf(path, "SELECT name FROM sqlite_schema")).toEqual([{ name: "recipe" }]);
    },
  );
});

function refusalOf(path: string): unknown {
  try {
    openSqliteStore(path);
  } catch (error) {
    expect(error).toBeInstanceOf(AgencyError);
    return error;
  }
  return undefined;
}

function write(name: string, sql: string): string {
  const path = join(folder, name);
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
  return path;
}

function rowsOf(path: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(path);
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}
