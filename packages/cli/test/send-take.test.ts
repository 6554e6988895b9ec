import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toInstant } from "@safepassage/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";
import { CASES, STATEMENT } from "./case-files.ts";
import { createExchange } from "./exchange.ts";

// SQLite writes through to the disk.
vi.setConfig({ testTimeout: 60_000 });

let exchange: ReturnType<typeof createExchange>;
beforeEach(() => {
  exchange = createExchange();
  exchange.write("cases.csv", CASES);
  exchange.write("statement.json", JSON.stringify(STATEMENT));
  exchange.write("referral.json", JSON.stringify(requestOf()));
});
afterEach(() => exchange[Symbol.dispose]());

describe("safepassage send", () => {
  it("takes the sender's own folder for no recipient", async () => {
    const { exit, err } = await call("send", exchange.ngoB, ...CASE(), "--to", exchange.ngoB);
    expect(exit).toBe(2);
    expect(err).toContain("--to is your own folder");
  });

  it("tells why it refuses a record that is not there, with its path", async () => {
    const named = { ...requestOf(), consent: { record: "nobody.json" } };
    exchange.write("referral.json", JSON.stringify(named));
    const { exit, err } = await send();
    expect({ exit, err }).toEqual({
      exit: 2,
      err: expect.stringContaining(join("ngo-b", "consents", "nobody.json")),
    });
  });

  it.each<[string, string, () => object]>([
    ["HTCDS_REQUEST_INVALID", "asIs is gone", () => ({ asIs: true })],
    ["HTCDS_REQUEST_INVALID", "/purpose", () => ({ purpose: "GOSSIP" })],
    ["GATEWAY_AGREEMENT_UNKNOWN", "referral.json", () => ({ agreement: "AGR-OTHER" })],
    ["HTCDS_CASE_MISSING", "cases.csv", () => ({ case: { id: "B-99" } })],
  ])("refuses with %s and says where: %s", async (code, where, change) => {
    exchange.write("referral.json", JSON.stringify({ ...requestOf(), ...change() }));
    const { err } = await send();
    expect(err).toContain(`(${code})`);
    expect(err).toContain(where);
  });

  it("names the file of the folder that is wrong", async () => {
    rmSync(join(exchange.ngoB, "registry-key.json"));
    const { exit, err } = await send();
    expect(exit).toBe(1);
    expect(err).toContain("(AGENCY_FOLDER_INVALID)");
    expect(err).toContain(`${exchange.ngoB}: one mistake`);
    expect(err).toContain("  at   registry-key.json\n       It is not there. (FILE_MISSING)");
  });

  it("needs a folder where the registry has no address, and the folder of the recipient", async () => {
    const { exit, err } = await call("send", exchange.ngoB, ...CASE());
    expect(exit).toBe(2);
    expect(err).toContain("the registry has no address of https://ngo-c.test");
    const other = await call(
      "send",
      exchange.ngoB,
      ...CASE(),
      "--plan",
      "--officer-assurance",
      "9",
    );
    expect(other.err).toContain("--officer-assurance is 1, 2 or 3");
  });

  // Somebody who forgot the case file would believe that it was sent, and who named an officer, that the message does.
  it.each([
    ["--statement", "statement.json"],
    ["--officer", "a17"],
    ["--officer-assurance", "2"],
    ["--as-of", "2026-11-24"],
  ])("refuses what it would not use without a case file: %s", async (...option) => {
    for (const draft of [[], ["--draft", path("draft.json")]]) {
      const { exit, out, err } = await call("send", exchange.ngoB, ...draft, ...option);
      expect({ exit, out, err }).toEqual({
        exit: 2,
        out: "",
        err: expect.stringContaining(`${option[0]} means nothing without a case file`),
      });
    }
  });

  it("refuses a request beside a draft, which names its own recipient", async () => {
    const both = ["--draft", path("draft.json"), "--request", path("referral.json")];
    const { exit, err } = await call("send", exchange.ngoB, ...both);
    expect({ exit, err }).toEqual({
      exit: 2,
      err: expect.stringContaining("--request means nothing without a case file"),
    });
  });

  it("sends a draft request, says so as JSON, and then has nothing left to deliver", async () => {
    const planned = await call("send", exchange.ngoB, ...CASE(), "--plan", "--json");
    exchange.write("draft.json", JSON.stringify(JSON.parse(planned.out).draft));
    const draft = ["--draft", path("draft.json"), "--to", exchange.ngoC, "--json"];
    const { exit, out } = await call("send", exchange.ngoB, ...draft);
    expect(exit).toBe(0);
    expect(JSON.parse(out).sent).toMatchObject({ state: "decided", verdict: "accept" });
    expect(await call("send", exchange.ngoB)).toMatchObject({
      exit: 0,
      out: "Nothing is due in the outbox.",
    });
  });
});

