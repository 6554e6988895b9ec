import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgencyError } from "@safepassage/agency";
import { openSqliteStore, SCHEMA_VERSION } from "@safepassage/agency/node";
import { afterAll, describe, expect, it } from "vitest";
import { NGO_B } from "./federation.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { createExchange } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-migration-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Written by the gateway as it was at version 4. */
const VERSION_4 = readFileSync(new URL("store-version-4.sql", import.meta.url), "utf8");

describe("a database of the version before", () => {
  it("is brought up to date, and what it holds is served as before", async () => {
    const path = write("served.db", VERSION_4);
    const before = rowsOf(path, "SELECT * FROM inbox ORDER BY rowid");
    expect(before).toHaveLength(3);
    const { c } = createExchange({ paths: { "NGO-C": path } });
    for (const { id, digest, state, message, jwt } of before) {
      const shown = await c.call("GET", `/inbox/${String(digest)}`);
      expect(shown).toMatchObject({ status: 200, json: { id, digest, state, sender: NGO_B } });
      expect(shown.json.message).toEqual(
        message === null ? undefined : JSON.parse(String(message)),
      );
      const evidence = await c.call("GET", `/evidence/${String(digest)}`);
      expect(evidence.json.jwt).toBe(jwt);
    }
    const [sent] = rowsOf(path, "SELECT digest, state FROM outbox");
    const shown = await c.call("GET", `/messages/${String(sent?.["digest"])}`);
    expect(shown.json.state).toBe(sent?.["state"]);
    expect((await c.call("GET", "/health")).json).toMatchObject({ status: "ready", inbox: 3 });
    await c.gateway.close();
    // Opened a second time it is the newest.
    await openSqliteStore(path).close();
    expect(rowsOf(path, "PRAGMA user_version")[0]?.["user_version"]).toBe(SCHEMA_VERSION);
  });

  it("has the tables of a new one", async () => {
    const migrated = write("tables.db", VERSION_4);
    await openSqliteStore(migrated).close();
    const fresh = join(folder, "fresh.db");
    await openSqliteStore(fresh).close();
    const tables = (path: string) =>
      rowsOf(
        path,
        "SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
      );
    expect(tables(migrated)).toEqual(tables(fresh));
    for (const { name } of tables(fresh).filter(({ type }) => type === "table")) {
      const columns = `SELECT name, type, "notnull", pk FROM pragma_table_info('${String(name)}')`;
      expect(rowsOf(migrated, columns)).toEqual(rowsOf(fresh, columns));
    }
  });

  it("has them also where it was brought up to the version before this one", async () => {
    const path = write("version-5.db", VERSION_4);
    await openSqliteStore(path).close();
    const db = new DatabaseSync(path);
    db.exec("DROP TABLE reply; PRAGMA user_version = 5");
    db.close();
    const store = openSqliteStore(path);
    expect(await countReplies(store)).toBe(0);
    await store.close();
    expect(rowsOf(path, "PRAGMA user_version")[0]?.["user_version"]).toBe(SCHEMA_VERSION);
    expect(rowsOf(path, "SELECT digest FROM inbox")).toHaveLength(3);
  });

  it("finds messages by their exchange after version 6, too", async () => {
    const path = write("version-6.db", VERSION_4);
    await openSqliteStore(path).close();
    const db = new DatabaseSync(path);
    db.exec("DROP INDEX inbox_exchange; DROP INDEX outbox_exchange; PRAGMA user_version = 6");
    db.close();
    const store = openSqliteStore(path);
    const [row] = rowsOf(path, "SELECT * FROM inbox WHERE message IS NOT NULL");
    const key = { kind: "exchange", key: String(row?.["exchange_id"]) } as const;
    expect(await inside(store).inbox.heldUnder(key, NGO_B)).toContain(row?.["digest"]);
    await store.close();
    expect(rowsOf(path, "PRAGMA user_version")[0]?.["user_version"]).toBe(SCHEMA_VERSION);
    const indexes = rowsOf(path, "SELECT name FROM sqlite_schema WHERE name LIKE '%box_exchange'");
    expect(indexes.map(({ name }) => name).sort()).toEqual(["inbox_exchange", "outbox_exchange"]);
  });

  it("finds what it holds by its keys, as what comes in later", async () => {
    const path = write("keys.db", VERSION_4);
    const [row] = rowsOf(path, "SELECT * FROM inbox WHERE message IS NOT NULL");
    const { body, private: hidden } = JSON.parse(String(row?.["message"]));
    const store = openSqliteStore(path);
    for (const id of [...Object.keys(body), ...hidden["private.consentRefs"]]) {
      const key = `${String(row?.["exchange_id"])} ${id}`;
      const found = await inside(store).inbox.heldUnder({ kind: "shares", key }, NGO_B);
      expect(found).toContain(row?.["digest"]);
    }
    await store.close();
  });

  it("finds what was noted by whose it is, as what comes in later", async () => {
    const path = write("notes.db", VERSION_4);
    const keys = "SELECT kind, key, position FROM history_key ORDER BY kind, key, position";
    const [before, mentions] = [rowsOf(path, keys), rowsOf(path, "SELECT * FROM mention")];
    await openSqliteStore(path).close();
    expect(rowsOf(path, keys)).toEqual(before);
    const notes = "SELECT position, own, other FROM history";
    const known = new Map(rowsOf(path, notes).map((row) => [row["position"], row]));
    const [found, said] = ["own, other FROM history_key", "own FROM mention"].map((columns) =>
      rowsOf(path, `SELECT position, ${columns}`),
    );
    expect([found?.length, said?.length]).toEqual([before.length, mentions.length]);
    for (const row of [...(found ?? []), ...(said ?? [])]) {
      expect(known.get(row["position"])).toMatchObject(row);
    }
  });

  it.each([
    {
      name: "by its content",
      message: JSON.stringify({
        clear: { "env.messageType": "correction" },
        private: {},
        body: {
          one: correctionGroup("a", "restrict", "classChanged"),
          two: correctionGroup("b", "erase", "inaccurate"),
        },
      }),
      events: [
        { kind: "classChanged", content: "restricted", messages: ["a"] },
        { kind: "errorFound", content: "erased", messages: ["b"] },
      ],
      erases: ["b"],
    },
    {
      name: "as one thing, where its content is gone",
      message: null,
      events: [{ kind: "errorFound", content: "erased", messages: ["a", "b"] }],
      erases: ["a", "b"],
    },
  ])("knows what a correction said of each message, $name", async ({ message, events, erases }) => {
    const path = write(`told-${erases.length}.db`, VERSION_4);
    const db = new DatabaseSync(path);
    const [row] = rowsOf(path, "SELECT position, own, note FROM history");
    const { event: _, ...rest } = JSON.parse(String(row?.["note"]));
    const said = { messageType: "correction", action: "erase", names: ["a", "b"] };
    const before = {
      ...rest,
      record: { ...rest.record, ...said },
      event: { kind: "errorFound", content: "erased" },
    };
    const { digest } = rest.record;
    db.prepare("UPDATE history SET note = ? WHERE digest = ?").run(JSON.stringify(before), digest);
    const table = row?.["own"] === 1 ? "outbox" : "inbox";
    db.prepare(`UPDATE ${table} SET message = ? WHERE digest = ?`).run(message, digest);
    db.close();
    const store = openSqliteStore(path);
    const { event: __, ...after } = before;
    expect(await inside(store).history.find(digest)).toEqual({ ...after, events, erases });
    await store.close();
    const notes = rowsOf(path, "SELECT note FROM history").map(({ note }) =>
      JSON.parse(String(note)),
    );
    expect(notes.length).toBeGreaterThan(1);
    expect(notes.filter((one) => "event" in one)).toEqual([]);
  });

  it("tells of an alarm again only if nobody was told", async () => {
    const path = write("alarms.db", VERSION_4);
    const db = new DatabaseSync(path);
    db.exec(`INSERT INTO event (kind, at, ref, country) VALUES
      ('emergencyRefused', '', 'before', NULL), ('quarantineAlarm', '', 'told', 'XB'), ('alarmLogged', '', 'told XB', NULL),
      ('quarantineAlarm', '', 'untold', 'XC')`);
    db.close();
    const { c } = createExchange({ paths: { "NGO-C": path } });
    await c.gateway.maintain();
    const alarms = c.log.filter(({ event }) => event === "quarantineAlarm");
    expect(alarms.map(({ ref }) => ref)).toEqual(["untold"]);
    expect(c.log.filter(({ event }) => event === "emergencyRefused")).toEqual([]);
    await c.gateway.close();
  });

  it("names messages by their digest in events, too", async () => {
    const path = write("events.db", VERSION_4);
    const [received] = rowsOf(path, "SELECT id, digest FROM inbox");
    const [sent] = rowsOf(path, "SELECT id, digest FROM outbox");
    const db = new DatabaseSync(path);
    for (const ref of [received?.["id"], sent?.["id"]]) {
      db.prepare("INSERT INTO event (kind, at, ref) VALUES ('answerOverdue', '', ?)").run(
        String(ref),
      );
    }
    db.close();
    const store = openSqliteStore(path);
    expect((await eventsOf(store, "answerOverdue")).map(({ ref }) => ref)).toEqual([
      received?.["digest"],
      sent?.["digest"],
    ]);
    await store.close();
  });
});

