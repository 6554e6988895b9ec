import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { makeTestExchange, SCHEMA_VERSION } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { afterAll, afterEach, expect, inject, it } from "vitest";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
const root = mkdtempSync(join(tmpdir(), "safepassage-upgrade-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Written by the gateway as it was at version 7. */
const VERSION_7 = readFileSync(
  new URL("../../gateway/test/store-version-7.sql", import.meta.url),
  "utf8",
);

it("an upgrade says how far it is; a signal ends it at once, and nothing is changed: the next start does it", async () => {
  const [, folder = ""] = makeTestExchange(root);
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  const path = join(folder, "state/agency.db");
  makeLarge(path);
  const before = read(path);
  const { size } = statSync(path);
  expect(before).toMatchObject({ version: 7 });
  const first = start(folder);
  // Told while it goes on. That it begins is told before.
  await first.says(`"event":"tablesChanging"`);
  expect(first.said.join()).toContain(`"event":"tablesOutdated"`);
  expect(await first.stop()).toEqual([null, "SIGTERM"]);
  expect(read(path)).toEqual(before);
  const second = start(folder);
  await second.says("listens at");
  expect(await second.stop()).toEqual([0, null]);
  expect(read(path)).toEqual({ ...before, version: SCHEMA_VERSION });
  // The room of what is copied is used for the next.
  expect(statSync(path).size).toBeLessThan(1.5 * size);
});

/** Many copies of a message: an upgrade takes a while. */
function makeLarge(path: string): void {
  const db = new DatabaseSync(path);
  db.exec(VERSION_7);
  const columns = db.prepare("SELECT name FROM pragma_table_info('inbox')").all();
  const salted = ["id", "digest", "sealed_digest", "exchange_id"];
  const values = columns.map(({ name }) =>
    salted.includes(String(name)) ? `printf('%010d', n.i) || substr(${name}, 11)` : name,
  );
  db.exec(`
    PRAGMA synchronous = OFF;
    INSERT INTO inbox (${columns.map(({ name }) => name)})
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    SELECT ${values} FROM n, inbox WHERE inbox.rowid = (SELECT min(rowid) FROM inbox WHERE message IS NOT NULL);
  `);
  db.close();
  chmodSync(path, 0o600);
}

function read(path: string) {
  const db = new DatabaseSync(path, { readOnly: true });
  const one = (sql: string) => db.prepare(sql).get() ?? {};
  const { version } = one("SELECT user_version AS version FROM pragma_user_version");
  const { messages } = one("SELECT count(*) AS messages FROM inbox");
  db.close();
  return { version, messages };
}

function start(folder: string) {
  const args = [inject("programs").command, "gateway", "run", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const lines = createInterface(child.stdout);
  const exit = once(child, "exit");
  const said: string[] = [];
  lines.on("line", (line) => said.push(line));
  return {
    said,
    says: (text: string): Promise<void> =>
      new Promise((resolve) => {
        lines.on("line", (line) => line.includes(text) && resolve());
      }),
    stop() {
      child.kill("SIGTERM");
      return exit;
    },
  };
}
