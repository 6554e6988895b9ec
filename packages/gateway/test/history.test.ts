import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DraftRequest, NewInboxRow } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import type { Body, Consent, DecodedMessage } from "@safepassage/schema";
import { afterAll, describe, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { fixture, heldConsent, requestS011, requestS041 } from "./drafts.ts";
import { createFederation, entityOf, NGO_B } from "./federation.ts";
import { NO_JUDGEMENT } from "./history-world.ts";
import { inside } from "./inside.ts";
import { refuseAll } from "./withdrawing.ts";
import {
  createExchange,
  digestOf,
  type LocalAnswer,
  type TestExchange,
  type TestGateway,
} from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("what was told of one person", () => {
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

describe("a change of class", () => {
  it("is told within a day to whoever was told otherwise (R69)", async () => {
    const { exchange, other } = police();
    const { b } = exchange;
    const victim = { ...requestS041(), ...asVictim(), people: { [SUSPECT]: "case-17" } };
    expect(codesOf(await submit(b, victim))).toEqual([]);

    const suspect = () => ({
      ...fresh(requestS041()),
      recipient: other,
      people: { [SUSPECT]: "case-17" },
    });
    exchange.setTime("2026-11-24T12:00:00Z");
    const first = await submit(b, suspect());
    expect(codesOf(first)).toEqual([]);
    exchange.setTime("2026-11-26T12:00:00Z");
    const second = await submit(b, suspect());
    expect([second.json.verdict, codesOf(second)]).toEqual([
      "acceptWithWarnings",
      ["R69_RECIPIENT_NOT_TOLD"],
    ]);

    // These recipients are told; the gateway does not know whether oversight was.
    const told = { ...suspect(), recipient: entityOf("Police-C") };
    expect(codesOf(await submit(b, told))).toEqual([]);
    const third = await submit(b, suspect());
    expect(codesOf(third)).toEqual([]);
    expect(third.json.notEvaluated).toContainEqual({
      rule: "R69",
      part: "b",
      missing: ["history.events"],
    });
  });
});

describe("the conditions of a source", () => {
  it("are passed on, and unknown where nobody says what a message draws on (R20)", async () => {
    const exchange = createExchange();
    const { id, digest } = await referred(exchange, ["ASSISTANCE_ONLY", "NO_CONTACT_WITH_FAMILY"]);
    const answer = await answerTo(exchange, id);
    const send = (change: Partial<DraftRequest>) => submit(exchange.c, { ...answer, ...change });

    const unknown = await send({});
    expect(unknown.json.notEvaluated).toContainEqual({
      rule: "R20",
      part: "b",
      missing: ["history.sources"],
    });
    const dropped = await send({ sources: [digest] });
    expect(codesOf(dropped)).toEqual(["R20_CONDITION_DROPPED"]);
    const conditions = ["ASSISTANCE_ONLY", "NO_CONTACT_WITH_FAMILY"];
    const passed = await send({
      sources: [digest],
      clear: { "env.handling.conditions": conditions },
    });
    expect([passed.status, codesOf(passed)]).toEqual([201, []]);
    expect(passed.json.evaluated).toContain("R20");
    // The conditions of a message that is not held are unknown.
    const notHeld = await send({ sources: ["A".repeat(43)] });
    expect(notHeld.json.notEvaluated).toContainEqual({
      rule: "R20",
      part: "b",
      missing: ["history.sources"],
    });
  });
});

describe("the outbox as a record", () => {
  it("shows that an intent precedes, for messages of one's own (R57)", async () => {
    const exchange = createExchange();
    const sent = await submit(exchange.b, requestS011());
    expect(sent.json.evaluated).toContain("R57");
    await exchange.settle();
    const { json } = await exchange.c.show(sent.json.digest);
    expect(json.notEvaluated).toContainEqual({ rule: "R57", part: "b", missing: ["history.log"] });
  });
});

/** Group of the person in S02.1. */
const PERSON = "BWxlyGIVO7yDvO1lB2VMAw";
/** Group of the person in S04.1. */
const SUSPECT = "ejS8fdFBl43WKTKWqMgN_g";

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

/** Police-B, with two agencies under one agreement; the other is in its own State. */
function police() {
  const federation = createFederation();
  const agreements = [federation.sign("AGR-LE", "Police-B", "Police-C", "DPA-B")];
  const exchange = createExchange({
    federation,
    parties: ["Police-B", "Police-C"],
    options: { agreements },
  });
  exchange.editRegistry((file) => {
    const agency = file.agencies.find(({ entity }) => entity === entityOf("DPA-B"));
    const facts = (agency as unknown as { facts: Record<string, unknown>[] }).facts[0];
    Object.assign(facts ?? {}, { type: "police", regime: "LED" });
  });
  return { exchange, other: entityOf("DPA-B") };
}

/** The person of S04.1 as a possible victim: S04.4. */
function asVictim(): Pick<DraftRequest, "body"> {
  const { body } = fresh(requestS041());
  const only = Object.entries(body as Body).filter(
    ([, { kind }]) => kind === "subject" || kind === "event" || kind === "request",
  );
  return {
    body: Object.fromEntries(
      only.map(([gid, group]) => [
        gid,
        group.kind === "subject" ? { ...group, ledCategory: "possibleVictim" } : group,
      ]),
    ),
  };
}

/** A draft about the same with another pseudonym. */
function fresh<T extends { body: unknown }>(draft: T): T {
  const body = Object.entries(draft.body as Body).map(([gid, group]) => [
    gid,
    {
      ...group,
      leaves: group.leaves.map((leaf) =>
        leaf.f === "subject.pseudonym" ? { ...leaf, v: randomId() } : leaf,
      ),
    },
  ]);
  return { ...draft, body: Object.fromEntries(body) };
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

async function referred(exchange: TestExchange, conditions: readonly string[]) {
  const draft = { ...requestS011(), clear: { "env.handling.conditions": conditions } };
  const { json } = await submit(exchange.b, draft);
  await exchange.settle();
  return json as { readonly id: string; readonly digest: string };
}

/** S01.3, which answers a referral that has arrived. */
async function answerTo(exchange: TestExchange, id: string): Promise<DraftRequest> {
  const { json } = await exchange.c.show(await digestOf(exchange, id));
  const request = json.message as DecodedMessage;
  const { message, context } = fixture(2);
  const [consent] = context.consents as unknown as [Consent];
  return {
    ...requestS011(),
    recipient: NGO_B,
    messageType: "response",
    body: message.body,
    consents: [heldConsent(consent)],
    private: {
      "private.exchangeId": request.private["private.exchangeId"],
      "private.inReplyTo": id,
    },
  };
}

function submit(gateway: TestGateway, draft: DraftRequest): Promise<LocalAnswer> {
  return gateway.call("POST", "/v1/messages", { draft, mode: "asIs" });
}

const codesOf = ({ json }: LocalAnswer): readonly string[] =>
  json.findings?.map(({ code }: { code: string }) => code) ?? [json.code];
