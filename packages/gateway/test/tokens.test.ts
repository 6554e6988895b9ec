import { decodeBase64urlText, encodeBase64urlText, sha256Base64url } from "@safepassage/core";
import type {
  AuthorisationEntry,
  ConsentClaims,
  Draft,
  PriorAuthorisation,
  Private,
} from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { signJwt } from "./forge.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { heldIn, inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

const DECISION = "L_zmrX-IQ1NMVs6uetfpdUO0QCXFR5By8nGpfrwaIkQ";
const EMERGENCY = { level: "emergency", ground: "threatToLife" } as const;
const SENTENCE =
  "https://she-is-in-the-house-behind-the-church.and-the-men-come-at-nine.test/ring-at-the-second-door/ask-for-anna/tell-nobody";

/** Letters in the form of a token, and nothing more. */
const lettersOf = (length: number, name: number): string =>
  ["aGVsbG8", `d29ybG${name}A`, "b".repeat(length)].join(".");
const prior = (token: string): PriorAuthorisation => ({
  kind: "providerConsent",
  decision: DECISION,
  token,
});
const order = (token: string): AuthorisationEntry => ({
  kind: "judicialOrder",
  authority: "judge",
  issuedAt: "2026-11-23T10:00:00Z",
  validUntil: "2026-12-31",
  scope: ["identity"],
  token,
});
const withPrivate =
  (hidden: Partial<Private>) =>
  (draft: Draft): Draft => ({ ...draft, private: { ...draft.private, ...hidden } });

describe("a partner with a good key", () => {
  it("is heard where all is right", async () => {
    const exchange = createExchange();
    const response = await sendAsPartner(exchange, (draft) => draft);
    expect(response.status).toBe(200);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 1,
      quarantined: 0,
    });
  });

  it.each<[string, Partial<Private>]>([
    [
      "letters in place of prior authorisations",
      {
        "private.priorAuthorisations": Array.from({ length: 8 }, (_, i) =>
          prior(lettersOf(7000, i)),
        ),
      },
    ],
    ["letters in place of an order", { "private.authorisations": [order(lettersOf(7000, 0))] }],
    [
      "an invented consent of the provider of a source",
      {
        "private.priorAuthorisations": [prior(lettersOf(88, 0))],
        "private.provenance": [
          {
            commitment: DECISION,
            originState: "XC",
            originRegime: "GDPR",
            conditions: ["NO_ONWARD"],
            europol: [],
            purpose: "ASSISTANCE_REFERRAL",
          },
        ],
      },
    ],
  ])("gets nothing into the inbox by %s", async (_, hidden) => {
    const exchange = createExchange();
    const response = await sendAsPartner(exchange, withPrivate(hidden));
    expect(await response.json()).toMatchObject({ code: "AUTHORISATION_INVALID" });
    expect(response.status).toBe(422);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 0,
      quarantined: 0,
    });
  });

  it.each<[string, (claims: ConsentClaims) => object, string]>([
    ["members in another order", ({ aud, ...rest }) => ({ ...rest, aud }), "reject"],
    [
      "a list in another order",
      (claims) => ({
        ...claims,
        consent: { ...claims.consent, scope: claims.consent.scope.toReversed() },
      }),
      "reject",
    ],
    ["the one form", (claims) => claims, "accept"],
  ])("hides nothing in a consent assertion, with %s: %#", async (_, written, verdict) => {
    const exchange = createExchange();
    const response = await sendAsPartner(exchange, (draft) => {
      const [assertion = ""] = draft.private["private.consentAssertions"];
      const claims = JSON.parse(decodeBase64urlText(assertion.split(".")[1] ?? ""));
      const signer = exchange.federation.signers["NGO-B"];
      const again = signJwt(signer, written(claims), { typ: "spp-consent+jwt" });
      return withPrivate({ "private.consentAssertions": [again] })(draft);
    });
    expect(decidedIn(await response.text())).toContain(`"verdict":"${verdict}"`);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: Number(verdict === "accept"),
    });
  });

  it("cannot use more than 8 KiB for one, whatever it claims", async () => {
    const exchange = createExchange();
    const hidden = {
      "private.priorAuthorisations": [prior(lettersOf(8192, 0))],
      "private.urgency": EMERGENCY,
    };
    const response = await sendAsPartner(exchange, withPrivate(hidden));
    expect([response.status, await response.json()]).toEqual([
      422,
      expect.objectContaining({ code: "MESSAGE_PRIVATE_WRONG" }),
    ]);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 0,
      quarantined: 0,
    });
  });

  it("reaches two named people and nobody else where it claims a threat to life", async () => {
    const exchange = createExchange();
    const hidden = {
      "private.authorisations": [order(lettersOf(88, 0))],
      "private.urgency": EMERGENCY,
    };
    const response = await sendAsPartner(exchange, withPrivate(hidden));
    expect(response.status).toBe(200);
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 1,
      quarantined: 1,
    });
    const [held] = await heldIn(exchange.c.store);
    expect(JSON.stringify(held)).toContain("R87_NOT_VERIFIED");
  });

  it.each<[string, (token: string) => Partial<Private>]>([
    ["a consent", (token) => ({ "private.consentAssertions": [token] })],
    ["an order", (token) => ({ "private.authorisations": [order(token)] })],
    ["a prior authorisation", (token) => ({ "private.priorAuthorisations": [prior(token)] })],
  ])("writes nothing into the quarantine in place of %s: its digest is kept", async (_, named) => {
    const exchange = createExchange();
    const token = [SENTENCE, SENTENCE, SENTENCE].map(encodeBase64urlText).join(".");
    const hidden = { ...named(token), "private.urgency": EMERGENCY };
    const response = await sendAsPartner(exchange, withPrivate(hidden));
    expect(response.status).toBe(200);
    const [held] = await heldIn(exchange.c.store);
    const kept = JSON.stringify(held?.content);
    expect(kept).toContain(sha256Base64url(token));
    expect(kept).not.toContain(token);
    for (const disclosure of held?.content?.sdJwt.split("~").slice(1) ?? []) {
      expect(decodeBase64urlText(disclosure)).not.toContain(encodeBase64urlText(SENTENCE));
    }
  });

  it("has a consent that verifies kept as it is, whatever else is wrong", async () => {
    const exchange = createExchange();
    let assertion = "";
    await sendAsPartner(exchange, (draft) => {
      [assertion = ""] = draft.private["private.consentAssertions"];
      const hidden = { "private.authorisations": [order(lettersOf(88, 0))] };
      return withPrivate({ ...hidden, "private.urgency": EMERGENCY })(draft);
    });
    const [held] = await heldIn(exchange.c.store);
    const message = messageOf(held);
    expect(message.private["private.consentAssertions"]).toEqual([assertion]);
  });

  it.each<[string, (draft: Draft) => Draft]>([
    ["the holder of a record", (draft) => inFirstGroup(draft, { meta: { holderRef: SENTENCE } })],
    ["a safe channel", (draft) => inLeaf(draft, "contact.safeChannel", { via: SENTENCE })],
  ])("tells nothing by an address for %s", async (_, change) => {
    const exchange = createExchange();
    const response = await sendAsPartner(exchange, change);
    const answer = await response.text();
    expect(answer).not.toContain("church");
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 0,
      quarantined: 0,
    });
    expect(decidedIn(answer)).toContain("R86");
  });
});

