import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DraftRequest, NewInboxRow } from "@safepassage/agency";
import type { Body } from "@safepassage/schema";
import { afterAll, describe, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { fixture } from "./drafts.ts";
import { createFederation, entityOf, NGO_B } from "./federation.ts";
import { codesOf, fresh, submit } from "./history-drafts.ts";
import { NO_JUDGEMENT } from "./history-world.ts";
import { inside } from "./inside.ts";
import { refuseAll } from "./withdrawing.ts";
import { createExchange, type TestExchange } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the history of one person", () => {
  it("is added up over messages under different pseudonyms, and bounded (R61)", async () => {
    const { b } = identification();
    const first = await submit(b, referral(TRADE, { person: "case-17" }));
    expect(codesOf(first)).toEqual([]);
    expect(first.json.evaluated).toContain("R61");

    // Each message alone stays within the bound.
    const refused = await submit(b, referral(ROUTE, { person: "case-17" }));
    expect([refused.status, codesOf(refused)]).toEqual([422, ["R61_TOGETHER_TOO_NARROW"]]);
    const other = await submit(b, referral(ROUTE, { person: "case-18" }));
    expect([other.status, codesOf(other)]).toEqual([201, []]);
  });

  it("is not known where the case system does not say who she is", async () => {
    const { b } = identification();
    const { json } = await submit(b, referral(TRADE));
    expect(json.notEvaluated).toContainEqual({
      rule: "R61",
      part: "a",
      missing: ["history.people"],
    });
    expect(json.notEvaluated).toContainEqual({
      rule: "R69",
      part: "a",
      missing: ["history.people"],
    });
    expect(json.evaluated).not.toContain("R61");
  });

  it("counts what went out under her pseudonym before anybody said whose it was", async () => {
    const { b } = identification();
    const sent = { ...referral(TRADE), case: "file-17" };
    await submit(b, sent);
    await submit(b, { ...sent, people: { [PERSON]: "case-17" } });
    const refused = await submit(b, referral(ROUTE, { person: "case-17" }));
    expect(codesOf(refused)).toEqual(["R61_TOGETHER_TOO_NARROW"]);
  });

  it("is not forgotten, however much others say under her pseudonym", async () => {
    const { b } = identification();
    const sent = { ...referral(TRADE, { person: "case-17" }), case: "file-17" };
    await submit(b, sent);
    const [pseudonym = ""] = pseudonymsOf(sent);
    for (let i = 0; i < 1100; i++)
      await inside(b.store).inbox.add(mentioning(pseudonym, `other-${i}`));
    const route = referral(ROUTE, { person: "case-17" });
    const [own = ""] = pseudonymsOf(route);
    const body = JSON.parse(JSON.stringify(route.body).replaceAll(own, pseudonym));
    const refused = await submit(b, { ...route, body, case: sent.case });
    expect(codesOf(refused)).toContain("R61_TOGETHER_TOO_NARROW");
  });

  it("counts where the recipient says that it could not read it, until it is to be erased", async () => {
    const exchange = identification();
    const { b, settle, setTime } = exchange;
    const [read] = [refuseAll(exchange, "PACKAGE_MALFORMED", ["Police-D", "NRM-D"])];
    const sent = { ...referral(TRADE, { person: "case-17" }), case: "file-17" };
    const { json } = await submit(b, sent);
    await settle();
    expect([(await inside(b.store).outbox.find(json.id))?.state, read.length]).toEqual([
      "refused",
      1,
    ]);
    const refused = await submit(b, referral(ROUTE, { person: "case-17" }));
    expect(codesOf(refused)).toEqual(["R61_TOGETHER_TOO_NARROW"]);
    // The same once more tells nothing new.
    expect(codesOf(await submit(b, sent))).toEqual([]);

    setTime("2027-03-01T09:00:00Z");
    await b.gateway.maintain();
    expect(codesOf(await submit(b, referral(ROUTE, { person: "case-17" })))).toEqual([]);
  });

  it("does not count where it was never posted", async () => {
    const { b, intercept, settle, setTime } = identification();
    intercept(() => Promise.reject(new TypeError("connection refused")));
    const { json } = await submit(b, referral(TRADE, { person: "case-17" }));
    await settle();
    setTime("2026-12-02T09:02:00Z");
    await settle();
    expect(await inside(b.store).outbox.find(json.id)).toMatchObject({
      state: "expired",
      posted: false,
    });
    expect(codesOf(await submit(b, referral(ROUTE, { person: "case-17" })))).toEqual([]);
  });

  it("outlives the process, and goes with the message", async () => {
    const path = join(folder, "police.db");
    const { b, setTime, federation } = identification({ path });
    await submit(b, referral(TRADE, { person: "case-17" }));
    await b.gateway.close();
    const again = identification({ path, federation });
    const refused = await submit(again.b, referral(ROUTE, { person: "case-17" }));
    expect(codesOf(refused)).toEqual(["R61_TOGETHER_TOO_NARROW"]);

    setTime("2027-03-01T09:00:00Z");
    again.setTime("2027-03-01T09:00:00Z");
    await again.b.gateway.maintain();
    const later = { ...referral(ROUTE, { person: "case-17" }) };
    expect(codesOf(await submit(again.b, later))).toEqual([]);
    await again.b.gateway.close();
  });

  it("holds a keyed hash of her id, and after erasure none", async () => {
    const path = join(folder, "hash.db");
    const { b, setTime } = identification({ path });
    const request = referral(TRADE, { person: "a-name-that-nobody-may-read" });
    await submit(b, request);
    await b.store.scrub();
    const [pseudonym] = pseudonymsOf(request);
    expect(readFileSync(path, "latin1")).not.toContain("a-name-that-nobody-may-read");
    expect(await inside(b.store).history.personBehind(pseudonym ?? "")).toMatch(
      /^[\w-]{8}\.[\w-]{43}$/,
    );
    setTime("2027-03-01T09:00:00Z");
    await b.gateway.maintain();
    expect(await inside(b.store).history.personBehind(pseudonym ?? "")).toBeUndefined();
    expect(readFileSync(path, "latin1")).not.toContain(pseudonym);
    await b.gateway.close();
  });

  it("is not known with another key, until nothing of the old one is left", async () => {
    const path = join(folder, "key.db");
    const { b, federation } = identification({ path });
    await submit(b, referral(TRADE, { person: "case-17" }));
    await b.gateway.close();
    const options = { officerKey: new Uint8Array(32).fill(99) };
    const again = identification({ path, federation, options });
    const sent = await submit(again.b, referral(ROUTE, { person: "case-17" }));
    expect(sent.json.notEvaluated).toContainEqual({
      rule: "R61",
      part: "a",
      missing: ["history.people"],
    });
    await again.b.gateway.close();
  });
});

