import type { DraftRequest } from "@safepassage/agency";
import { createFixedClock, type Signer } from "@safepassage/core";
import { assertionOf, issueConsentAssertion } from "@safepassage/message";
import type { ConsentRecord } from "@safepassage/schema";
import { beforeEach, describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { createExchange, type TestExchange, type TestGateway } from "./world.ts";

const [HELD = { subject: "", record: {} as ConsentRecord }] = requestS011().consents ?? [];
const { subject: SUBJECT, record: RECORD } = HELD;

const signedAt = (signer: Signer, at: string) => ({ signer, clock: createFixedClock(at) });

/** S01.1 with one changed consent. */
function requestWith(
  change: Partial<ConsentRecord>,
  other: Partial<DraftRequest> = {},
  told: { readonly scope?: string[] } = {},
): DraftRequest {
  const record = { ...RECORD, ...change };
  return { ...requestS011(), ...other, consents: [{ subject: SUBJECT, record, ...told }] };
}

let exchange: TestExchange;
beforeEach(() => {
  exchange = createExchange();
});

describe("a consent record that a draft rests on", () => {
  it("becomes an assertion that says no more than it, and neither whose nor since when", async () => {
    const { b, c, settle } = exchange;
    const draft = requestWith(
      {
        person: "Sekret-17",
        recipients: [NGO_C, NGO_B],
        purposes: ["ASSISTANCE_REFERRAL", "VICTIM_IDENTIFICATION"],
      },
      { people: { [SUBJECT]: "Sekret-17" } },
      { scope: ["subject", "need", "contact.safeChannel"] },
    );
    const sent = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
    expect(sent.status).toBe(201);
    await settle();
    const { json } = await c.show(sent.json.digest);
    expect(json.state).toBe("accepted");
    const [assertion = ""] = json.message.private["private.consentAssertions"];
    const [, payload = ""] = assertion.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(claims.consent).toMatchObject({
      subject: SUBJECT,
      recipients: [NGO_C],
      purposes: ["ASSISTANCE_REFERRAL"],
      scope: ["contact.safeChannel", "need", "subject"],
      validFrom: RECORD.validFrom,
      validUntil: RECORD.validUntil,
    });
    expect(Buffer.from(payload, "base64url").toString()).not.toMatch(/Sekret|givenAt/);
  });

  const ENDED = {
    givenAt: "2026-01-01T00:00:00Z",
    validFrom: "2026-01-01T00:00:00Z",
    validUntil: "2026-02-28T00:00:00Z",
  };
  it.each<[string, Partial<ConsentRecord>, Partial<DraftRequest>, string]>([
    ["ended in February", ENDED, {}, "CONSENT_LAPSED"],
    ["begins next year", { validFrom: "2027-01-01T00:00:00Z" }, {}, "CONSENT_NOT_YET_VALID"],
    ["was withdrawn", { withdrawnAt: "2026-11-20T00:00:00Z" }, {}, "CONSENT_WITHDRAWN"],
    ["says that none was given", { status: "ConsentRevoked" }, {}, "CONSENT_NOT_GIVEN"],
    ["names another recipient", { recipients: [NGO_B] }, {}, "CONSENT_RECIPIENT_NOT_NAMED"],
    [
      "names another purpose",
      { purposes: ["VICTIM_IDENTIFICATION"] },
      {},
      "CONSENT_PURPOSE_NOT_NAMED",
    ],
    ["was not understood", { languageUnderstood: false }, {}, "CONSENT_UNSOUND"],
    ["is another person's", {}, { people: { [SUBJECT]: "case-18" } }, "CONSENT_PERSON_DIFFERS"],
  ])("stops the draft where it %s, before anything is signed", async (_, change, other, code) => {
    const { b } = exchange;
    const draft = requestWith(change, other);
    for (const [path, body] of [
      ["/v1/messages", { draft, mode: "asIs" }],
      ["/v1/messages", { draft, mode: "minimise" }],
      ["/v1/preview", draft],
    ] as const) {
      const { status, json } = await b.call("POST", path, body);
      expect([status, json.code]).toEqual([422, code]);
      expect(json.hint).toMatch(/\.$/);
    }
    expect((await inside(b.store).outbox.counts()).queued).toBe(0);
  });

  it("stops the draft that tells more of its scope than it has", async () => {
    const draft = requestWith({ scope: ["subject"] }, {}, { scope: ["subject", "identity"] });
    const { status, json } = await exchange.b.call("POST", "/v1/preview", draft);
    expect([status, json.code]).toEqual([422, "CONSENT_SCOPE_EXCEEDED"]);
  });

  it("is named, of several, with the member that stops the draft", async () => {
    const [first] = requestS011().consents ?? [];
    const lapsed = { ...RECORD, validUntil: "2026-11-20T00:00:00Z" };
    const consents = [first, { subject: SUBJECT, record: lapsed }];
    const { json } = await exchange.b.call("POST", "/v1/preview", { ...requestS011(), consents });
    const pointer = "/consents/1/record/validUntil";
    expect(json).toMatchObject({ code: "CONSENT_LAPSED", pointer });
  });

  it.each(["giver", "givenAt", "validFrom", "validUntil", "scope", "recipients", "purposes"])(
    "has no default for %s",
    async (member) => {
      const { [member]: _, ...record } = RECORD as unknown as Record<string, unknown>;
      const draft = { ...requestS011(), consents: [{ subject: SUBJECT, record }] };
      const { status, json } = await exchange.b.call("POST", "/v1/preview", draft);
      expect([status, json.code]).toEqual([422, "SCHEMA_INVALID"]);
      expect(json.issues).toContainEqual(
        expect.objectContaining({
          code: "MEMBER_MISSING",
          pointer: `/consents/0/record/${member}`,
        }),
      );
    },
  );
});

describe("a consent that another agency holds", () => {
  const REF = "Uq2mJ0Zb1xW8f4dTn6sLkA";

  it("supports no draft that waited until its holder says that it was withdrawn, and one once it is given again", async () => {
    const { exchange, asserted, draftWith, withdraw } = openHeldByC();
    const { b, settle } = exchange;
    const preview = async (assertion: string) => {
      const { status, json } = await b.call("POST", "/v1/preview", draftWith(assertion));
      return [status, json.code ?? json.judgement.verdict, json.judgement?.findings.length];
    };
    const before = asserted("2026-11-24T09:01:00Z");
    expect(await preview(before)).toEqual([200, "accept", 0]);
    const waits = await send(b, draftWith(before));
    await withdraw();
    exchange.setTime("2026-11-24T09:03:00Z");
    await settle();
    expect((await b.show(waits.digest)).json.state).toBe("unsent");
    expect((await b.call("GET", "/v1/alarms")).json.entries).toEqual([]);
    expect(await preview(before)).toEqual([422, "CONSENT_WITHDRAWN", undefined]);
    exchange.setTime("2026-11-24T09:04:00Z");
    expect(await preview(asserted("2026-11-24T09:03:00Z"))).toEqual([200, "accept", 0]);
  });

  it("is told to a person where somebody may hold what was sent on it, unless that is its holder", async () => {
    const { exchange, asserted, draftWith, withdraw } = openHeldByC();
    const { b } = exchange;
    const before = asserted("2026-11-24T09:01:00Z");
    const taken = await send(b, draftWith(before));
    // It was posted, and no answer says whether it arrived.
    await inside(b.store).outbox.change(taken.id, { state: "sending" });
    await send(b, draftWith(asserted("2026-11-24T09:01:00Z", NGO_C), NGO_C));
    await withdraw();
    const { entries } = (await b.call("GET", "/v1/alarms?event=consentEnded")).json;
    expect(entries.map(({ ref, other }: Readonly<Record<string, string>>) => [ref, other])).toEqual(
      [[taken.digest, NRM_D]],
    );
    await b.gateway.maintain();
    expect(b.log).toContainEqual({ event: "consentEnded", ref: taken.digest, peer: NRM_D });
  });

  /** C holds a consent, and has asserted it to B; B sends on it. */
  function openHeldByC() {
    const federation = withTwin();
    const own = [federation.agreement, federation.sign("AGR-ASSIST", "NGO-B", "NRM-D")];
    const exchange = createExchange({ federation, own: { "NGO-B": { agreements: own } } });
    const { b, c, settle } = exchange;
    const asserted = (iat: string, recipient = NRM_D): string =>
      issueConsentAssertion(
        assertionOf({ ...RECORD, recipients: [recipient] } as ConsentRecord, {
          subject: SUBJECT,
          purpose: "ASSISTANCE_REFERRAL",
          recipient,
          now: new Date(iat),
          ref: REF,
        }),
        { holder: NGO_C, recipient, ...signedAt(federation.signers["NGO-C"], iat) },
      );
    const draftWith = (assertion: string, recipient = NRM_D): DraftRequest => {
      const { consents: _, private: hidden, ...request } = requestS011();
      return {
        ...{ ...request, recipient },
        private: {
          ...hidden,
          "private.consentRefs": [REF],
          "private.consentAssertions": [assertion],
        },
      };
    };
    /** C says in an exchange with B that the person has taken the consent back. */
    const withdraw = async (): Promise<void> => {
      const sent = await send(b, requestS011());
      await settle();
      const { consents: _, people: __, ...request } = requestS011();
      const leaves = [
        { f: "consent.ref", v: REF },
        { f: "consent.withdrawnAt", v: "2026-11-24T09:02:00Z" },
      ];
      await send(c, {
        ...{ ...request, recipient: NGO_B, messageType: "consentWithdrawal", sources: [] },
        legalBases: ["GDPR#7(3)"],
        body: { vI1g0fXcYk6xPq9zT3hJ2w: { kind: "consent", links: [], leaves } },
        private: {
          "private.exchangeId": await exchangeIdAt(c, sent),
          "private.inReplyTo": sent.id,
        },
      } as DraftRequest);
      await settle();
    };
    return { exchange, asserted, draftWith, withdraw };
  }

  interface Queued {
    readonly digest: string;
    readonly id: string;
  }

  const exchangeIdAt = async ({ show }: TestGateway, { digest }: Queued): Promise<string> =>
    (await show(digest)).json.message.private["private.exchangeId"];

  async function send({ call }: TestGateway, draft: DraftRequest): Promise<Queued> {
    const { status, json } = await call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([status, json.code]).toEqual([201, undefined]);
    return json;
  }
});

it.each([0, 4, 9])("an officer cannot be known at level %d", async (assurance) => {
  const draft = { ...requestS011(), officer: { id: "staff-0042", assurance } };
  const { status, json } = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
  expect(json.issues).toEqual([
    {
      pointer: "/draft/officer/assurance",
      code: "MEMBER_INVALID",
      fix: expect.stringContaining("from 1 to 3"),
    },
  ]);
});
