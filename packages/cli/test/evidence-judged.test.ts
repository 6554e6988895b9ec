import { sha256Base64url } from "@safepassage/core";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";
import {
  type CertifyOptions,
  certifyIn,
  type Exchanged,
  exchangeIn,
  leavesOf,
  receiptsLike,
} from "./evidence-world.ts";

const REGISTRY = ["--registry", "registry.json"];
/** Long after. */
const LATER = ["--now", "2027-06-01T00:00:00Z"];
const NGO_C = "https://ngo-c.test";

let world: ReturnType<typeof createCaller>;
let one: Exchanged;
let like: ReturnType<typeof receiptsLike>;

const receipt = (...args: string[]): Promise<Called> => world.call("receipt", ...args, ...REGISTRY);
const show = (receipts: readonly string[], more: object = {}): void => {
  world.files.set("one.json", JSON.stringify({ jwt: one.jwt, receipts, ...more }));
};
/** As one line, since rows are wrapped. */
const flat = ({ text }: Called): string => text.replaceAll(/\s+/g, " ");
const refusal = ({ exit, io }: Called) => [exit, /\((\w+)\)/.exec(io.stderr[0] ?? "")?.[1]];

beforeEach(async () => {
  world = createCaller();
  one = await exchangeIn(world, "one");
  like = receiptsLike(one.receipts[0] ?? "", world);
  show(one.receipts);
});

describe("two verdicts of one recipient that differ", () => {
  const other = () => like.decided("2026-11-24T09:03:00Z", "reject");

  it("are refused beside their message", async () => {
    show([...one.receipts, other()]);
    const called = await receipt("one.json");
    expect(refusal(called)).toEqual([EXIT.refused, "RECEIPTS_CONTRADICT"]);
    expect(called.io.stderr[1]).toContain("they say different verdicts: rely on neither");
  });

  it("are refused without their message, in a folder too", async () => {
    world.files.set("shown/r.txt", [...one.receipts, other()].join("\n"));
    expect(refusal(await receipt("shown/r.txt"))).toEqual([EXIT.refused, "RECEIPTS_CONTRADICT"]);
    expect(refusal(await receipt("shown"))).toEqual([EXIT.refused, "RECEIPTS_CONTRADICT"]);
  });

  it("are one where only id and time differ", async () => {
    show([like.decided("2026-11-24T09:02:00Z"), like.decided("2026-11-24T09:03:00Z")]);
    expect((await receipt("one.json")).exit).toBe(EXIT.done);
  });
});

describe("a receipt that is not there", () => {
  it("is said not to be shown, and never that it was not signed", async () => {
    show([]);
    const none = await receipt("one.json");
    expect(none.exit).toBe(EXIT.done);
    expect(flat(none)).toContain(
      `open whether it arrived, and what ${NGO_C} decided: you were shown no receipt of ${NGO_C} about that; ask both sides`,
    );
    expect(none.text).not.toContain("signed neither");
  });

  it("is open where only the verdict is missing", async () => {
    show([like.delivered("2026-11-24T09:02:00Z")]);
    const called = await receipt("one.json");
    expect(called.text).toContain("receipt  none shown of the verdict");
    expect(flat(called)).toContain(`open what ${NGO_C} decided: you were shown no receipt`);
    const { text } = await receipt("one.json", "--json");
    expect(JSON.parse(text).open).toEqual(["decided"]);
    show(one.receipts);
    expect(flat(await receipt("one.json"))).not.toContain("open what");
  });
});

describe("the dates of receipts", () => {
  it("lie at most a day ahead of now", async () => {
    show([like.decided("2026-11-25T09:02:01Z")]);
    expect(refusal(await receipt("one.json"))).toEqual([EXIT.refused, "RECEIPT_TIME_WRONG"]);
    expect((await receipt("one.json", ...LATER)).exit).toBe(EXIT.done);
    world.files.set("alone.txt", like.decided("2026-11-25T09:02:01Z"));
    expect(refusal(await receipt("alone.txt"))).toEqual([EXIT.refused, "RECEIPT_TIME_WRONG"]);
  });

  it("are odd if the verdict comes before the arrival, and impossible if it does so by days", async () => {
    show([like.delivered("2026-11-24T19:00:00Z"), like.decided("2026-11-24T09:02:00Z")]);
    const odd = await receipt("one.json", ...LATER);
    expect(odd.exit).toBe(EXIT.done);
    expect(flat(odd)).toContain("order the verdict is dated before the arrival");
    show([like.delivered("2026-11-26T19:00:00Z"), like.decided("2026-11-24T09:02:00Z")]);
    const wrong = await receipt("one.json", ...LATER);
    expect(refusal(wrong)).toEqual([EXIT.refused, "RECEIPT_TIME_WRONG"]);
  });

  it("are late after the deadline of delivery, and that is told", async () => {
    show([like.delivered("2027-01-10T09:00:00Z"), like.decided("2027-01-10T09:00:00Z")]);
    const called = await receipt("one.json", ...LATER);
    expect(called.exit).toBe(EXIT.done);
    expect(flat(called)).toMatch(/late it arrived after its deadline of delivery, 2026-12-/);
  });
});

