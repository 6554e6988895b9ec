import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { openKeyFolder, openSqliteStore } from "@safepassage/agency/node";
import { systemClock } from "@safepassage/core";
import { afterAll, describe, expect, inject, it } from "vitest";
import { checkFolder, findingsOf, VERSION } from "../src/node.ts";
import { CONFIGURATION_CASES } from "./configuration-cases.ts";
import { copyFolders, editJson, type Folders, makeFolders, pictureOf } from "./gateway-folder.ts";
import { newDatabase } from "./new-database.ts";
import { OWN_FILE_CASES } from "./own-file-cases.ts";
import { config } from "./spoil-folder.ts";

const sound = makeFolders(8401);
const made: Folders[] = [sound];
afterAll(() => {
  for (const { root } of made) rmSync(root, { recursive: true, force: true });
});

function spoiled(change: (folders: Folders) => void): Folders {
  const copy = copyFolders(sound);
  made.push(copy);
  change(copy);
  return copy;
}

const check = (folder: string, isStarting = false) =>
  checkFolder(folder, { fetch, clock: systemClock, isStarting });

/** Level, code, file and place of each finding. */
async function told(folder: string): Promise<readonly string[]> {
  const { outcomes } = await check(folder);
  return findingsOf(outcomes)
    .map(({ level, code, file, place = "" }) => `${level} ${code} ${file} ${place}`.trim())
    .filter((line) => line !== UNTOLD);
}

/** Every new folder has this one. */
const UNTOLD = "warning ALARMS_UNTOLD agency.json /gateway/alarms";

it("the version is that of the package", () => {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(JSON.parse(manifest).version).toBe(VERSION);
});

