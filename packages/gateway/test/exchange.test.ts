import { canonicalJson, sha256Base64url } from "@safepassage/core";
import { verifyReceipt } from "@safepassage/message";
import type { Consent, DecodedMessage, Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { fixture, heldConsent, requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { postPackage, sealUnchecked } from "./partner.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { createExchange, type TestExchange } from "./world.ts";

describe("a referral", () => {
  it("travels, is judged by the other side, and ends with two verified receipts", async () => {
    const { b, c, settle } = createExchange();
    const sent = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    expect(sent).toMatchObject({ status: 201, json: { state: "queued" } });
    await settle();

    const { json: message } = await b.show(sent.json.digest);
    expect(message.state).toBe("decided");
    expect(message.receipts.map(({ claims }: { claims: object }) => claims)).toMatchObject([
      { kind: "delivered", iss: NGO_C, aud: NGO_B, msg: sent.json.digest },
      { kind: "decided", iss: NGO_C, aud: NGO_B, msg: sent.json.digest, tier: "state" },
    ]);
    const { json: received } = await c.show(sent.json.digest);
    expect(leavesOf(received.message.body)).toEqual(leavesOf(requestS011().body));
    expect((await inside(b.store).outbox.find(sent.json.id))?.sealed).toBeUndefined();
  });
});

describe("an answer", () => {
  it("goes back in the same exchange, on a consent of its own", async () => {
    const { b, c, settle } = createExchange();
    const sent = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "minimise" });
    await settle();
    const { json: received } = await c.show(sent.json.digest);
    const request = received.message as DecodedMessage;
    const { message, context } = fixture(2);
    const [consent] = context.consents as unknown as [Consent];
    const answer = {
      ...requestS011(),
      recipient: NGO_B,
      messageType: "response",
      body: message.body,
      consents: [heldConsent(consent)],
      private: {
        "private.exchangeId": request.private["private.exchangeId"],
        "private.inReplyTo": sent.json.id,
      },
    };
    const replied = await c.call("POST", "/v1/messages", { draft: answer, mode: "asIs" });
    expect(replied).toMatchObject({ status: 201, json: { verdict: "accept" } });
    await settle();
    const { json: shown } = await c.show(replied.json.digest);
    expect(shown.receipts.at(-1).claims).toMatchObject({ iss: NGO_B, verdict: "accept" });

    const astray = { ...answer, private: { ...answer.private, "private.inReplyTo": NOBODY } };
    const refused = await c.call("POST", "/v1/messages", { draft: astray, mode: "asIs" });
    expect(refused.json.findings.map(({ rule }: { rule: string }) => rule)).toContain("R74");
  });
});

