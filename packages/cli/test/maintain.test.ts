import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { vitalRequest } from "@safepassage/testing/draft-request";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call, callAt } from "./call-on-disk.ts";
import { createExchange } from "./exchange.ts";

// SQLite writes through to the disk.
vi.setConfig({ testTimeout: 60_000 });

let exchange: ReturnType<typeof createExchange>;
beforeEach(() => {
  exchange = createExchange();
});
afterEach(() => exchange[Symbol.dispose]());

describe("safepassage maintain", () => {
  it("writes the keys to which issue seals what take opens", async () => {
    const { ngoC } = exchange;
    await issue(vitalRequest());
    const taken = await call("take", ngoC, path("sealed.jwe"));
    expect(taken).toMatchObject({ exit: 0, err: "" });
  });

  it("erases what is due, once the time is confirmed after a jump of the clock", async () => {
    const { ngoB, ngoC } = exchange;
    exchange.write("request.json", JSON.stringify(vitalRequest()));
    const to = ["--draft", path("request.json"), "--to", ngoC, "--json"];
    const { digest } = JSON.parse((await call("send", ngoB, ...to)).out).sent;
    const later = `${new Date(Date.now() + 364 * 86_400_000).toISOString().slice(0, 19)}Z`;
    const doubted = await callAt(later, "maintain", ngoC);
    expect(doubted).toMatchObject({ exit: 1, out: "" });
    expect(doubted.err).toContain("(GATEWAY_CLOCK_IMPLAUSIBLE)");
    expect(doubted.err).toContain("safepassage maintain --time");
    const wrong = await callAt(later, "maintain", ngoC, "--time", "2026-01-01T00:00:00Z");
    expect(wrong.err).toContain("(GATEWAY_CLOCK_DIFFERS)");
    const right = await callAt(later, "maintain", ngoC, "--time", later, "--json");
    expect(JSON.parse(right.out)).toEqual({ clock: { state: "plausible" } });
    const octets = readFileSync(join(ngoC, "state/agency.db"));
    expect(octets.includes(digest)).toBe(true);
    expect(octets.includes("need.services")).toBe(false);
  });
});

describe("safepassage maintain, again", () => {
  it("does what is due before it says that the file of --epochs exists", async () => {
    const { ngoC } = exchange;
    const again = ["maintain", ngoC, "--epochs", path("ngo-c.epochs")];
    expect((await call(...again)).exit).toBe(0);
    const { exit, out, err } = await call(...again);
    expect([exit, out]).toEqual([2, "https://ngo-c.test: nothing is due any more"]);
    expect(err).toContain("(CLI_FILE_EXISTS)");
    const asJson = await call(...again, "--json");
    expect([asJson.exit, asJson.err]).toEqual([2, ""]);
    // One answer, and not also that nothing is due.
    expect(JSON.parse(asJson.out)).toEqual({
      refused: expect.objectContaining({ code: "CLI_FILE_EXISTS" }),
    });
    const other = [...again.slice(0, -1), path("other.epochs"), "--json"];
    expect(JSON.parse((await call(...other)).out)).toEqual({
      clock: { state: "plausible" },
      epochs: path("other.epochs"),
    });
    expect((await call("maintain", ngoC, "--time", "tomorrow")).err).toContain(
      "--time is an instant",
    );
  });
});

describe("a threat to life", () => {
  it("is an alarm on the screen once, and its message is read in a role", async () => {
    const { ngoB, ngoC } = exchange;
    exchange.write("warning.json", JSON.stringify(warning()));
    const sent = await call("send", ngoB, "--draft", path("warning.json"), "--to", ngoC);
    expect(sent.err).toMatch(/^ALARM in \S+ngo-c: a life may be in danger: message /m);
    expect((await call("maintain", ngoC)).err).toBe("");
  });

  it("is read in a role, and in no other way", async () => {
    const { ngoC } = exchange;
    await issue(warning());
    const [hidden, shown] = [path("hidden.json"), path("shown.json")];
    const taken = await call("take", ngoC, path("sealed.jwe"), "--out", hidden);
    expect([taken.exit, existsSync(hidden)]).toEqual([1, false]);
    expect(taken.out).toContain("with --role");
    const role = ["--role", "dutyOfficer", "--out", shown];
    expect((await call("take", ngoC, path("sealed.jwe"), ...role)).exit).toBe(1);
    expect(JSON.parse(readFileSync(shown, "utf8")).private).toMatchObject(urgent);
  });
});

/** Seals a draft for the second agency, to the keys that its folder publishes. */
async function issue(asked: object): Promise<void> {
  const { ngoB, ngoC } = exchange;
  await call("maintain", ngoC, "--epochs", path("ngo-c.epochs"));
  exchange.write("request.json", JSON.stringify(asked));
  const plan = ["--draft", path("request.json"), "--plan", "--json"];
  const { out } = await call("send", ngoB, ...plan);
  exchange.write("draft.json", JSON.stringify(JSON.parse(out).draft));
  const [agreement = ""] = readdirSync(join(ngoB, "agreements"));
  const issued = await call(
    ...["issue", path("draft.json"), "--key", join(ngoB, "keys/signing-key.json")],
    ...["--to", path("ngo-c.epochs"), "--agreement", join(ngoB, "agreements", agreement)],
    ...["--registry", join(exchange.place, "exchange/registry/registry.jwt")],
    ...["--registry-key", join(ngoB, "registry-key.json"), "--out", path("sealed.jwe")],
  );
  expect(issued).toMatchObject({ exit: 0, err: "" });
}

const path = (name: string): string => join(exchange.place, name);

const urgent = { "private.urgency": { level: "emergency", ground: "threatToLife" } };

/** A draft request that warns of a threat to life, and lacks what its recipient needs to judge it. */
function warning() {
  const { body, ...rest } = vitalRequest();
  const unjudged = Object.entries(body).map(([gid, { meta: _, ...group }]) => [gid, group]);
  return { ...rest, body: Object.fromEntries(unjudged), private: urgent };
}
