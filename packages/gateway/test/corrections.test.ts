import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueDecidedReceipt, randomId } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import values from "@safepassage/vectors/schema/field-values.json" with { type: "json" };
import { afterAll, describe, expect, it } from "vitest";
import {
  codesOf,
  correct,
  correctionOf,
  correctUnchecked,
  NEED,
  PERSON,
  refer,
  type Sent,
  valueFor,
} from "./correcting.ts";
import { inside } from "./inside.ts";
import { messageOf, refuseAll } from "./withdrawing.ts";
import { createExchange, NGO_B, NGO_C, requestS011, type TestExchange } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-corrections-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NEVER_SENT: Sent = {
  id: "5b0c9e6e-2f63-4b7a-9d0e-6c1f4a8e7d35",
  digest: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
};
const SERVICES = `${NEED}/need.services`;

describe("a correction carries nothing that its message could not", () => {
  // What it once carried to anybody, whatever the purpose.
  const carried = [
    "identity.names",
    "contact.phone",
    "location.subjectCurrent",
    "location.precise",
    "need.health",
    "subject.immigrationStatusCode",
  ] as const;

  it.each(carried)("%s, for a message never sent or a field never permitted", async (field) => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const [value = null] = values.fields[field];
    for (const [target, code] of [
      [sent, "R79_TARGET_NO_LEAF"],
      [{ ...sent, digest: NEVER_SENT.digest }, "R79_TARGET_NOT_HELD"],
    ] as const) {
      const body = valueFor(target, `${PERSON}/${field}`, [value]);
      const own = await correct(exchange, sent, body);
      expect([own.status, codesOf(own)]).toEqual([422, [code]]);
      const { verdict, codes, stored } = await correctUnchecked(exchange, sent, body);
      expect({ verdict, codes, stored }).toEqual({
        verdict: "reject",
        codes: [code],
        stored: undefined,
      });
    }
  });

  it("nor what its consent does not cover any more", async () => {
    const exchange = createExchange();
    const draft = requestS011();
    const [consent] = draft.consents ?? [];
    if (consent === undefined) throw new TypeError("S01.1 has no consent");
    const record = { ...consent.record, validUntil: "2026-12-01T00:00:00Z" };
    const consents = [{ ...consent, record }];
    // Somebody chose to hold it longer than the consent lasts.
    const clear = { ...draft.clear, "env.retention.eraseBy": "2026-12-24" };
    const sent = await refer(exchange, { ...draft, consents, clear });
    const body = valueFor(sent, SERVICES, ["legalAdvice"]);
    exchange.setTime("2026-12-01T09:00:00Z");
    const own = await correct(exchange, sent, body);
    expect([own.status, codesOf(own)]).toEqual([422, ["R01_FIELD_NOT_PERMITTED"]]);
    const later = {
      "env.createdAt": "2026-12-01T09:00:00Z",
      "env.deliverBy": "2026-12-02T09:00:00Z",
    };
    await exchange.c.gateway.maintain();
    const { verdict, codes, stored } = await correctUnchecked(exchange, sent, body, {
      clear: later,
    });
    expect({ verdict, codes, stored }).toEqual({
      verdict: "reject",
      codes: ["R01_FIELD_NOT_PERMITTED"],
      stored: undefined,
    });
  });

  it("nor a code that tells of her health, where nobody said that this is needed", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor(sent, SERVICES, ["medicalCare"], "complete");
    const own = await correct(exchange, sent, body);
    expect(codesOf(own)).toEqual(["R17_NOT_STRICTLY_NECESSARY", "R18_BASIS_MISSING"]);
    const { verdict, codes, stored } = await correctUnchecked(exchange, sent, body);
    expect({ verdict, codes: codes.toSorted(), stored }).toEqual({
      verdict: "reject",
      codes: ["R17_NOT_STRICTLY_NECESSARY", "R18_BASIS_MISSING"],
      stored: undefined,
    });
  });

  it("nor a class of person that its purpose does not serve", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor(sent, `${PERSON}/subject.ledCategory`, ["suspect"]);
    expect((await correct(exchange, sent, body)).status).toBe(422);
    const { verdict, stored } = await correctUnchecked(exchange, sent, body);
    expect({ verdict, stored }).toEqual({ verdict: "reject", stored: undefined });
  });
});