describe("a pseudonym", () => {
  it("is for one agency and one case (R61)", async () => {
    const { b } = identification();
    const sent = { ...referral(TRADE, { person: "case-17" }), case: "file-17" };
    const first = await submit(b, sent);
    const again = await submit(b, { ...sent, case: "file-18" });
    expect(codesOf(again)).toEqual(["R61_PSEUDONYM_REUSED"]);
    expect(first.status).toBe(201);
    const inCase = await submit(b, sent);
    expect(codesOf(inCase)).toEqual([]);
  });
  it("cannot be joined by a number of a case: the gateway draws the reference", async () => {
    const { b } = identification();
    const sent = referral(TRADE, { person: "case-17" });
    const given = { ...sent, private: { "private.caseRef": "vJ7Oq1sX55H5KQ3JhjAj_A" } };
    const { status, json } = await submit(b, given);
    expect([status, json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
    expect(json.issues).toMatchObject([{ pointer: "/draft/private/*" }]);
  });
});

/** Group of the person in S02.1. */
const PERSON = "BWxlyGIVO7yDvO1lB2VMAw";

/** 16 bits. */
const TRADE = fixture(0, 1).message.body as unknown as Body;

const LEFT_OUT = new Set([
  "subject.languages",
  "event.relationship",
  "event.period",
  "subject.ageBand",
]);

/** Nationality, route and what the other has too. */
const ROUTE: Body = Object.fromEntries(
  Object.entries(fixture(2, 1).message.body as unknown as Body).map(([gid, group]) => [
    gid,
    {
      ...group,
      leaves: group.leaves.filter(({ f }) => !LEFT_OUT.has(f)),
    },
  ]),
);

/** Police-D, which refers a possible victim to the authority that identifies victims. */
function identification({
  path,
  federation = createFederation(),
  options = {},
}: {
  path?: string;
  federation?: ReturnType<typeof createFederation>;
  options?: Partial<GatewayOptions>;
} = {}): TestExchange {
  const agreements = [federation.sign("AGR-UK", "Police-D", "NRM-D")];
  return createExchange({
    federation,
    parties: ["Police-D", "NRM-D"],
    ...(path === undefined ? {} : { paths: { "Police-D": path } }),
    options: { agreements, ...options },
  });
}

/** S02.1 with another body, a new exchange and a new pseudonym. */
function referral(body: Body, { person }: { person?: string } = {}): DraftRequest {
  return fresh({
    recipient: entityOf("NRM-D"),
    purpose: "VICTIM_IDENTIFICATION",
    messageType: "referral",
    legalBases: ["UK-MSA2015#52"],
    agreement: "AGR-UK",
    officer: { id: "staff-0042", assurance: 2 },
    body,
    ...(person === undefined ? {} : { people: { [PERSON]: person } }),
  });
}

function pseudonymsOf({ body }: DraftRequest): readonly string[] {
  return Object.values(body as Body).flatMap(({ leaves }) =>
    leaves.flatMap(({ f, v }) => (f === "subject.pseudonym" ? [String(v)] : [])),
  );
}

/** Nobody reads it. */
const NO_MESSAGE = { clear: {}, private: {}, body: {} } as never;

/** A message of a partner that says something of a person. */
function mentioning(pseudonym: string, id: string): NewInboxRow {
  const common = { id, digest: id, messageType: "referral", purpose: "VICTIM_IDENTIFICATION" };
  const sender = "https://elsewhere.test";
  const record = {
    record: "message",
    ...{ message: id, digest: id, exchangeId: id, from: sender, to: NGO_B },
    ...{ purpose: common.purpose, messageType: common.messageType, conditions: [] },
  } as const;
  return {
    ...common,
    ...{ sender, state: "accepted", sealedDigest: id, resolved: [], jwt: "", receipts: [] },
    ...{ receivedAt: "2026-11-24T09:02:00Z", eraseBy: "2027-01-01", mendBy: undefined },
    ...{
      ...{ clock: undefined, reviewBy: undefined },
      content: { sdJwt: "", exchangeId: id, message: NO_MESSAGE, judgement: NO_JUDGEMENT },
    },
    history: {
      ...{ record, own: false, onConsentAlone: false },
      mentions: [{ pseudonym, ledCategory: "victim", ageClass: "adult" }],
    },
  };
}
