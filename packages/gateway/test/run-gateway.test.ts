import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LogEvent } from "@safepassage/agency";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { parsePrivateJwk, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { makeNextKey, readSigningKeys, runGateway } from "../src/node.ts";
import { openReceiver } from "./alarm-servers.ts";
import { editJson, pictureOf } from "./gateway-folder.ts";
import { askLocal } from "./run-world.ts";
import { entryOf, folders, NGO_B, served, start, undo } from "./running.ts";

describe("a gateway that runs out of its folder", () => {
  it("goes on to look at the registry where a file of its own cannot be looked at, and says so", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b);
    const path = join(made.b, "keys/signing-key.json");
    unlinkSync(path);
    symlinkSync("signing-key.json", path);
    await until(async () => (await b.health()) === "warning FILE_UNREADABLE");
    registry.publish((file) => {
      file.agencies = file.agencies.filter(({ entity }) => entity !== NGO_B);
    });
    await until(async () => (await b.health()).includes("TRUST_AGENCY_UNKNOWN"));
    expect(b.errors).toEqual([]);
  });

  it("follows its agreements when it is asked to look again, and keeps them past a stray file", async () => {
    const made = folders();
    const b = await start(made.b);
    const path = join(made.b, "agreements/agr-assist.json");
    const text = readFileSync(path);
    writeFileSync(join(made.b, "agreements/notes.txt"), "to do");
    unlinkSync(path);
    await b.running.lookAgain();
    expect(await b.health()).toBe("warning JSON_MALFORMED");
    unlinkSync(join(made.b, "agreements/notes.txt"));
    await b.running.lookAgain();
    expect(await b.health()).toBe("AGREEMENT_NONE");
    writeFileSync(path, text);
    await b.running.lookAgain();
    expect(await b.health()).toBe("");
  });

  it("does not start with mistakes: all are told, and nothing is made", async () => {
    const made = folders();
    chmodSync(join(made.b, "keys/signing-key.json"), 0o644);
    writeFileSync(join(made.b, "agreements/notes.txt"), "to do");
    const before = pictureOf(made.b);
    const refused = await start(made.b).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "GATEWAY_SETUP_INVALID",
      details: {
        findings: [
          { code: "OPEN_TO_OTHERS", file: "keys/signing-key.json" },
          { code: "JSON_MALFORMED", file: "agreements/notes.txt" },
        ],
      },
    });
    expect(pictureOf(made.b)).toEqual(before);
  });

  it("says at the start that it brings tables of an earlier version up to date, which may take long", async () => {
    const made = folders();
    const path = join(made.b, "state/agency.db");
    const earlier = new DatabaseSync(path);
    earlier.exec(readFileSync(new URL("store-version-7.sql", import.meta.url), "utf8"));
    earlier.close();
    chmodSync(path, 0o600);
    // The second start finds them up to date.
    for (const versions of [["7"], []]) {
      const { running, log } = await start(made.b, { upgradeMs: 0 });
      const found = log.filter(({ event }) => event === "tablesOutdated");
      expect(found.map(({ ref }) => ref)).toEqual(versions);
      const changing = log.filter(({ event }) => event === "tablesChanging");
      const told = changing.map(({ code, count, of }) => [code, count === of]);
      expect([told.at(0), ...told.slice(-2)]).toEqual(
        versions.length === 0
          ? [undefined]
          : [
              ["rows", false],
              ["rows", true],
              ["commit", true],
            ],
      );
      await running.close();
    }
  });

  it("leaves nothing behind when it ends, so that it can start again at once", async () => {
    const made = folders();
    for (const _ of [1, 2]) {
      const b = await start(made.b);
      expect(existsSync(join(made.b, "state/gateway.json"))).toBe(true);
      await Promise.all([b.running.close(), b.running.close()]);
      expect(existsSync(join(made.b, "state/gateway.json"))).toBe(false);
    }
  });

  it("ends well where it cannot remove what it wrote down", async () => {
    const made = folders();
    const b = await start(made.b);
    const path = join(made.b, "state/gateway.json");
    unlinkSync(path);
    mkdirSync(path, { mode: 0o700 });
    await b.running.close();
    const told = b.log.filter(({ event }) => event === "ownFileUnwritten");
    expect(told.map(({ ref }) => ref)).toContain("state/gateway.json");
    expect(b.errors).toEqual([]);
  });

  it("writes itself down once it can, where it could not at its start", async () => {
    const made = folders();
    const path = join(made.b, "state/gateway.json");
    mkdirSync(path, { mode: 0o700 });
    const b = await start(made.b);
    expect(await b.health()).toBe("warning OWN_FILE_UNWRITTEN");
    const told = () => b.log.filter(({ event }) => event.startsWith("ownFile"));
    rmdirSync(path);
    await until(() => told().length > 1);
    const ref = "state/gateway.json";
    // Once, however often it is tried.
    expect(told()).toEqual([
      { event: "ownFileUnwritten", ref, code: "EISDIR" },
      { event: "ownFileWritten", ref },
    ]);
    expect([await b.health(), b.errors]).toEqual(["", []]);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ localUrl: b.running.localUrl });
  });
});

