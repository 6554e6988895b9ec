/** An answer on consent alone was an answer, also once the consent is withdrawn; but not to a warning of danger. */
import type { Consent, DecodedMessage } from "@safepassage/schema";
import { expect, it } from "vitest";
import { fixture, heldConsent } from "./drafts.ts";
import { createExchange, NGO_B, requestS011, type TestExchange } from "./world.ts";

const CLOCK = { from: "2026-11-24T09:02:00Z", by: "2026-11-25T09:02:00Z" };
const THREAT = { "private.urgency": { level: "emergency", ground: "threatToLife" } };
const OFFICER = { id: "staff-0042", assurance: 2 };

it.each([
  ["by its case system", withdraw, {}, "answered"],
  ["by its case system, of a warning", withdraw, THREAT, "open"],
  ["by an officer", writeWithdrawal, {}, "answered"],
  ["by an officer, of a warning", writeWithdrawal, THREAT, "open"],
] as const)(
  "both sides see the clock alike where the consent of an answer is withdrawn %s",
  async (_, end, more, state) => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const draft = { ...requestS011(), private: more };
    const { json: sent } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    await settle();
    const { digest } = sent;
    // No law sets a time for what this purpose asks.
    await b.store.transaction(({ answers }) => answers.setClock("outbox", digest, CLOCK));
    await c.store.transaction(({ answers }) => answers.setClock("inbox", digest, CLOCK));
    const clocks = () =>
      Promise.all([b, c].map(async (side) => (await side.show(digest)).json.answerClock.state));
    const answer = await answerTo(exchange, digest);
    expect(await clocks()).toEqual(["answered", "answered"]);
    expect((await end(exchange, answer)).status).toBe(201);
    await settle();
    await settle();
    expect((await b.show(answer.digest)).json.erasedAt).toBeDefined();
    expect(await clocks()).toEqual([state, state]);
  },
);

interface Answer {
  readonly id: string;
  readonly digest: string;
  readonly consents: readonly string[];
  readonly exchangeId: string;
}

/** NGO-C answers on a consent of its own. */
async function answerTo({ c, settle }: TestExchange, digest: string): Promise<Answer> {
  const { clear, private: hidden } = (await c.show(digest)).json.message as DecodedMessage;
  const { message, context } = fixture(2);
  const [consent] = context.consents as unknown as [Consent];
  const exchangeId = hidden["private.exchangeId"];
  const draft = {
    ...{ ...requestS011(), recipient: NGO_B, messageType: "response", body: message.body },
    consents: [heldConsent(consent)],
    private: { "private.exchangeId": exchangeId, "private.inReplyTo": clear["env.messageId"] },
  };
  const { json } = await c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await settle();
  return { ...json, exchangeId };
}

function withdraw({ c }: TestExchange, { digest }: Answer) {
  return c.call("POST", "/v1/withdrawals", { digest, officer: OFFICER });
}

function writeWithdrawal({ c }: TestExchange, { id, consents, exchangeId }: Answer) {
  const { consents: _, ...request } = requestS011();
  const leaves = [
    { f: "consent.ref", v: consents[0] },
    { f: "consent.withdrawnAt", v: "2026-11-24T09:02:00Z" },
  ];
  const draft = {
    ...{ ...request, recipient: NGO_B, messageType: "consentWithdrawal", sources: [] },
    legalBases: ["GDPR#7(3)"],
    body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "consent", links: [], leaves } },
    private: { "private.exchangeId": exchangeId, "private.inReplyTo": id },
  };
  return c.call("POST", "/v1/messages", { draft, mode: "asIs" });
}
