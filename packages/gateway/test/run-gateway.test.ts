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
import { until } from "@safepassage/testing/until";
import { describe, expect, it } from "vitest";
import { runGateway } from "../src/node.ts";
import { openReceiver } from "./alarm-servers.ts";
import { editJson, pictureOf } from "./gateway-folder.ts";
import { folders, NGO_B, served, start, undo } from "./running.ts";

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