describe("the signing key of a gateway that runs", () => {
  it("changes by itself once the registry has the next one in force, and no message is refused", async () => {
    const made = folders();
    const registry = await served(made);
    const [b, c] = [await start(made.b), await start(made.c)];
    registry.publish((file) => {
      entryOf(file).endpoint = b.running.url;
      entryOf(file, "https://ngo-c.test").endpoint = c.running.url;
    });
    await Promise.all([b.running.lookAgain(), c.running.lookAgain()]);
    const before = readSigningKeys(made.b).current?.kid ?? "";
    const next = makeNextKey(made.b, "ES256");
    const digests: string[] = [];
    const send = async () => {
      const asked = { mode: "minimise", draft: requestOfToday() };
      const { status, json } = await askLocal(made.b, b.running.localUrl, "/v1/messages", asked);
      expect([status, json.code]).toEqual([201, undefined]);
      digests.push(json.digest);
    };
    await send();
    // Nothing signs with it before the registry lists it.
    await b.running.lookAgain();
    expect((await askLocal(made.b, b.running.localUrl, "/v1/health")).json.signingKey).toBe(before);
    registry.publish((file) => {
      entryOf(file).keys.push({ jwk: next, from: "2026-01-01T00:00:00Z", status: "active" });
    });
    await until(async () => {
      await send();
      const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
      return json.signingKey === next.kid;
    });
    await send();
    const kids = new Set<string>();
    for (const digest of digests) {
      await until(async () => {
        const { json } = await askLocal(made.b, b.running.localUrl, `/v1/messages/${digest}`);
        expect([json.state, json.lastError]).not.toContain("refused");
        if (json.state !== "decided") return false;
        const evidence = `/v1/messages/${digest}/evidence`;
        const { jwt } = (await askLocal(made.b, b.running.localUrl, evidence)).json;
        const [header = ""] = jwt.split(".");
        kids.add(JSON.parse(Buffer.from(header, "base64url").toString()).kid);
        expect(JSON.stringify(json.receipts)).toContain('"verdict":"accept"');
        return true;
      });
    }
    expect(kids).toEqual(new Set([before, next.kid]));
    expect(b.log).toContainEqual({ event: "signingKeyChanged", ref: next.kid });
    for (const { log } of [b, c]) {
      expect(log.filter(({ event }) => event === "refused")).toEqual([]);
    }

    const files = readSigningKeys(made.b);
    const kept = [files.current?.kid, files.next, files.previous?.kid];
    expect(kept).toEqual([next.kid, undefined, before]);
    const published = JSON.parse(readFileSync(join(made.b, "public-key.json"), "utf8"));
    expect(published).toEqual(
      publicJwk(parsePrivateJwk({ ...files.current, d: files.current?.d })),
    );
    // The agreement still counts by the key before, and the restart needs no hand.
    await b.running.close();
    const again = await start(made.b);
    expect(await again.health()).toBe("");
  });

  it("changes at once if the present one is in other hands", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b, { settleMs: 600_000 });
    const next = makeNextKey(made.b, "Ed25519");
    registry.publish((file) => {
      const { keys } = entryOf(file);
      Object.assign(keys[0] ?? {}, {
        status: "compromised",
        compromisedAt: "2026-06-01T00:00:00Z",
      });
      keys.push({ jwk: next, from: "2026-01-01T00:00:00Z", status: "active" });
    });
    await until(async () => {
      const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
      return json.signingKey === next.kid;
    });
    // What the key before has signed counts no more: the parties have to sign again.
    expect(await b.health()).toBe("AGREEMENT_NONE,warning AGREEMENT_INVALID");
  });

  it("stays where somebody puts a key into its file that the registry does not have", async () => {
    const made = folders();
    const b = await start(made.b);
    const { kid } = readSigningKeys(made.b).current ?? {};
    const sound = readFileSync(join(made.b, "keys/signing-key.json"));
    writeFileSync(
      join(made.b, "keys/signing-key.json"),
      readFileSync(join(made.c, "keys/signing-key.json")),
    );
    await until(async () => (await b.health()) === "warning KEY_NOT_TAKEN");
    const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
    expect(json.signingKey).toBe(kid);
    const path = join(made.b, "keys/signing-key.json");
    writeFileSync(path, "garbage");
    await until(async () => (await b.health()) === "warning JSON_MALFORMED");
    writeFileSync(path, sound);
    await until(async () => (await b.health()) === "");
    expect(b.log.filter(({ event }) => event.startsWith("signingKey"))).toEqual([
      { event: "signingKeyRefused", code: "KEY_NOT_TAKEN" },
      { event: "signingKeyRefused", code: "JSON_MALFORMED" },
    ]);
  });

  it("says that what stands in the place of the next key is none, until it is mended", async () => {
    const made = folders();
    const b = await start(made.b);
    const path = join(made.b, "keys/signing-key.next.json");
    writeFileSync(path, "{", { mode: 0o600 });
    await until(async () => (await b.health()) === "warning JSON_MALFORMED");
    rmSync(path);
    await until(async () => (await b.health()) === "");
    makeNextKey(made.b, "Ed25519");
    await until(async () => (await b.health()) === "");
    expect(b.log.filter(({ event }) => event.endsWith("KeyRefused"))).toEqual([
      { event: "nextKeyRefused", code: "JSON_MALFORMED" },
    ]);
  });
});

