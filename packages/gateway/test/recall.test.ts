import type { DraftRequest } from "@safepassage/agency";
import type { DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createWarningExchange, POLICE, warning } from "./warning-world.ts";
import { messageOf, queueAnother } from "./withdrawing.ts";
import { createExchange, type TestExchange } from "./world.ts";

const AT = "2026-11-24T09:02:00Z";
type Leaf = { readonly f: string; readonly v: string };

describe("what the sender of a message takes back", () => {
  it("is erased where a recall names it, and certified", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    await tell(exchange, sent, "recall", "GDPR#17", () => [
      { f: "recall.target", v: sent.digest },
      { f: "recall.reason", v: "wrongRecipient" },
    ]);
    expect((await exchange.c.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    // The sender's own copy is held on its own ground.
    const own = await inside(exchange.b.store).outbox.find(sent.id);
    expect([own?.certificate === undefined, own?.content === undefined]).toEqual([false, false]);
    const changes = (await inside(exchange.b.store).changes.after(0, 99)).slice(-2);
    // Its sender learns of it by the message, and not only by asking.
    expect(changes).toMatchObject([{ kind: "received" }, { kind: "certified", ref: sent.digest }]);
  });

  it("is held by its sender no more either where a recall says that its only consent is withdrawn", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    await tell(exchange, sent, "recall", "GDPR#17", () => [
      { f: "recall.target", v: sent.digest },
      { f: "recall.reason", v: "consentWithdrawn" },
    ]);
    for (const side of [exchange.b, exchange.c]) {
      expect((await side.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    }
    expect((await exchange.b.show(sent.digest)).json.certificate).toBeDefined();
  });

  it("is held by its sender no more either where a correction says so, and not sent if it waits", async () => {
    const exchange = createExchange();
    const { b, settle } = exchange;
    const sent = await referral(exchange);
    const waiting = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    for (const { digest } of [sent, waiting.json]) {
      const { status } = await b.call("POST", `/v1/messages/${digest}/corrections`, {
        ...{ action: "erase", reason: "consentWithdrawn" },
        officer: { id: "staff-0042", assurance: 2 },
        changes: [{ path: "3MPijAok6nljw6GPbgObyA/need.services" }],
      });
      expect(status).toBe(201);
    }
    await settle();
    await settle();
    expect((await b.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    expect((await b.show(waiting.json.digest)).json.state).toBe("unsent");
  });

  it("is not, where the recall names a message of the other agency", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    const { b, c } = exchange;
    await tell(exchange, sent, "recall", "GDPR#17", () => [
      { f: "recall.target", v: "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM" },
      { f: "recall.reason", v: "wrongRecipient" },
    ]);
    expect((await c.show(sent.digest)).json).not.toHaveProperty("erasedAt");
    expect((await b.show(sent.digest)).json).not.toHaveProperty("certificate");
  });

  it("is refused at the agency that received it, whichever way that asks: nobody would carry it out", async () => {
    const exchange = createExchange();
    const { digest } = await referral(exchange);
    const leaves = [
      { f: "recall.target", v: digest },
      { f: "recall.reason", v: "wrongPerson" },
    ];
    const draft = {
      ...{ inReplyTo: digest, messageType: "recall", legalBases: ["GDPR#17"] },
      ...{ officer: { id: "staff-0007", assurance: 2 }, sources: [] },
      body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
    };
    const requests = { preview: draft, messages: { draft, mode: "asIs" }, drafts: { draft } };
    for (const [path, body] of Object.entries(requests)) {
      const { status, json } = await exchange.c.call("POST", `/v1/${path}`, body);
      expect([status, json.code]).toEqual([409, "GATEWAY_MESSAGE_RECEIVED"]);
    }
  });

  it.each([
    ["on it alone", (ref: string) => ref, [], true],
    ["on another consent", () => "OlBsSzTjzLAfybNcL-DkFA", [], false],
    ["on what remains of it", (ref: string) => ref, ["subject"], false],
  ] as const)("is erased on the withdrawal of a consent where it rests %s", async (...given) => {
    const [, refOf, remains, isErased] = given;
    const exchange = createExchange();
    const sent = await referral(exchange);
    const row = await inside(exchange.b.store).outbox.find(sent.id);
    const { "private.exchangeId": exchangeId } = messageOf(row).private;
    await tell(exchange, sent, "consentWithdrawal", "GDPR#7(3)", (consentRef) => [
      { f: "consent.ref", v: refOf(consentRef) },
      { f: "consent.withdrawnAt", v: AT },
      ...remains.map((v) => ({ f: "consent.remainingScope", v })),
    ]);
    const { json } = await exchange.c.show(sent.digest);
    expect(json.erasedAt).toBe(isErased ? AT : undefined);
    const { json: answers } = await exchange.b.call(
      "GET",
      "/v1/inbox?messageType=erasureCertificate",
    );
    expect(answers.entries).toHaveLength(isErased ? 1 : 0);
    // Nothing permits the sender either to hold it any more, and it keeps the proof.
    const { json: own } = await exchange.b.show(sent.digest);
    expect(own).toMatchObject({ erasureRequested: isErased });
    expect([own.certificate, own.erasedAt !== undefined]).toEqual([
      isErased ? answers.entries[0].digest : undefined,
      isErased,
    ]);
    // Nor does anything go after it that a colleague had left to send.
    const draft = { ...requestS011(), private: { "private.exchangeId": exchangeId } };
    const { status } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect(status).toBe(isErased ? 422 : 201);
  });

  it("is erased on a withdrawal of its consent also where it arrives after that", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    const { b, c, settle } = exchange;
    const { private: hidden } = messageOf(await inside(b.store).outbox.find(sent.id));
    const [ref] = hidden["private.consentRefs"];
    // One was posted and is held up on the way; another one has never left.
    const packages: Request[] = [];
    exchange.intercept(async (request) => {
      if (!request.url.endsWith("/inbox")) return undefined;
      packages.push(request.clone());
      throw new TypeError("connection lost");
    });
    const late = await queueAnother(exchange, sent);
    await b.gateway.sender.deliverDue();
    const never = await queueAnother(exchange, sent);
    exchange.intercept(() => undefined);
    await tell(exchange, sent, "consentWithdrawal", "GDPR#7(3)", consentWithdrawn);
    expect((await b.show(never.digest)).json.state).toBe("unsent");
    expect((await c.show(late.digest)).status).toBe(404);

    const [held] = packages;
    if (held === undefined) throw new TypeError("nothing was posted");
    expect((await c.gateway.fetch(held)).status).toBe(200);
    expect((await c.show(late.digest)).json.erasedAt).toBe(AT);
    await settle();
    expect((await b.show(late.digest)).json.certificate).toBeDefined();
    // The person may consent again, and the agency may keep her reference.
    exchange.setTime("2026-11-24T09:02:01Z");
    const draft = {
      ...requestS011(),
      private: { "private.exchangeId": hidden["private.exchangeId"] },
      consents: requestS011().consents?.map(({ record, ...consent }) => ({
        ...{ ...consent, ref },
        record: { ...record, givenAt: AT, validFrom: AT },
      })),
    };
    const again = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    await settle();
    expect((await c.show(again.json.digest)).json).toMatchObject({ state: "accepted" });
    expect((await c.show(again.json.digest)).json).not.toHaveProperty("erasedAt");
    exchange.setTime("2026-12-02T09:02:00Z");
    await b.gateway.maintain();
    expect(await eventsOf(b.store, "certificateOverdue")).toEqual([]);
  });

  it("has a person told where the withdrawal of its consent does not arrive", async () => {
    const exchange = createExchange();
    const sent = await referral(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("away")));
    const message = messageOf(await inside(exchange.b.store).outbox.find(sent.id));
    const [consentRef = ""] = message.private["private.consentRefs"];
    const draft = saying(
      message,
      sent,
      "consentWithdrawal",
      "GDPR#7(3)",
      consentWithdrawn(consentRef),
    );
    const { json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    exchange.setTime("2026-12-02T09:02:00Z");
    await exchange.settle();
    expect(await eventsOf(exchange.b.store, "erasureUntold")).toMatchObject([{ ref: json.digest }]);
  });
});

// A certificate of this purpose too states the conditions that the purpose demands.
it.each([
  ["accepted", {}],
  ["quarantined", { "private.necessity": [] }],
])(
  "a mistaken warning that is %s is taken back by a recall, and certified",
  async (state, less) => {
    const { b, c, settle, setTime } = createWarningExchange();
    const request = withPrivate(warning(), less);
    const sent = await b.call("POST", "/v1/messages", { draft: request, mode: "asIs" });
    await settle();
    const { id, digest } = sent.json;
    expect((await c.show(digest)).json.state).toBe(state);
    const { "private.exchangeId": exchangeId } = messageOf(
      await inside(b.store).outbox.find(id),
    ).private;
    const leaves = [
      { f: "recall.target", v: digest },
      { f: "recall.reason", v: "wrongPerson" },
    ];
    const draft = {
      ...{ recipient: POLICE, purpose: "IMMEDIATE_DANGER", messageType: "recall" },
      ...{ legalBases: ["GDPR#17"], agreement: "AGR-DANGER", sources: [] },
      officer: { id: "staff-0042", assurance: 2 },
      body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "recall", links: [], leaves } },
      private: { "private.inReplyTo": id, "private.exchangeId": exchangeId },
    };
    const told = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([told.status, told.json.findings]).toEqual([201, []]);
    await settle();
    await settle();
    expect((await c.show(digest)).json).toMatchObject({ erasedAt: AT });
    expect((await b.show(digest)).json.certificate).toBeDefined();
    // Nobody waits for an answer to what was taken back.
    expect((await b.call("GET", "/v1/requests")).json.entries).toEqual([]);
    setTime("2026-11-24T10:02:01Z");
    for (const { gateway } of [b, c]) await gateway.maintain();
    const unanswered = [...b.log, ...c.log].filter(({ event }) => event === "warningUnanswered");
    expect(unanswered).toEqual([]);
  },
);