describe("an accepted correction", () => {
  it("is applied: both sides read the message as it stands, and what it was", async () => {
    const exchange = createExchange();
    const { b, c, setTime } = exchange;
    const sent = await refer(exchange);
    const first = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    expect([first.status, codesOf(first)]).toEqual([201, []]);
    setTime("2026-11-24T10:00:00Z");
    const more = valueFor(sent, SERVICES, ["education"], "complete");
    const second = await correct(exchange, sent, more);
    expect(codesOf(second)).toEqual([]);
    setTime("2026-11-24T11:00:00Z");
    const third = await correct(exchange, sent, valueFor(sent, `${PERSON}/subject.sex`, ["1"]));

    const theirs = await c.show(sent.digest);
    const ours = await b.show(sent.digest);
    for (const { json } of [theirs, ours]) {
      expect(valuesIn(json.message.body, "need.services")).toEqual(["legalAdvice", "education"]);
      expect(valuesIn(json.message.body, "subject.sex")).toEqual(["1"]);
      expect(json.corrections).toEqual([
        {
          at: "2026-11-24T09:02:00Z",
          by: first.json.digest,
          path: SERVICES,
          action: "rectify",
          before: ["counselling"],
          after: ["legalAdvice"],
        },
        {
          at: "2026-11-24T10:00:00Z",
          by: second.json.digest,
          path: SERVICES,
          action: "complete",
          before: ["legalAdvice"],
          after: ["legalAdvice", "education"],
        },
        {
          at: "2026-11-24T11:00:00Z",
          by: third.json.digest,
          path: `${PERSON}/subject.sex`,
          action: "rectify",
          before: ["2"],
          after: ["1"],
        },
      ]);
    }
  });

  it("leaves both sides with the same values: the next one waits until it is decided", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const sent = await refer(exchange);
    const send = async (value: string) =>
      b.call("POST", "/v1/messages", {
        draft: await correctionOf(b, sent, valueFor(sent, SERVICES, [value])),
        mode: "asIs",
      });
    expect((await send("legalAdvice")).status).toBe(201);
    const early = await send("education");
    expect([early.status, early.json.code]).toEqual([409, "GATEWAY_CORRECTION_UNDECIDED"]);
    await exchange.settle();
    expect((await send("education")).status).toBe(201);
    await exchange.settle();
    const ours = await b.show(sent.digest);
    const theirs = await c.show(sent.digest);
    expect(valuesIn(ours.json.message.body, "need.services")).toEqual(["education"]);
    expect(theirs.json.corrections).toEqual(ours.json.corrections);
  });

  it("waits for one that was posted and has expired, as its recipient may have accepted it", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const sent = await refer(exchange);
    const send = async (body: Body) =>
      b.call("POST", "/v1/messages", { draft: await correctionOf(b, sent, body), mode: "asIs" });
    const first = await send(valueFor(sent, SERVICES, ["legalAdvice"]));
    exchange.intercept((request) =>
      request.url.endsWith("/inbox")
        ? c.gateway.fetch(request).then(() => Promise.reject(new TypeError("lost")))
        : undefined,
    );
    await b.gateway.sender.deliverDue();
    exchange.setTime((await inside(b.store).outbox.find(first.json.id))?.deliverBy ?? "");
    await b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    expect((await inside(b.store).outbox.find(first.json.id))?.state).toBe("expired");
    const next = await send(valueFor(sent, SERVICES, ["education"]));
    expect([next.status, next.json.code]).toEqual([409, "GATEWAY_CORRECTION_UNDECIDED"]);
    // The message can still be erased.
    expect((await send(valueFor(sent, SERVICES, [], "erase"))).status).toBe(201);
  });

  it("does not wait for one that has expired and was never posted, or was refused", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const sent = await refer(exchange);
    const send = async (value: string) =>
      b.call("POST", "/v1/messages", {
        draft: await correctionOf(b, sent, valueFor(sent, SERVICES, [value])),
        mode: "asIs",
      });
    refuseAll(exchange, "PACKAGE_MALFORMED");
    const refused = await send("legalAdvice");
    await b.gateway.sender.deliverDue();
    expect((await inside(b.store).outbox.find(refused.json.id))?.state).toBe("refused");
    const second = await send("education");
    expect(second.status).toBe(201);
    exchange.setTime((await inside(b.store).outbox.find(second.json.id))?.deliverBy ?? "");
    await b.gateway.sender.deliverDue();
    expect((await inside(b.store).outbox.find(second.json.id))?.state).toBe("expired");
    expect((await send("education")).status).toBe(201);
  });

  it("is not applied while nobody has accepted it", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const draft = await correctionOf(exchange.b, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    const { json } = await exchange.b.show(sent.digest);
    expect(valuesIn(json.message.body, "need.services")).toEqual(["counselling"]);
    expect(json.corrections).toEqual([]);
  });

  it("counts as told of the person, as the corrected message would", async () => {
    const exchange = createExchange();
    const draft = { ...requestS011(), people: { [PERSON]: "case-17" } };
    const sent = await refer(exchange, draft);
    const body = valueFor(sent, `${PERSON}/subject.ledCategory`, ["possibleVictim"]);
    expect(codesOf(await correct(exchange, sent, body))).toEqual([]);
    const [pseudonym] = valuesIn(draft.body as Body, "subject.pseudonym");
    const { history } = inside(exchange.b.store);
    const person = (await history.personBehind(String(pseudonym))) ?? "";
    const said = await history.mentionsOf(person, String(pseudonym), 9, true);
    expect(said.map(({ mention }) => mention.ledCategory)).toEqual(["victim", "possibleVictim"]);
    expect(said.map(({ mention }) => mention.person)).toEqual([person, person]);
  });

  it("goes with its message: nothing of it is left on either side", async () => {
    const paths = { "NGO-B": join(folder, "b.db"), "NGO-C": join(folder, "c.db") };
    const exchange = createExchange({ paths });
    const { b, c, settle } = exchange;
    const sent = await refer(exchange);
    const value = "familyTracing";
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, [value]));
    const before = (await inside(c.store).inbox.find(NGO_B, json.id))?.content?.message;
    expect(JSON.stringify(before)).toContain(value);
    await withdraw(exchange, sent);
    await settle();
    expect(await inside(c.store).inbox.find(NGO_B, json.id)).toMatchObject({
      erasedAt: "2026-11-24T09:02:00Z",
    });
    expect((await inside(c.store).inbox.find(NGO_B, json.id))?.content).toBeUndefined();
    expect((await inside(b.store).outbox.find(json.id))?.content).toBeUndefined();
    // Its certificate proves it, as for the message itself.
    expect((await inside(b.store).outbox.find(json.id))?.certificate).toMatch(/^[\w-]{43}$/);
    for (const path of Object.values(paths)) {
      expect(readFileSync(path, "latin1")).not.toContain(value);
    }
    const { json: read } = await c.show(sent.digest);
    expect(read).not.toHaveProperty("message");
    expect(read).not.toHaveProperty("corrections");
  });

  it("goes with its message when that has come to its end", async () => {
    const exchange = createExchange();
    const { b, c, setTime } = exchange;
    const sent = await refer(exchange);
    setTime("2026-11-26T09:00:00Z");
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const eraseBy = (await inside(c.store).inbox.find(NGO_B, sent.id))?.eraseBy ?? "";
    expect(((await inside(c.store).inbox.find(NGO_B, json.id))?.eraseBy ?? "") > eraseBy).toBe(
      true,
    );
    setTime(`${new Date(Date.parse(eraseBy) + 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`);
    for (const side of [b, c]) await side.gateway.maintain();
    expect((await inside(c.store).inbox.find(NGO_B, json.id))?.content).toBeUndefined();
    expect((await inside(b.store).outbox.find(json.id))?.content).toBeUndefined();
  });

  it("is not sent any more once its message is withdrawn", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const draft = await correctionOf(exchange.b, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    await withdraw(exchange, sent);
    expect((await inside(exchange.b.store).outbox.find(json.id))?.content).toBeUndefined();
    await exchange.settle();
    expect(await inside(exchange.c.store).inbox.find(NGO_B, json.id)).toBeUndefined();
  });
});