describe("a message on its way when the database is brought up to date", () => {
  it.each([
    ["threatToLife", true],
    ["threatToPhysicalIntegrity", false],
  ])("is an emergency by its claim of %s: %s", async (ground, emergency) => {
    const path = write(`${ground}.db`, VERSION_4);
    const db = new DatabaseSync(path);
    const urgency = JSON.stringify({ level: "emergency", ground });
    db.prepare(
      `UPDATE outbox SET state = 'queued',
         message = json_set(message, '$.private."private.urgency"', json(?))`,
    ).run(urgency);
    db.close();
    const store = openSqliteStore(path);
    expect(await inside(store).outbox.due(Number.MAX_SAFE_INTEGER, 1)).toMatchObject([
      { emergency },
    ]);
    await store.close();
  });
});

describe("a message in a database of the version before", () => {
  it.each([
    ["queued", 0, null, 0],
    ["queued", 3, "GATEWAY_PEER_UNREACHABLE", 0],
    ["queued", 3, "PACKAGE_KEY_UNKNOWN", 1],
    ["sending", 1, null, 1],
    ["decided", 1, null, 1],
    ["refused", 1, "PACKAGE_MALFORMED", 1],
    ["expired", 0, null, 0],
    ["expired", 4, "GATEWAY_PEER_UNREACHABLE", 1],
  ])(
    "that is %s after %i attempts (%s) counts as posted: %i",
    async (state, attempts, error, posted) => {
      const path = write(`posted-${state}-${error}-${attempts}.db`, VERSION_4);
      const db = new DatabaseSync(path);
      db.prepare("UPDATE outbox SET state = ?, attempts = ?, last_error = ?, receipts = '[]'").run(
        state,
        attempts,
        error,
      );
      db.close();
      await openSqliteStore(path).close();
      expect(rowsOf(path, "SELECT DISTINCT posted FROM outbox")).toEqual([{ posted }]);
    },
  );
});