describe("the age of the registry", () => {
  const issued = (issuedAt: string): void => {
    const registry = JSON.parse(world.files.get("registry.json") ?? "");
    world.files.set("other.json", JSON.stringify({ ...registry, issuedAt }));
  };
  const check = (...more: string[]) =>
    world.call("receipt", "one.json", "--registry", "other.json", ...more);

  it("is always said", async () => {
    issued("2026-11-25T00:00:00Z");
    const { text } = await check();
    expect(text).toContain("registry of 2026-11-25; what was reported after that is not known");
    expect(text).not.toContain("warning");
    expect(JSON.parse((await check("--json")).text).registry).toEqual({
      issuedAt: "2026-11-25T00:00:00Z",
      isOlder: false,
    });
  });

  it("says who has left since: what such a one has signed before counts", async () => {
    const registry = JSON.parse(world.files.get("registry.json") ?? "");
    const [first] = registry.agencies;
    const until = "2026-11-25T00:00:00Z";
    const facts = first.facts.map((fact: object) => ({ ...fact, until }));
    const agencies = [{ ...first, facts }, ...registry.agencies.slice(1)];
    const left = { ...registry, issuedAt: until, agencies };
    world.files.set("other.json", JSON.stringify(left));
    const { exit, text } = await check(...LATER);
    expect(exit).toBe(EXIT.done);
    expect(text).toContain(
      `${first.entity} is not registered now: what it signed while it was, counts`,
    );
    const age = JSON.parse((await check("--json", ...LATER)).text).registry;
    expect(age).toEqual({ issuedAt: until, isOlder: false, left: [first.entity] });
  });

  it("says which key was replaced or ended since: what it has signed before counts", async () => {
    const registry = JSON.parse(world.files.get("registry.json") ?? "");
    const [first] = registry.agencies;
    const until = "2026-11-25T00:00:00Z";
    const keys = first.keys.map((key: object) => ({ ...key, until }));
    const agencies = [{ ...first, keys }, ...registry.agencies.slice(1)];
    world.files.set("other.json", JSON.stringify({ ...registry, issuedAt: until, agencies }));
    const { kid } = keys[0].jwk;
    const { exit, text } = await check(...LATER);
    expect(exit).toBe(EXIT.done);
    expect(text).toContain(
      `${first.entity} has replaced or ended the key ${kid}:\nwhat it signed with it while that was in force, counts`,
    );
    expect(text.split(kid)).toHaveLength(2);
    const age = JSON.parse((await check("--json", ...LATER)).text).registry;
    const replaced = [{ entity: first.entity, kid }];
    expect(age).toEqual({ issuedAt: until, isOlder: false, replaced });
    // On the day itself nothing had changed.
    expect((await check("--now", "2026-11-24T12:00:00Z")).text).not.toContain(kid);
  });

  it("is a warning where it is older than what it checks", async () => {
    issued("2026-01-02T00:00:00Z");
    const { exit, text } = await check();
    expect(exit).toBe(EXIT.done);
    expect(text).toContain("warning: it is older than what it checks");
    const { registry } = JSON.parse((await check("--json")).text);
    expect(registry).toEqual({ issuedAt: "2026-01-02T00:00:00Z", isOlder: true });
    world.files.set("r.txt", one.receipts.join("\n"));
    const alone = await world.call("receipt", "r.txt", "--registry", "other.json");
    expect(alone.text).toContain("warning: it is older");
  });
});