describe("a message whose values nobody may correct", () => {
  it("is one that the other agency sent: it gets a quality notice", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const sent = await refer(exchange);
    const body = valueFor(sent, SERVICES, ["legalAdvice"]);
    const draft = await correctionOf(c, sent, body);
    const refused = await c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([refused.status, codesOf(refused)]).toEqual([422, ["R79_NOT_SENT_BY_YOU"]]);
    const [[gid, group] = []] = Object.entries(body);
    const leaves = group?.leaves.filter(({ f }) => f !== "correction.value");
    const notice = {
      ...draft,
      messageType: "qualityNotice",
      body: { [gid ?? ""]: { ...group, leaves } },
    };
    const told = await c.call("POST", "/v1/messages", { draft: notice, mode: "asIs" });
    expect([told.status, codesOf(told)]).toEqual([201, []]);
    // And it carries no value.
    const valued = { ...draft, messageType: "qualityNotice" };
    const carrying = await c.call("POST", "/v1/messages", { draft: valued, mode: "asIs" });
    expect([carrying.status, codesOf(carrying)]).toEqual([
      422,
      ["R01_FIELD_NOT_PERMITTED", "R79_NOT_SENT_BY_YOU"],
    ]);
  });

  it("is one of another exchange", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const other = await refer(exchange, newPerson());
    const { id } = other;
    await expectRefused(exchange, { id, digest: sent.digest }, "R79_NOT_IN_EXCHANGE");
  });

  it("is a correction", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const { json } = await correct(exchange, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const [gid = ""] = Object.keys(valueFor(sent, SERVICES, []));
    const wrong = valueFor(json, `${gid}/correction.value`, ["education"]);
    expect((await correct(exchange, sent, wrong)).json.code).toBe("SCHEMA_INVALID");
    const reason = valueFor(json, `${gid}/correction.reason`, ["other"]);
    expect((await correct(exchange, sent, reason)).status).toBe(422);
    const { verdict, stored } = await correctUnchecked(exchange, sent, reason);
    expect({ verdict, stored }).toEqual({ verdict: "reject", stored: undefined });
  });

  it("is erased: what is left may be told to erase it, and keeps no value", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const { private: hidden } = messageOf(await inside(exchange.b.store).outbox.find(sent.id));
    const body = valueFor(sent, SERVICES, ["legalAdvice"]);
    const twin = await refer(exchange, inExchange(hidden["private.exchangeId"]));
    await withdraw(exchange, sent);
    // The erasure is asked for, and not certified yet.
    const asked = await exchange.b.call("POST", "/v1/messages", {
      draft: { ...(await correctionOf(exchange.b, twin, body)) },
      mode: "asIs",
    });
    expect(codesOf(asked)).toEqual(["R79_TARGET_NOT_HELD"]);
    await exchange.settle();
    await expectRefused(exchange, { id: twin.id, digest: sent.digest }, "R79_TARGET_NOT_HELD");
    const erase = valueFor(sent, SERVICES, [], "erase");
    const { verdict } = await correctUnchecked(exchange, twin, erase);
    expect(verdict).toBe("accept");
  });

  it("is one that ends before the correction must have arrived", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const eraseBy = (await inside(exchange.b.store).outbox.find(sent.id))?.eraseBy;
    const draft = {
      ...(await correctionOf(exchange.b, sent, valueFor(sent, SERVICES, ["legalAdvice"]))),
      clear: { "env.deliverBy": `${eraseBy}T08:00:00Z` },
    };
    exchange.setTime(`${eraseBy}T07:00:00Z`);
    const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(codesOf({ json })).toEqual(["R79_TARGET_NOT_HELD"]);
  });

  it("waits in quarantine", async () => {
    const exchange = createExchange();
    const draft = {
      ...requestS011(),
      body: withoutCompleteness(requestS011().body as Body),
      private: { "private.urgency": { level: "emergency", ground: "threatToLife" } },
    };
    const sent = await refer(exchange, draft);
    expect((await inside(exchange.c.store).inbox.find(NGO_B, sent.id))?.state).toBe("quarantined");
    await expectRefused(exchange, sent, "R79_TARGET_NOT_HELD", {
      private: { "private.urgency": { level: "routine", ground: "none" } },
    });
  });

  it("was rejected, as its receipt says", async () => {
    const exchange = createExchange();
    const { b, federation } = exchange;
    const signer = federation.signers["NGO-C"];
    const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
    exchange.intercept(async (request) => {
      if (!request.url.endsWith("/inbox")) return undefined;
      const [due] = await inside(b.store).outbox.due(Number.MAX_SAFE_INTEGER, 1);
      const row = await inside(b.store).outbox.find(due?.id ?? "");
      if (row === undefined) return undefined;
      const decision = {
        verdict: "reject",
        tier: "state",
        findings: [],
        decidedBy: "rules",
      } as const;
      const receipt = issueDecidedReceipt(row, decision, { self: NGO_C, to: NGO_B, signer, clock });
      return Promise.resolve(Response.json({ receipts: [receipt] }));
    });
    const sent = await refer(exchange);
    expect((await inside(b.store).outbox.find(sent.id))?.state).toBe("decided");
    const draft = await correctionOf(b, sent, valueFor(sent, SERVICES, ["legalAdvice"]));
    const refused = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(codesOf(refused)).toContain("R79_TARGET_NOT_HELD");
  });
});