// The basis of its law and of the transfer are its own; that of the message is one of the other's law.
it.each(["GDPR", "UK-GDPR", "EUDPR"])(
  "a recipient abroad under the law %s certifies what it erased",
  async (regime) => {
    const exchange = createExchange();
    exchange.editRegistry((file) => {
      Object.assign((file["states"] as Record<string, object>)["XC"] ?? {}, { eu: false });
      const agency = file.agencies.find(({ entity }) => entity === NGO_C);
      const { facts } = agency as unknown as { facts: Record<string, unknown>[] };
      Object.assign(facts[0] ?? {}, { regime });
    });
    const { b, c, settle } = exchange;
    const clear = { ...requestS011().clear, "env.transfer.basis": "GDPR45" };
    const draft = { ...requestS011(), clear };
    const sent = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([sent.status, sent.json.findings]).toEqual([201, []]);
    await settle();
    const { digest } = sent.json;
    const officer = { id: "staff-0042", assurance: 2 };
    const withdrawn = await b.call("POST", "/v1/withdrawals", { digest, officer });
    expect(withdrawn.status).toBe(201);
    await settle();
    await settle();
    expect((await c.show(digest)).json).toMatchObject({ erasedAt: AT });
    expect((await b.show(digest)).json.certificate).toBeDefined();
  },
);

