import { verifyAgreement } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { body, GID, received_, submit } from "./catalogue-world.ts";
import { createUpgraded, EARLIER } from "./earlier.ts";
import { createFederation, NGO_B, NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NOW, requestS011 } from "./world.ts";

describe("an agreement that does not admit the catalogue", () => {
  it("refuses a new message at once, and names what to do", async () => {
    const federation = createFederation({ only: [EARLIER] });
    const { b } = createExchange({ federation });
    const { status, json } = await b.call("POST", "/v1/messages", body(requestS011()));
    expect([status, json.code]).toEqual([422, "GATEWAY_AGREEMENT_OUTDATED"]);
    expect(json.hint).toContain("safepassage agreement check");
    expect((await b.call("POST", "/v1/preview", requestS011())).json.code).toBe(json.code);
  });

  it("keeps what is queued until a version that admits it is in force", async () => {
    const federation = createFederation({ also: [EARLIER] });
    const sign = (terms: object): string =>
      federation.signTerms("AGR-ASSIST", { id: "AGR-OLD", ...terms }, "NGO-B", "NGO-C");
    const old = sign({ profiles: [EARLIER] });
    const next = sign({ version: "2.0", from: "2026-11-26" });
    const agreements = [federation.agreement, old, next];
    const exchange = createUpgraded({ federation, options: { agreements } });
    const { id: named, version, sha256 } = verifyAgreement(old, exchange.registry, new Date(NOW));
    exchange.version.write = (draft) => ({
      ...draft,
      clear: { ...draft.clear, "env.agreementRef": { id: named, version, sha256 } },
    });
    const { id } = await submit(exchange);
    await exchange.b.gateway.sender.deliverDue();
    const waiting = await inside(exchange.b.store).outbox.find(id);
    expect(waiting).toMatchObject({
      state: "queued",
      posted: false,
      lastError: "GATEWAY_AGREEMENT_OUTDATED",
    });
    exchange.setTime("2026-11-26T09:00:00Z");
    await exchange.settle();
    const [received] = await received_(exchange);
    expect(received?.content?.message.clear["env.agreementRef"].version).toBe("2.0");
  });
});

describe("a certificate that is owed under an agreement of an earlier catalogue", () => {
  // Nobody has asked for this one, so its rules refuse it; but it comes so far.
  it.each([
    ["its only version", []],
    ["a version that admits this one", [{ version: "2.0" }]],
  ])("goes under %s", async (_, more) => {
    const federation = createFederation({ also: [EARLIER] });
    const sign = (terms: object): string =>
      federation.signTerms("AGR-ASSIST", { id: "AGR-OLD", ...terms }, "NGO-B", "NGO-C");
    const old = sign({ profiles: [EARLIER] });
    const agreements = [old, ...more.map(sign)];
    const { c, registry } = createExchange({ federation, options: { agreements } });
    const { sha256 } = verifyAgreement(old, registry, new Date(NOW));
    await inside(c.store).replies.add({
      id: "reply",
      parties: [NGO_B, NGO_C],
      messageType: "erasureCertificate",
      inReplyTo: crypto.randomUUID(),
      exchangeId: GID,
      purpose: "ASSISTANCE_REFERRAL",
      agreement: sha256,
      transferBasis: "INTRA_EU",
      assurance: 2,
      about: sha256,
      groups: [
        {
          kind: "erasure",
          leaves: [
            { f: "erasure.messageDigest", v: sha256 },
            { f: "erasure.method", v: "overwritten" },
            { f: "erasure.at", v: NOW },
            { f: "erasure.backupHorizon", v: "2026-12-25" },
            { f: "erasure.exception", v: "none" },
            { f: "erasure.disclosures", v: sha256 },
          ],
        },
      ],
    });
    await c.gateway.sender.deliverDue();
    const [failed] = await eventsOf(c.store, "certificateFailed");
    expect(failed?.code).toBe("GATEWAY_DRAFT_REFUSED");
  });
});
