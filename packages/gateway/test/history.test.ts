import type { DraftRequest } from "@safepassage/agency";
import type { Body, Consent, DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { fixture, heldConsent, requestS011, requestS041 } from "./drafts.ts";
import { createFederation, entityOf, NGO_B } from "./federation.ts";
import { codesOf, fresh, submit } from "./history-drafts.ts";
import { createExchange, digestOf, type TestExchange } from "./world.ts";

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

/** Group of the person in S04.1. */
const SUSPECT = "ejS8fdFBl43WKTKWqMgN_g";

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