describe("safepassage send without a case", () => {
  it("says that a message waits whose next attempt is not due yet, and does not end as if it were delivered", async () => {
    await exchange.seal();
    // The registry has no address of the other agency. At one time nothing becomes due.
    const now = ["--now", toInstant(new Date(Date.now() + 5000))];
    const tried = await call("send", exchange.ngoB, ...now);
    expect([tried.exit, tried.out]).toEqual([1, expect.stringContaining("not delivered yet")]);
    const again = await call("send", exchange.ngoB, ...now);
    expect([again.exit, again.out]).toEqual([
      1,
      expect.stringMatching(
        /^1 message waits in .*, not delivered yet\.\nTry again in some minutes/,
      ),
    ]);
    const { out } = await call("send", exchange.ngoB, ...now, "--json");
    expect(JSON.parse(out)).toEqual({ sent: [], waiting: 1 });
    expect((await call("send", exchange.ngoC)).out).toBe("Nothing is due in the outbox.");
  });
});

describe("safepassage take", () => {
  it("takes in once, gives the same receipts again, and refuses what is sealed for others", async () => {
    exchange.write("sealed.jwe", await exchange.seal());
    const [first, again] = [path("first.txt"), path("again.txt")];
    const taken = await call("take", exchange.ngoC, path("sealed.jwe"), "--receipts", first);
    expect(taken).toMatchObject({ exit: 0, err: "" });
    expect(taken.out).toContain("from https://ngo-b.test");
    const out = ["--receipts", again, "--out", path("message.json"), "--json"];
    const second = await call("take", exchange.ngoC, path("sealed.jwe"), ...out);
    expect(JSON.parse(second.out)).toMatchObject({ verdict: "accept" });
    expect(readFileSync(again, "utf8")).toBe(readFileSync(first, "utf8"));
    expect(JSON.parse(readFileSync(path("message.json"), "utf8")).clear).toMatchObject({
      "env.purpose": "ASSISTANCE_REFERRAL",
    });

    const refusal = path("refusal.txt");
    const wrong = await call("take", exchange.ngoB, path("sealed.jwe"), "--receipts", refusal);
    expect(wrong.exit).toBe(1);
    expect(wrong.err).toContain("(PACKAGE_NOT_FOR_US)");
    expect(existsSync(refusal)).toBe(true);
  });
});

const path = (name: string): string => join(exchange.place, name);
const CASE = (): readonly string[] => [
  ...[path("cases.csv"), "--statement", path("statement.json"), "--request", path("referral.json")],
  ...["--officer", "a17", "--officer-assurance", "2"],
];
const send = () => call("send", exchange.ngoB, ...CASE(), "--to", exchange.ngoC);

function requestOf(): object {
  const at = (days: number): string => toInstant(new Date(Date.now() + days * 86_400_000));
  const record = {
    person: "B-17",
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    givenAt: at(-1),
    validFrom: at(-1),
    validUntil: at(90),
    withdrawnAt: null,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: ["https://ngo-c.test"],
    scope: ["subject", "need"],
    language: "ukr",
    languageUnderstood: true,
    withdrawalMethod: true,
  };
  return {
    case: { id: "B-17" },
    messageType: "referral",
    purpose: "ASSISTANCE_REFERRAL",
    recipient: "https://ngo-c.test",
    agreement: "AGR-ASSIST",
    legalBases: ["GDPR#6(1)(a)"],
    conditions: [],
    asks: [
      "subject.pseudonym",
      "subject.sex",
      "subject.languages",
      "identity.names",
      "need.services",
    ],
    necessity: [],
    consent: { record },
    additions: { need: [{ f: "need.services", v: "counselling" }] },
  };
}