const withPrivate = (request: DraftRequest, more: object) => ({
  ...request,
  private: { ...request.private, ...more },
});

interface Sent {
  readonly id: string;
  readonly digest: string;
}

async function referral({ b, settle }: TestExchange): Promise<Sent> {
  const draft = requestS011();
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await settle();
  return json;
}

/** NGO-B says something in the exchange of a message, and NGO-C accepts it. */
async function tell(
  { b, settle }: TestExchange,
  sent: Sent,
  messageType: "recall" | "consentWithdrawal",
  basis: string,
  leavesFor: (consentRef: string) => readonly Leaf[],
): Promise<void> {
  const message = messageOf(await inside(b.store).outbox.find(sent.id));
  const [consentRef = ""] = message.private["private.consentRefs"];
  const draft = saying(message, sent, messageType, basis, leavesFor(consentRef));
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.findings]).toEqual([201, []]);
  await settle();
  expect((await inside(b.store).outbox.find(json.id))?.state).toBe("decided");
  // The certificate is signed after that.
  await settle();
}

/** What NGO-B says in the exchange of a message. */
function saying(
  { private: hidden }: DecodedMessage,
  { id }: Sent,
  messageType: "recall" | "consentWithdrawal",
  basis: string,
  leaves: readonly Leaf[],
) {
  const { consents: _, people: __, ...request } = requestS011();
  const kind = messageType === "recall" ? "recall" : "consent";
  return {
    ...{ ...request, recipient: NGO_C, messageType, legalBases: [basis], sources: [] },
    body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind, links: [], leaves } },
    private: {
      "private.inReplyTo": id,
      "private.exchangeId": hidden["private.exchangeId"],
    },
  };
}

const consentWithdrawn = (consentRef: string): readonly Leaf[] => [
  { f: "consent.ref", v: consentRef },
  { f: "consent.withdrawnAt", v: AT },
];