it("a person is told that a gateway waits for its database, by the way that alarms take", async () => {
  const made = folders();
  const receiver = await openReceiver();
  undo.push(() => receiver.close());
  writeFileSync(join(made.b, "hook.key"), "a-secret-of-the-webhook-of-32-characters", {
    mode: 0o600,
  });
  editJson(join(made.b, "agency.json"), (value: { gateway: object }) => {
    const place = { host: join(made.root, "no-socket"), database: "ngo_b", user: "ngo_b" };
    Object.assign(value, { store: { engine: "postgres", ...place } });
    Object.assign(value.gateway, {
      alarms: { webhook: { url: receiver.url, secret: "hook.key" } },
    });
  });
  const stop = new AbortController();
  const lines: LogEvent[] = [];
  const waiting = runGateway(made.b, {
    write: (line) => lines.push(JSON.parse(line)),
    timing: { absentMs: 300 },
    signal: stop.signal,
  });
  await until(() => receiver.requests.length === 1);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: "GATEWAY_STORE_AWAY" });
  const [told] = receiver.requests[0]?.notice.alarms ?? [];
  expect(told).toMatchObject({ event: "storeFails", code: "GATEWAY_STORE_AWAY" });
  expect(lines.map(({ event }) => event)).toEqual(["failed", "storeFails", "alarmsTold"]);
});

it("the store that another program has for a moment is waited for, and for no longer", async () => {
  const made = folders();
  const first = await start(made.b);
  rmSync(join(made.b, "state/gateway.json"));
  await expect(start(made.b)).rejects.toMatchObject({ code: "GATEWAY_STORE_IN_USE" });
  await first.running.close();
  expect(await (await start(made.b)).health()).toBe("");
});
