import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openStore } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from "vitest";

/** Whoever is root may write everywhere: the gateway then runs as nobody. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

const root = mkdtempSync(join(tmpdir(), "safepassage-unwritable-"));
const folder = join(root, "ngo-b");
beforeAll(async () => {
  makeTestExchange(root);
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  await (await openStore(folder, {})).close();
  chmodSync(root, 0o755);
  if (NOBODY === undefined) return;
  for (const name of [".", "../registry", ...readdirSync(folder, { recursive: true })])
    chownSync(join(folder, String(name)), NOBODY.uid, NOBODY.gid);
  chownSync(join(root, "registry/registry.jwt"), NOBODY.uid, NOBODY.gid);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [inject("programs").command, "gateway", ...args], {
    ...{ ...NOBODY, cwd: root, encoding: "utf8" },
    env: { NODE_DISABLE_COMPILE_CACHE: "1" },
  });

/** What the check finds, but what it finds of every folder of these tests. */
const found = (): readonly string[] => {
  const { stdout } = run("check", folder, "--json");
  const { outcomes } = JSON.parse(stdout) as {
    outcomes: { findings: { code: string; file: string }[] }[];
  };
  return outcomes
    .flatMap(({ findings }) => findings.map(({ code, file }) => `${code} ${file}`))
    .filter((line) => !/^(ALARMS_UNTOLD|ENDPOINT_MISSING) /.test(line));
};

it("a user who may write everywhere finds nothing", () => {
  expect(found()).toEqual([]);
});

it("a count of commits that its user cannot read is told by its name, and not as a server that is away", () => {
  const name = "keys/contents/commits.count";
  chmodSync(join(folder, name), 0o000);
  onTestFinished(() => chmodSync(join(folder, name), 0o600));
  expect(found()).toEqual([`KEYS_UNWRITABLE ${name}`, "GATEWAY_STORE_UNREADABLE state/agency.db"]);
});

it("a folder that its user cannot look into is not taken for the folder of something else", () => {
  chmodSync(folder, 0o000);
  onTestFinished(() => chmodSync(folder, 0o700));
  const { refused } = JSON.parse(run("migrate", folder, "--json").stdout);
  expect(refused.findings).toMatchObject([{ code: "FILE_UNREADABLE", file: "agency.json" }]);
});

it("a key that root makes and takes belongs to the user that runs the gateway", () => {
  const { stdout } = spawnSync(
    process.execPath,
    [inject("programs").command, "gateway", "keys", folder, "next"],
    { cwd: root, encoding: "utf8", env: { NODE_DISABLE_COMPILE_CACHE: "1" } },
  );
  const owner = statSync(join(folder, "keys")).uid;
  const made = ["signing-key.next.json", "signing-key.lock"];
  onTestFinished(() => rmSync(join(folder, "keys/signing-key.next.json")));
  expect(made.map((name) => statSync(join(folder, "keys", name)).uid)).toEqual([owner, owner]);
  expect(found()).toEqual([]);
  const { keys } = JSON.parse(run("keys", folder, "--json").stdout) as { keys: { kid: string }[] };
  expect(keys.map(({ kid }) => kid)).toContain((JSON.parse(stdout) as { kid: string }).kid);
});

it.each([
  ["keys", 0o500, "KEYS_UNWRITABLE"],
  ["keys/contents", 0o500, "KEYS_UNWRITABLE"],
  ["keys/contents/message-keys.db", 0o400, "KEYS_UNWRITABLE"],
  ["keys/contents/keys.lock", 0o000, "KEYS_UNWRITABLE"],
  ["state", 0o500, "STATE_UNWRITABLE"],
  ["state/agency.db.lock", 0o000, "STATE_UNWRITABLE"],
  ["state/agency.db", 0o400, "STATE_UNWRITABLE"],
])("%s that its user cannot write is told, and a start ends with 78", (name, mode, code) => {
  chmodSync(join(folder, name), mode);
  onTestFinished(() => chmodSync(join(folder, name), name.includes(".") ? 0o600 : 0o700));
  expect(found()).toEqual([`${code} ${name}`]);
  const { status, stderr } = run("run", folder);
  expect([status, stderr]).toEqual([78, expect.stringContaining(`  at   ${name}\n`)]);
  expect(stderr).not.toMatch(/ {4}at /);
});