describe("an agency's own gateway", () => {
  it.each<[string, object, unknown]>([
    [
      "an invented prior authorisation",
      { "private.priorAuthorisations": [prior(lettersOf(88, 0))] },
      422,
    ],
    ["an invented order", { "private.authorisations": [order(lettersOf(88, 0))] }, 422],
  ])("does not send %s", async (_, hidden, status) => {
    const { b } = createExchange();
    const draft = { ...requestS011(), private: hidden };
    const answer = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([answer.status, answer.json.code]).toEqual([status, "AUTHORISATION_INVALID"]);
  });

  it("does not send a sentence in place of an agency", async () => {
    const { b } = createExchange();
    const draft = requestS011();
    const body = structuredClone(draft.body) as Record<string, { meta?: object }>;
    const [group] = Object.values(body);
    if (group !== undefined) group.meta = { ...group.meta, holderRef: SENTENCE };
    const answer = await b.call("POST", "/v1/messages", {
      draft: { ...draft, body },
      mode: "asIs",
    });
    expect(answer.json.code).toBe("GATEWAY_DRAFT_REFUSED");
    expect(JSON.stringify(answer.json)).toContain("R86_NOT_REGISTERED");
  });
});

/** What the receipts of an answer say. */
function decidedIn(answer: string): string {
  return answer
    .split(/[",\s]+/)
    .filter((text) => text.split(".").length === 3)
    .map((jws) => decodeBase64urlText(jws.split(".")[1] ?? ""))
    .join();
}

function inFirstGroup(draft: Draft, { meta }: { meta: object }): Draft {
  const [[gid, group] = []] = Object.entries(draft.body).filter(([, one]) => one.meta);
  if (gid === undefined || group?.meta === undefined) throw new TypeError("no group");
  const changed = { ...group, meta: { ...group.meta, ...meta } };
  return { ...draft, body: { ...draft.body, [gid]: changed } };
}

function inLeaf(draft: Draft, field: string, more: object): Draft {
  const body = structuredClone(draft.body) as unknown as Record<
    string,
    { leaves: { f: string; v: object }[] }
  >;
  for (const { leaves } of Object.values(body)) {
    for (const leaf of leaves) if (leaf.f === field) leaf.v = { ...leaf.v, ...more };
  }
  return { ...draft, body: body as unknown as Draft["body"] };
}
