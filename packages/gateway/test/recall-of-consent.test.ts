import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { AT, type Leaf, referral, saying, tell } from "./recalling.ts";
import { messageOf, queueAnother } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

describe("what the sender of a message takes back", () => {
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

const consentWithdrawn = (consentRef: string): readonly Leaf[] => [
  { f: "consent.ref", v: consentRef },
  { f: "consent.withdrawnAt", v: AT },
];