describe("the digest in a file of evidence", () => {
  it("is compared with the message, wherever else that stands", async () => {
    const own = sha256Base64url(one.jwt);
    show(one.receipts, { digest: own });
    expect((await receipt("one.json")).exit).toBe(EXIT.done);
    show(one.receipts, { digest: sha256Base64url("another") });
    const called = await receipt("one.json");
    expect(refusal(called)).toEqual([EXIT.refused, "RECEIPT_MISMATCH"]);
    expect(called.io.stderr[1]).toContain("The file names another message than it holds");
    world.files.set("one.jwt", one.jwt);
    world.files.set("one.txt", one.receipts.join("\n"));
    for (const more of [
      ["one.jwt", "one.json"],
      ["one.json", "one.jwt"],
      ["one.txt", "--message", "one.json"],
    ]) {
      expect([more, ...refusal(await receipt(...more))]).toEqual([more, 1, "RECEIPT_MISMATCH"]);
    }
  });
});

describe("an erasure certificate", () => {
  let digest: string;
  let resolved: readonly string[];
  const certify = (
    dates: { at?: string; backupHorizon?: string } = {},
    change: CertifyOptions["change"] = {},
  ): void => {
    const { sdJwt } = certifyIn(world, leavesOf(digest, resolved, dates), { change });
    world.files.set("certificate", sdJwt);
  };
  const check = (...more: string[]): Promise<Called> =>
    receipt("one.json", "--certificate", "certificate", ...more);

  beforeEach(() => {
    const kept = JSON.parse(world.files.get(one.kept) ?? "");
    digest = kept.digest;
    resolved = kept.disclosureDigests;
  });

  it("is read from what a gateway keeps of it as evidence, without its private part", async () => {
    const { sdJwt, jwt } = certifyIn(world, leavesOf(digest, resolved));
    const { inspectMessage, statementOf } = await import("@safepassage/message");
    const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
    const statement = statementOf(inspectMessage(sdJwt, { clock }));
    const own = sha256Base64url(jwt);
    const evidence = { digest: own, jwt, receipts: [], sdJwt: statement };
    world.files.set("certificate", JSON.stringify(evidence));
    const called = await check();
    expect(called.exit).toBe(EXIT.done);
    expect(called.text).toContain(`certificate  good, signed by ${NGO_C}`);
    expect(called.text).toContain("signed     2026-11-24 09:02:00 UTC");
    expect(called.text).toContain(`digest     ${own}`);
    // What an earlier version of a gateway kept.
    world.files.set("certificate", JSON.stringify({ digest: own, jwt, receipts: [] }));
    expect(refusal(await check())).toEqual([EXIT.refused, "CLI_NO_CERTIFICATE"]);
  });

  it("names nothing foreign where no receipt says what had arrived", async () => {
    show([]);
    certify();
    const called = await check();
    expect(called.exit).toBe(EXIT.refused);
    expect(called.text).toContain("covers     not known: no receipt says what had arrived");
    expect(called.text).not.toContain("foreign");
    expect(JSON.parse((await check("--json")).text).certificate).not.toHaveProperty("foreign");
  });

  it.each([
    ["2026-12-19T23:00:00Z", "last day 2026-12-19: erased on time"],
    ["2026-12-20T00:01:00Z", "last day 2026-12-19: erased on time"],
    ["2026-12-21T00:01:00Z", "last day 2026-12-19: 2 days late"],
  ])("of an erasure at %s is good and says: %s", async (at, said) => {
    certify({ at, backupHorizon: "2027-01-25" }, { "env.createdAt": at });
    const called = await check(...LATER);
    expect([called.exit, flat(called)]).toEqual([EXIT.done, expect.stringContaining(said)]);
  });

  const early = "2026-11-20T09:00:00Z";
  it.each<[string, Parameters<typeof certify>]>([
    ["erased before the message was sent", [{ at: early }]],
    ["erased after it was certified", [{ at: "2026-11-24T09:10:00Z" }]],
    ["no backup from a day before the erasure", [{ backupHorizon: "2026-11-23" }]],
    ["certified before the message was sent", [{ at: early }, { "env.createdAt": early }]],
    [
      "certified in the future",
      [{ at: "2026-11-24T10:00:00Z" }, { "env.createdAt": "2026-11-24T10:00:00Z" }],
    ],
  ])("is impossible, with status 1: %s", async (what, [dates, change]) => {
    certify(dates, change);
    const called = await check();
    expect(called.exit).toBe(EXIT.refused);
    expect(flat(called)).toContain(`impossible ${what}`);
    expect(JSON.parse((await check("--json")).text).certificate.impossible).toContain(what);
  });
});
