import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { openSqliteStore } from "@safepassage/agency/node";
import { systemClock } from "@safepassage/core";
import { generateEncryptionKey } from "@safepassage/trust";
import { afterAll, describe, expect, it } from "vitest";
import { checkFolder, findingsOf, VERSION } from "../src/node.ts";
import { copyFolders, editJson, type Folders, makeFolders, pictureOf } from "./gateway-folder.ts";

const sound = makeFolders(8401);
const made: Folders[] = [sound];
const writers: ChildProcess[] = [];
afterAll(() => {
  for (const writer of writers) writer.kill("SIGKILL");
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

const config =
  (change: (value: Record<string, unknown> & { gateway: Record<string, unknown> }) => void) =>
  ({ b }: Folders) =>
    editJson(join(b, "agency.json"), change as (value: never) => void);
const file =
  (name: string, text: string, mode = 0o600) =>
  ({ b }: Folders) =>
    writeFileSync(join(b, name), text, { mode });

const SHORT = "0123456789";
const KEYLESS = "warning PUBLIC_KEY_DIFFERS public-key.json";

/** What is wrong, and all that the check says of it. */
const CASES: Readonly<Record<string, readonly [(folders: Folders) => void, ...string[]]>> = {
  "broken JSON": [
    file("agency.json", '{\n  "entity": "https://ngo-b.test"\n  "registry": "x" }'),
    "mistake JSON_MALFORMED agency.json line 3, column 3",
  ],
  "an empty configuration": [file("agency.json", " \n"), "mistake FILE_EMPTY agency.json"],
  "no configuration": [
    ({ b }) => rmSync(join(b, "agency.json")),
    "mistake FILE_MISSING agency.json",
  ],
  "a configuration that is no text": [
    ({ b }) => writeFileSync(join(b, "agency.json"), Uint8Array.of(0x7b, 0xff)),
    "mistake FILE_NOT_TEXT agency.json",
  ],
  "a folder in the place of the configuration": [
    ({ b }) => {
      rmSync(join(b, "agency.json"));
      mkdirSync(join(b, "agency.json"));
    },
    "mistake NOT_A_FILE agency.json",
  ],
  "a configuration behind links without end": [
    ({ b }) => {
      rmSync(join(b, "agency.json"));
      symlinkSync("agency.json", join(b, "agency.json"));
    },
    "mistake FILE_UNREADABLE agency.json",
  ],
  "no gateway in the configuration, and one of the earlier version": [
    (folders) => {
      config((value) => Reflect.deleteProperty(value, "gateway"))(folders);
      file("config.json", "{}")(folders);
    },
    "mistake GATEWAY_UNCONFIGURED agency.json /gateway",
    "warning CONFIGURATION_OLD config.json",
  ],
  "a port in words": [
    config(({ gateway }) => Object.assign(gateway, { listen: { port: "eighty" } })),
    "mistake WRONG_TYPE agency.json /gateway/listen/port",
  ],
  "a port that is missing, and an unknown member": [
    config(({ gateway }) => Object.assign(gateway, { local: {}, drainSecond: 5 })),
    "mistake MEMBER_MISSING agency.json /gateway/local/port",
    "mistake MEMBER_UNKNOWN agency.json /gateway",
  ],
  "a port that no system has": [
    config(({ gateway }) => Object.assign(gateway, { listen: { port: 70_000 } })),
    "mistake NUMBER_OUT_OF_RANGE agency.json /gateway/listen/port",
  ],
  "one port for both": [
    config((value) => {
      value.gateway = { listen: { port: 8401 }, local: { port: 8401 } };
    }),
    "mistake CONTRADICTORY agency.json /gateway/local/port",
  ],
  "the address of a registry without scheme": [
    config((value) => Object.assign(value, { registry: "registry.test/registry.jwt" })),
    "mistake FILE_MISSING registry.test/registry.jwt",
  ],
  "a registry that nobody answers for": [
    config((value) => Object.assign(value, { registry: "http://127.0.0.1:9/registry" })),
    "waiting REGISTRY_MISSING http://127.0.0.1:9/registry",
  ],
  "a registry that another key has signed": [
    ({ b, c }) => cpSync(join(c, "public-key.json"), join(b, "registry-key.json")),
    "mistake JWS_SIGNATURE_INVALID ../registry/registry.jwt",
  ],
  "a database server that is not there": [
    config((value) => {
      Object.assign(value, {
        store: { engine: "postgres", host: "/nowhere", database: "a", user: "a" },
      });
    }),
    "waiting GATEWAY_STORE_AWAY agency.json /store",
  ],
  "a password that others can read": [
    (made) => {
      writeFileSync(join(made.b, "password"), "secret", { mode: 0o644 });
      config((value) => {
        const at = { host: "/nowhere", database: "a", user: "a", passwordFile: "password" };
        Object.assign(value, { store: { engine: "postgres", ...at } });
      })(made);
    },
    "mistake OPEN_TO_OTHERS password",
  ],
  "a webhook whose secret is not there": [
    config(({ gateway }) =>
      Object.assign(gateway, {
        alarms: { webhook: { url: "https://duty.test/alarms", secret: "alarm.secret" } },
      }),
    ),
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/webhook/secret",
  ],
  "pipes in the place of a lock and of a secret": [
    (folders) => {
      const { b } = folders;
      for (const name of ["state/agency.db.lock", "alarm.secret"]) {
        const pipe = join(b, name);
        execFileSync("sh", ["-c", 'mkfifo -m 600 "$0"', pipe]);
        // Somebody writes into it, so that a check that reads it fails and does not hang.
        writers.push(spawn("/bin/sh", ["-c", 'head -c 40 /dev/zero > "$0"', pipe]));
      }
      config(({ gateway }) => {
        const webhook = { url: "https://duty.test/alarms", secret: "alarm.secret" };
        Object.assign(gateway, { alarms: { webhook } });
      })(folders);
    },
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
    "mistake GATEWAY_OPERATION_INVALID agency.json /gateway/alarms/webhook/secret",
  ],
  "a folder in the place of the database": [
    ({ b }) => mkdirSync(join(b, "state/agency.db")),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "an empty database": [
    file("state/agency.db", ""),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "a database that is none": [
    file("state/agency.db", "no database ".repeat(1000)),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "a database with two names": [
    ({ b }) => {
      writeFileSync(join(b, "state/agency.db"), "x", { mode: 0o600 });
      linkSync(join(b, "state/agency.db"), join(b, "state/backup.db"));
    },
    "mistake GATEWAY_STORE_LINKED state/agency.db",
  ],
  "a log whose database is lost": [
    file("state/agency.db-wal", "x"),
    "mistake GATEWAY_STORE_UNREADABLE state/agency.db",
  ],
  "a short token": [file("tokens/local.token", SHORT), "mistake TOKEN_SHORT tokens/local.token"],
  "a token of two lines": [
    file("tokens/duty-officer.token", `${"a".repeat(40)}\n${"b".repeat(40)}\n`),
    "mistake TOKEN_MALFORMED tokens/duty-officer.token",
  ],
  "two tokens that are the same": [
    ({ b }) => cpSync(join(b, "tokens/local.token"), join(b, "tokens/duty-officer.token")),
    "mistake TOKENS_EQUAL tokens/duty-officer.token",
  ],
  "no tokens": [
    ({ b }) => rmSync(join(b, "tokens"), { recursive: true }),
    "mistake FILE_MISSING tokens",
    "mistake FILE_MISSING tokens/local.token",
    "mistake FILE_MISSING tokens/duty-officer.token",
    "mistake FILE_MISSING tokens/protection-officer.token",
  ],
  "a signing key that others can read": [
    ({ b }) => chmodSync(join(b, "keys/signing-key.json"), 0o644),
    "mistake OPEN_TO_OTHERS keys/signing-key.json",
  ],
  "folders and a configuration that others can change": [
    ({ b }) => {
      chmodSync(join(b, "tokens"), 0o755);
      chmodSync(join(b, "agency.json"), 0o666);
      chmodSync(join(b, "consents"), 0o755);
    },
    "mistake OPEN_TO_OTHERS tokens",
    "mistake WRITABLE_BY_OTHERS agency.json",
    "warning OPEN_TO_OTHERS consents",
  ],
  "another agency's key": [
    ({ b, c }) => cpSync(join(c, "keys/signing-key.json"), join(b, "keys/signing-key.json")),
    KEYLESS,
    "mistake TRUST_KEY_UNKNOWN keys/signing-key.json",
  ],
  "another agency's id": [
    config((value) => Object.assign(value, { entity: "https://ngo-c.test" })),
    "mistake TRUST_KEY_UNKNOWN keys/signing-key.json",
  ],
  "an id that nobody has": [
    config((value) => Object.assign(value, { entity: "https://nobody.test" })),
    "mistake TRUST_AGENCY_UNKNOWN agency.json /entity",
    "warning AGREEMENT_OF_OTHERS agreements/agr-assist.json",
    "waiting AGREEMENT_NONE agreements",
  ],
  "a key that seals": [
    ({ b }) => {
      const key = generateEncryptionKey("X25519");
      writeFileSync(join(b, "keys/signing-key.json"), JSON.stringify({ ...key, d: key.d }));
    },
    "mistake TRUST_KEY_UNSUITABLE keys/signing-key.json",
  ],
  "a short officer key, and epochs that are none": [
    (folders) => {
      file("keys/officer.key", "short")(folders);
      file("keys/epochs.json", '{"keys": []}')(folders);
    },
    "mistake OFFICER_KEY_LENGTH keys/officer.key",
    "mistake TRUST_EPOCHS_INVALID keys/epochs.json",
  ],
  "a stray file among agreements": [
    file("agreements/notes.txt", "to do: call"),
    "mistake JSON_MALFORMED agreements/notes.txt",
  ],
  "an agreement that nobody has signed": [
    file("agreements/agr-assist.json", '{"payload": "e30", "signatures": []}'),
    "warning AGREEMENT_INVALID agreements/agr-assist.json",
    "waiting AGREEMENT_NONE agreements",
  ],
  "mistakes in five files at once": [
    (folders) => {
      config(({ gateway }) => Object.assign(gateway, { drain: 1 }))(folders);
      chmodSync(join(folders.b, "keys/officer.key"), 0o604);
      file("keys/signing-key.json", "[")(folders);
      file("agreements/notes.txt", "to do: call")(folders);
      file("tokens/local.token", SHORT)(folders);
    },
    "mistake MEMBER_UNKNOWN agency.json /gateway",
    "mistake OPEN_TO_OTHERS keys/officer.key",
    "mistake JSON_MALFORMED keys/signing-key.json",
    "mistake TOKEN_SHORT tokens/local.token",
    "mistake JSON_MALFORMED agreements/notes.txt",
  ],
};

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
      "ok ports",
    ]);
    expect(findingsOf(outcomes).map(({ code }) => code)).toEqual(["ALARMS_UNTOLD"]);
    const { note } = outcomes.find(({ check: name }) => name === "registry") ?? {};
    expect(note).toMatch(/^of 20.*; a test registry, of invented countries$/);
  });

  it.each(Object.entries(CASES))(
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

  it("whose database another program has, and remembers another time, says both", async () => {
    const { b } = spoiled(() => {});
    const store = openSqliteStore(join(b, "state/agency.db"));
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
    expect(() => openSqliteStore(join(b, "state/agency.db"))).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_IN_USE" }),
    );
    await store.close();
    expect(await told(b)).toEqual(["waiting CLOCK_IMPLAUSIBLE state/agency.db"]);
  });

  it("says which port another program has", async () => {
    const server = createServer();
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

  it("says that the registry has another port", async () => {
    const { b } = spoiled(
      config((value) => {
        value.gateway = { listen: { port: 1 }, local: { port: 0 } };
      }),
    );
    expect(await told(b)).toContain("warning ENDPOINT_DIFFERS agency.json /gateway/listen/port");
  });
});