describe("a message that was posted and is erased in a database of the version before", () => {
  it("is due at its deadline only, so that it takes nobody's turn", async () => {
    const path = write("erased.db", VERSION_4);
    const db = new DatabaseSync(path);
    db.exec(`UPDATE outbox SET state = 'sending', next_attempt = 1000, deliver_by = '2026-12-01T09:02:00Z',
      erased_at = '2026-11-24T09:02:00Z', message = NULL, sd_jwt = NULL, seed = NULL, exchange_id = NULL`);
    db.close();
    const store = openSqliteStore(path);
    const due = async (time: string) =>
      (await inside(store).outbox.due(Date.parse(time), 32)).length;
    expect([await due("2026-12-01T09:01:59Z"), await due("2026-12-01T09:02:00Z")]).toEqual([0, 1]);
    await store.close();
  });
});

describe("a database of any other version", () => {
  it.each([3, SCHEMA_VERSION + 1, 99])(
    "%i is refused with what to do first, and keeps what it holds",
    (version) => {
      const path = write(
        `version-${version}.db`,
        VERSION_4.replace("user_version = 4", `user_version = ${version}`),
      );
      let refused: unknown;
      try {
        openSqliteStore(path);
      } catch (error) {
        refused = error;
      }
      expect(refused).toBeInstanceOf(AgencyError);
      expect(refused).toMatchObject({
        code: "GATEWAY_STORE_INCOMPATIBLE",
        hint: expect.stringMatching(/until its outbox has no message queued or sending/),
      });
      expect(rowsOf(path, "SELECT digest FROM inbox")).toHaveLength(3);
      expect(rowsOf(path, "PRAGMA user_version")[0]?.["user_version"]).toBe(version);
    },
  );
});

function write(name: string, sql: string): string {
  const path = join(folder, name);
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
  return path;
}

function rowsOf(path: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

function correctionGroup(message: string, action: string, reason: string) {
  const leaves = [
    { f: "correction.target", v: { message, path: "g/need.services" } },
    { f: "correction.action", v: action },
    { f: "correction.reason", v: reason },
  ];
  return { kind: "correction", links: [], leaves };
}