describe("a folder", () => {
  it("that init made is sound", async () => {
    const { outcomes } = await check(sound.b);
    expect(outcomes.map(({ state, check: name }) => `${state} ${name}`)).toEqual([
      "ok node",
      "ok configuration",
      "ok files",
      "ok keys",
      "ok tokens",
      "ok registry",
      "ok identity",
      "ok agreements",
      "ok database",
      "ok clock",
      "ok certificate",
      "warning operation",
      "ok people",
      "ok console",
      "ok ports",
    ]);
    expect(findingsOf(outcomes).map(({ code }) => code)).toEqual(["ALARMS_UNTOLD"]);
    const { note } = outcomes.find(({ check: name }) => name === "registry") ?? {};
    expect(note).toMatch(/^of 20.*; a test registry, of invented countries$/);
  });

  it.each(Object.entries({ ...CONFIGURATION_CASES, ...OWN_FILE_CASES }))(
    "with %s gets each mistake with its file, its place and what to do, and is left as it is",
    async (_, [change, ...expected]) => {
      const { b } = spoiled(change);
      const before = pictureOf(b);
      expect(await told(b)).toEqual(expected);
      const { outcomes } = await check(b, true);
      for (const { sentence, fix } of findingsOf(outcomes)) {
        expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(fix).toMatch(/^\S.{9,}/);
        expect(`${sentence} ${fix}`).not.toMatch(/to do: call|0123456789| {4}at /);
      }
      expect(pictureOf(b)).toEqual(before);
    },
  );

  it("with a registry's key that is none is told who has the right one", async () => {
    const { b } = spoiled(({ b }) =>
      cpSync(join(b, "keys/signing-key.json"), join(b, "registry-key.json")),
    );
    const { outcomes } = await check(b, true);
    expect(findingsOf(outcomes)).toContainEqual({
      ...{ level: "mistake", code: "TRUST_KEY_INVALID", file: "registry-key.json" },
      sentence: "It holds no key of this protocol.",
      fix: "Put the public key there that the authority of the registry has told you.",
    });
  });

  it("whose registry is away is judged by the last good copy, if that verifies and is young enough", async () => {
    const { b } = spoiled(({ b, registry }) => {
      editJson(join(b, "agency.json"), (value: object) =>
        Object.assign(value, { registry: "http://127.0.0.1:9/registry" }),
      );
      cpSync(join(registry, "registry.jwt"), join(b, "state/registry.jwt"));
    });
    expect(await told(b)).toEqual(["warning REGISTRY_COPY http://127.0.0.1:9/registry"]);
    const later = { now: () => new Date(Date.now() + 366 * 86_400_000) };
    const { outcomes } = await checkFolder(b, { fetch, clock: later });
    expect(findingsOf(outcomes).map(({ code }) => code)).toContain("REGISTRY_STALE");
    writeFileSync(join(b, "state/registry.jwt"), "no registry");
    expect(await told(b)).toEqual([
      "waiting REGISTRY_MISSING http://127.0.0.1:9/registry",
      "warning JWS_MALFORMED state/registry.jwt",
    ]);
  });

  it("whose database has damaged pages is told so before a gateway starts", async () => {
    const { b } = spoiled(() => {});
    const path = join(b, "state/agency.db");
    await openSqliteStore(path).close();
    writeFileSync(path, readFileSync(path).fill(0xee, 2 * 4096, 22 * 4096));
    expect(await told(b)).toEqual(["mistake GATEWAY_STORE_UNREADABLE state/agency.db"]);
  });

  it("whose database another program has, and remembers another time, says both", async () => {
    const { b } = spoiled(() => {});
    const path = join(b, "state/agency.db");
    const store = openSqliteStore(path, () => openKeyFolder(join(b, "keys/contents")));
    const seen = JSON.stringify({ seen: "2026-01-01T00:00:00Z" });
    await store.transaction(({ marks }) => marks.set("clock", seen));
    await store.scrub();
    const before = pictureOf(b);
    expect(await told(b)).toEqual([
      "waiting STORE_HELD state/agency.db",
      "waiting CLOCK_IMPLAUSIBLE state/agency.db",
    ]);
    expect(pictureOf(b)).toEqual(before);
    // The look has taken nobody's lock away.
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_IN_USE" }),
    );
    await store.close();
    expect(await told(b)).toEqual(["waiting CLOCK_IMPLAUSIBLE state/agency.db"]);
  });

  it("says which port another program has", async () => {
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const { b } = spoiled(
      config((value) => {
        value.gateway = { listen: { host: "203.0.113.7", port: 8401 }, local: { port } };
      }),
    );
    expect(await told(b)).toEqual([
      "mistake ADDRESS_UNKNOWN agency.json /gateway/listen/host",
      "mistake PORT_IN_USE agency.json /gateway/local/port",
      "warning LISTEN_IN_CLEAR agency.json /gateway/listen/host",
    ]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("says which port or address of the metrics cannot be had", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const withMetrics = (metrics: object) =>
      spoiled(config(({ gateway }) => Object.assign(gateway, { metrics })));
    const { b } = withMetrics({ port });
    expect(await told(b)).toEqual(["mistake PORT_IN_USE agency.json /gateway/metrics/port"]);
    for (const free of [0, 9464]) {
      const token = "tokens/local.token";
      const { b: other } = withMetrics({ port: free, hostname: "203.0.113.7", token });
      expect(await told(other)).toContain(
        "mistake ADDRESS_UNKNOWN agency.json /gateway/metrics/hostname",
      );
    }
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ["database", "missing"],
    ["user", "nobody"],
  ])("names the member of a database server that knows no such %s", async (member, name) => {
    const { host, user } = inject("postgres");
    const store = { engine: "postgres", host, user, database: "postgres", [member]: name };
    const { b } = spoiled(config((value) => Object.assign(value, { store })));
    expect(await told(b)).toEqual([`mistake GATEWAY_STORE_REFUSED agency.json /store/${member}`]);
  });

  it("says by which code a database server cannot be reached", async () => {
    const store = { engine: "postgres", host: "/no/such/folder", user: "some", database: "some" };
    const { b } = spoiled(config((value) => Object.assign(value, { store })));
    const { outcomes } = await checkFolder(b, { fetch, clock: systemClock });
    expect(findingsOf(outcomes, "waiting")).toMatchObject([
      { code: "GATEWAY_STORE_AWAY", sentence: expect.stringMatching(/ \(ENOENT\)\.$/) },
    ]);
  });

  it.each([
    ["waiting GATEWAY_STORE_READ_ONLY", "alter database $ set default_transaction_read_only = on"],
    ["warning DATABASE_PAGES_TORN", "alter database $ set zero_damaged_pages = on"],
    ["warning DATABASE_VALUES_LOGGED", "alter database $ set log_statement = 'mod'"],
    ["mistake GATEWAY_STORE_UNSAFE", "create unlogged table outbox (id text)"],
  ])("says %s of a database server that is set so", async (finding, sql) => {
    const { place, query } = await newDatabase("check");
    await query(sql.replace("$", place.database));
    const store = { engine: "postgres", ...place };
    const { b } = spoiled(config((value) => Object.assign(value, { store })));
    expect(await told(b)).toEqual([`${finding} agency.json /store`]);
  });

  it("says that the registry has another port", async () => {
    const { b } = spoiled(
      config((value) => {
        value.gateway = { listen: { port: 1 }, local: { port: 0 } };
      }),
    );
    expect(await told(b)).toContain("warning ENDPOINT_DIFFERS agency.json /gateway/listen/port");
  });
});