describe("a draft that holds more than the purpose permits", () => {
  /** S01.2 asks for identity and exploitation, which the consent does not name. */
  const tooMuch = () => ({
    ...requestS011(),
    legalBases: ["GDPR#6(1)(a)", "GDPR#9(2)(a)"],
    body: fixture(1).message.body as Record<string, unknown>,
  });

  it("is minimised: what may not go stays, with a reason for each field", async () => {
    const { b, c, settle } = createExchange();
    const { status, json } = await b.call("POST", "/v1/preview", tooMuch());
    expect(status).toBe(200);
    const outcomes = new Set(json.account.map(({ outcome }: { outcome: string }) => outcome));
    expect(outcomes).toContain("allowed");
    expect(outcomes).toContain("withheld");
    for (const { outcome, reason } of json.account) {
      if (outcome !== "allowed") expect(reason.sentence.length).toBeGreaterThan(10);
    }
    expect((await inside(b.store).outbox.counts()).queued).toBe(0);

    const sent = await b.call("POST", "/v1/messages", { draft: tooMuch(), mode: "minimise" });
    expect(sent.status).toBe(201);
    await settle();
    const { json: received } = await c.show(sent.json.digest);
    const kinds = Object.values((received.message as Draft).body).map(({ kind }) => kind);
    expect(kinds).not.toContain("identity");
    expect(kinds).not.toContain("exploitation");
  });

  it("is refused as it is before it is sent, with findings, and nothing of it is stored", async () => {
    const { b } = createExchange();
    const { status, json } = await b.call("POST", "/v1/messages", {
      draft: tooMuch(),
      mode: "asIs",
    });
    expect([status, json.code]).toEqual([422, "GATEWAY_DRAFT_REFUSED"]);
    const rules = json.findings.map(({ rule }: { rule: string }) => rule);
    expect(rules).toContain("R01");
    expect((await inside(b.store).outbox.counts()).queued).toBe(0);
    const [event] = await eventsOf(b.store, "draftRefused");
    expect(event?.code?.split(" ")).toContain(json.findings[0].code);
  });

  it("is refused by the recipient too, when a sender leaves out its own check", async () => {
    const exchange = createExchange();
    const { c, registry } = exchange;
    const { response, claims, sealed } = await sendUnchecked(exchange, { body: tooMuch().body });
    expect(response.status).toBe(200);
    // Not delivered: a rejected message is not kept.
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({ kind: "decided", verdict: "reject", aud: NGO_B });
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 0, quarantined: 0 });
    const refusal = await inside(c.store).inbox.findRefusal(sha256Base64url(sealed));
    expect(refusal).toMatchObject({ code: "rejected", sender: NGO_B });
    expect(refusal?.rules).toContain("R01");
    expect(Object.keys(refusal ?? {}).sort()).toEqual(
      ["at", "code", "digest", "receipts", "rules", "sealedDigest", "sender"].sort(),
    );
    const [decided] = claims;
    const [finding] = decided?.kind === "decided" ? decided.findings : [];
    expect(Object.keys(finding ?? {}).sort()).toEqual(["code", "kind", "rule", "severity"]);
    expect(verifyReceipt(refusal?.receipts[0] ?? "", registry)).toEqual(claims[0]);
  });
});

describe("a faulty message where a life is at stake", () => {
  const urgency = { level: "emergency", ground: "threatToLife" };

  it("waits in quarantine: two roles read it, both supervisors are alarmed, 24 hours to mend", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const { claims, digest } = await sendUnchecked(exchange, {
      private: { "private.urgency": urgency },
      body: withoutEvaluation(),
    });
    expect(claims).toMatchObject([
      { kind: "delivered" },
      { kind: "decided", verdict: "quarantine" },
    ]);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 1, quarantined: 1 });

    const hidden = await c.show(digest);
    expect(hidden.json).toMatchObject({ state: "quarantined", mendBy: "2026-11-25T09:02:00Z" });
    expect(hidden.json).not.toHaveProperty("message");
    expect(hidden.json).not.toHaveProperty("findings");

    const { messages, alarms } = await readQuarantine(c);
    expect(messages).toHaveLength(1);
    expect(messages[0].message.private["private.urgency"]).toEqual(urgency);
    expect(alarms).toMatchObject([
      { country: "XC" },
      { country: "XB", authority: "https://dpa-b.test" },
    ]);
    const [read] = await eventsOf(c.store, "contentRead");
    expect(read).toMatchObject({ role: "dutyOfficer", ref: messages[0].digest, code: "CASE_WORK" });

    exchange.setTime("2026-11-25T09:02:00Z");
    await c.gateway.maintain();
    expect(await eventsOf(c.store, "mendOverdue")).toEqual([]);
    exchange.setTime("2026-11-25T09:02:01Z");
    for (let run = 0; run < 2; run++) await c.gateway.maintain();
    expect(await eventsOf(c.store, "mendOverdue")).toHaveLength(1);
    const changes = await inside(c.store).changes.after(0, 99);
    expect(changes.filter(({ kind }) => kind === "mendOverdue")).toMatchObject([
      { ref: messages[0].digest },
    ]);
  });

  it("shows the agency's own systems what is listed, and nothing that is kept beside it", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const { digest } = await sendUnchecked(exchange, {
      private: { "private.urgency": urgency },
      body: withoutEvaluation(),
    });
    const row = await inside(c.store).inbox.findByDigest(digest);
    if (row?.content === undefined) throw new Error("nothing was kept");
    const { erasedAt: _, mendedBy: __, ...kept } = row;
    const content = { ...row.content, judgement: { told: "Sekretova" } as never };
    const [again, sealedDigest] = ["A".repeat(43), "B".repeat(43)];
    const next = { id: NOBODY, digest: again, sealedDigest, content, history: undefined };
    await inside(c.store).inbox.add({ ...kept, ...next });
    for (const one of [digest, again]) {
      const { json } = await c.show(one);
      expect(Object.keys(json).sort()).toEqual(
        [
          ...[
            "answeredBy",
            "box",
            "digest",
            "eraseBy",
            "id",
            "mendBy",
            "messageType",
            "purpose",
            "receipts",
          ],
          ...["passedOn", "profile", "receivedAt", "sender", "state"],
        ].sort(),
      );
    }
  });

  it.each(["asIs", "minimise"])("is sent all the same by its own gateway (%s)", async (mode) => {
    const { b, c, settle } = createExchange();
    const draft = {
      ...requestS011(),
      private: { "private.urgency": urgency },
      body: withoutEvaluation(),
    };
    const sent = await b.call("POST", "/v1/messages", { draft, mode });
    expect(sent).toMatchObject({ status: 201, json: { verdict: "quarantine" } });
    await settle();
    const { json } = await b.show(sent.json.digest);
    expect(json.receipts.at(-1).claims).toMatchObject({ verdict: "quarantine" });
    expect((await inside(c.store).inbox.counts()).quarantined).toBe(1);

    const routine = { ...requestS011(), body: withoutEvaluation() };
    const refused = await b.call("POST", "/v1/messages", { draft: routine, mode });
    expect(refused.json.code).toBe("SCHEMA_INVALID");
  });

  it("has no effect while it waits: a faulty correction erases nothing", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await settle();
    const correction = fixture(3).message.body as unknown as Draft["body"];
    const { claims } = await sendUnchecked(exchange, {
      clear: { "env.messageType": "correction", "env.legalBasis": ["GDPR#17"] },
      // It answers a message that NGO-C never had.
      private: { "private.urgency": urgency },
      body: JSON.parse(
        JSON.stringify(correction).replaceAll(
          /zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM/g,
          sent.json.digest,
        ),
      ),
    });
    expect(claims.at(-1)).toMatchObject({ verdict: "quarantine" });
    expect((await inside(c.store).inbox.find(NGO_B, sent.json.id))?.content).toBeDefined();
  });
});