describe("a correction under a threat to life", () => {
  it("is refused with an alarm where its message is not held, and keeps no value", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor({ digest: NEVER_SENT.digest }, SERVICES, ["legalAdvice"]);
    const urgent = { "private.urgency": { level: "emergency", ground: "threatToLife" } };
    const { verdict, stored } = await correctUnchecked(exchange, sent, body, { private: urgent });
    expect([verdict, stored]).toEqual(["reject", undefined]);
    expect(exchange.c.log).toContainEqual(expect.objectContaining({ event: "emergencyRefused" }));
  });
});

async function expectRefused(
  exchange: TestExchange,
  target: Sent,
  code: string,
  change: { readonly private?: object } = {},
): Promise<void> {
  const body = valueFor(target, SERVICES, ["legalAdvice"]);
  const own = await correct(exchange, target, body);
  expect([own.status, codesOf(own)]).toEqual([422, [code]]);
  const { verdict, codes, stored } = await correctUnchecked(exchange, target, body, change);
  expect({ verdict, codes, stored }).toEqual({
    verdict: "reject",
    codes: [code],
    stored: undefined,
  });
}

async function withdraw({ b }: TestExchange, { id, digest }: Sent): Promise<void> {
  const { private: hidden } = messageOf(await inside(b.store).outbox.find(id));
  const { status } = await b.call("POST", "/v1/withdrawals", {
    digest,
    consentRef: hidden["private.consentRefs"][0],
    officer: { id: "staff-0042", assurance: 2 },
  });
  expect(status).toBe(201);
}

function valuesIn(body: Body, field: string): readonly unknown[] {
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  return leaves.filter(({ f }) => f === field).map(({ v }) => v);
}

/** S01.1 about another person. */
function newPerson() {
  const draft = requestS011();
  const text = JSON.stringify(draft.body).replaceAll(
    String(valuesIn(draft.body as Body, "subject.pseudonym")[0]),
    randomId(),
  );
  return { ...draft, body: JSON.parse(text) };
}

/** The same, in an exchange that is open, on a consent of its own. */
function inExchange(exchangeId: string) {
  return { ...newPerson(), private: { "private.exchangeId": exchangeId } };
}

function withoutCompleteness(body: Body): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => {
      const { complete: _, ...meta } = group.meta ?? {};
      return [gid, group.kind === "need" ? { ...group, meta } : group];
    }),
  );
}