/** Issues and seals with NGO-B's own key, without asking what may be sent. */
async function sendUnchecked(
  exchange: TestExchange,
  change: { clear?: object; private?: object; body: unknown },
) {
  const { b, registry } = exchange;
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  const content = (await inside(b.store).outbox.find(json.id))?.content;
  if (content === undefined) throw new TypeError("the message was not stored");
  const { clear, private: hidden } = content.message;
  const { "env.digest.private": _, "env.digest.body": __, ...rest } = clear;
  const id = crypto.randomUUID();
  const draft: Draft = {
    clear: { ...rest, "env.messageId": id, ...change.clear },
    private: { ...hidden, ...change.private },
    body: change.body as Draft["body"],
  };
  const { issued, sealed } = await sealUnchecked(exchange, draft);
  const response = await postPackage(exchange, sealed);
  const { receipts } = (await response.json()) as { receipts: string[] };
  return {
    response,
    sealed,
    digest: issued.digest,
    claims: receipts.map((one) => verifyReceipt(one, registry)),
  };
}

/** S01.1 with one group that lacks its evaluation, which rule R11 asks for. */
function withoutEvaluation(): unknown {
  return Object.fromEntries(
    Object.entries(requestS011().body).map(([gid, group]) => {
      const { meta, ...rest } = group as Record<string, unknown>;
      const { complete: _, ...less } = meta as Record<string, unknown>;
      return [gid, { ...rest, meta: rest["kind"] === "need" ? less : meta }];
    }),
  );
}

/** Sorts the leaves of each group, since the wire does not keep their order. */
function leavesOf(body: unknown): readonly string[] {
  return Object.entries(body as Draft["body"])
    .flatMap(([gid, { leaves }]) => leaves.map((leaf) => canonicalJson([gid, leaf])))
    .sort();
}

const NOBODY = "5b0c9e6e-2f63-4b7a-9d0e-6c1f4a8e7d35";
