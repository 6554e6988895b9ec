import { AgencyError, type Approval, type GivenApproval } from "@safepassage/agency";
import { readRegistryText } from "@safepassage/agency/node";
import { createFixedClock, sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueRefusal, randomId } from "@safepassage/message";
import { CATALOGUE } from "./catalogue-cases.ts";
import { correctionOf, NEED, refer, valueFor } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { createFederation } from "./federation.ts";
import { OF_FOLDERS } from "./folder-cases.ts";
import { inside } from "./inside.ts";
import { OF_STORES } from "./store-cases.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
import { createExchange, NGO_B, NGO_C, NOW, type TestExchange, TOKENS } from "./world.ts";

const MESSAGE = { draft: requestS011(), mode: "asIs" };
const SUBJECT = MESSAGE.draft.consents?.[0]?.subject ?? "";
const OFFICER = { id: "staff-0042", assurance: 2 };
const UNKNOWN = "0".repeat(43);

/** Posts a body to a local route. Returns the code of the answer. */
const local =
  (path: string, body: unknown, headers: Record<string, string> = {}): Drive =>
  async ({ b }) => {
    const { json } = await b.call("POST", path, body, headers);
    return json.code;
  };

/** Answers a delivery in place of NGO-C. Returns the error that the row shows. */
const answered =
  (answer: (request: Request) => Promise<Response> | undefined): Drive =>
  async (exchange) => {
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    exchange.intercept(answer);
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  };

/** Asks what may be sent of S01.1, on a changed consent record. */
const onConsent = (change: object, other: object = {}): Drive =>
  local("/v1/preview", {
    ...requestS011(),
    ...other,
    consents: requestS011().consents?.map(({ record, ...one }) => ({
      ...one,
      record: { ...record, ...change },
    })),
  });

/** Submits S01.1 under an agreement that asks for a second officer. Returns the code that it is refused with. */
async function approving(
  work: (given: {
    readonly digest: string;
    readonly submit: (approval: Approval | undefined) => Promise<unknown>;
    readonly approve: (approval: GivenApproval) => Promise<unknown>;
  }) => Promise<unknown>,
): Promise<string | undefined> {
  const federation = createFederation();
  const terms = { secondOfficer: ["ASSISTANCE_REFERRAL" as const] };
  const agreement = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const { b } = createExchange({ federation: { ...federation, agreement } });
  const { sender } = b.gateway;
  const { approval } = await sender.prepare(requestS011());
  const submit = (given: Approval | undefined) =>
    sender.submit(requestS011(), { mode: "minimise", ...(given && { approval: given }) });
  const approve = (given: GivenApproval) => sender.checkApproval(requestS011(), given);
  return refusedBy(work({ digest: approval?.digest ?? "", submit, approve }));
}

/** The code that something is refused with. */
const refusedBy = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    ({ code }) => code,
  );

type Drive = (exchange: TestExchange) => Promise<string | undefined>;

/** Codes that the agency's own systems and files lead to, and a partner's answers. */
export const LOCAL_CASES: Readonly<Record<string, Drive>> = {
  CONSENT_PERSON_DIFFERS: onConsent({}, { people: { [SUBJECT]: "case-18" } }),
  CONSENT_NOT_GIVEN: onConsent({ status: "ConsentRevoked" }),
  CONSENT_WITHDRAWN: onConsent({ withdrawnAt: "2026-11-20T00:00:00Z" }),
  CONSENT_NOT_YET_VALID: onConsent({ validFrom: "2027-01-01T00:00:00Z" }),
  CONSENT_LAPSED: onConsent({ validUntil: "2026-11-02T00:00:00Z" }),
  CONSENT_UNSOUND: onConsent({ withdrawalMethod: false }),
  CONSENT_PURPOSE_NOT_NAMED: onConsent({ purposes: ["VICTIM_IDENTIFICATION"] }),
  CONSENT_RECIPIENT_NOT_NAMED: onConsent({ recipients: ["https://ngo-b.test"] }),
  CONSENT_SCOPE_EXCEEDED: local("/v1/preview", {
    ...requestS011(),
    consents: requestS011().consents?.map((one) => ({ ...one, scope: ["identity"] })),
  }),
  GATEWAY_BODY_TOO_LARGE: local("/v1/messages", { ...MESSAGE, note: "x".repeat(1_048_577) }),
  GATEWAY_BODY_INVALID: local("/v1/messages", { draft: requestS011() }),
  GATEWAY_BODY_INCOMPLETE: async ({ b }) => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error("reset")),
    });
    const headers = {
      authorization: `Bearer ${TOKENS.local}`,
      "content-type": "application/json",
    };
    const init = { method: "POST", headers, body, duplex: "half" };
    const response = await b.gateway.localFetch(new Request("http://b.test/v1/messages", init));
    return ((await response.json()) as { code: string }).code;
  },
  GATEWAY_BUSY: async ({ federation }) =>
    local("/v1/messages", MESSAGE)(createExchange({ federation, options: { maxHeldOctets: 9 } })),
  GATEWAY_CONTENT_TYPE_WRONG: local("/v1/messages", MESSAGE, { "content-type": "text/plain" }),
  GATEWAY_ROUTE_UNKNOWN: local("/nowhere", {}),
  GATEWAY_UNAUTHORISED: local("/v1/messages", MESSAGE, {
    authorization: `Bearer ${TOKENS.local}x`,
  }),
  GATEWAY_IDEMPOTENCY_KEY_REUSED: async (exchange) => {
    const key = { "idempotency-key": "case-17-attempt" };
    await exchange.b.call("POST", "/v1/messages", MESSAGE, key);
    return local("/v1/messages", { ...MESSAGE, mode: "minimise" }, key)(exchange);
  },
  GATEWAY_IDEMPOTENCY_KEY_ERASED: async (exchange) => {
    const key = { "idempotency-key": "case-17-attempt" };
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE, key);
    await inside(exchange.b.store).outbox.erase(json.digest, "2026-11-24T09:02:00Z", undefined);
    return local("/v1/messages", MESSAGE, key)(exchange);
  },
  GATEWAY_RECIPIENT_UNKNOWN: local("/v1/messages", {
    ...MESSAGE,
    draft: { ...requestS011(), recipient: "https://nobody.test" },
  }),
  GATEWAY_AGREEMENT_UNKNOWN: local("/v1/messages", {
    ...MESSAGE,
    draft: { ...requestS011(), agreement: "AGR-NONE" },
  }),
  GATEWAY_DRAFT_REFUSED: local("/v1/messages", {
    ...MESSAGE,
    draft: { ...requestS011(), consents: [] },
  }),
  GATEWAY_MESSAGE_UNKNOWN: local("/v1/withdrawals", {
    digest: UNKNOWN,
    consentRef: randomId(),
    officer: OFFICER,
  }),
  GATEWAY_MESSAGE_RECEIVED: async (exchange) => {
    const { digest } = await refer(exchange);
    const request = { digest, consentRef: randomId(), officer: OFFICER };
    return (await exchange.c.call("POST", "/v1/withdrawals", request)).json.code;
  },
  GATEWAY_CORRECTION_UNDECIDED: async (exchange) => {
    const sent = await refer(exchange);
    const body = valueFor(sent, `${NEED}/need.services`, ["legalAdvice"]);
    const draft = await correctionOf(exchange.b, sent, body);
    await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    return local("/v1/messages", { draft, mode: "asIs" })(exchange);
  },
  GATEWAY_CORRECTION_PLACE_UNKNOWN: async (exchange) => {
    const { digest } = await refer(exchange);
    const changes = [{ path: `${NEED}/need.health` }];
    const request = { action: "erase", reason: "unlawful", officer: OFFICER, changes };
    return local(`/v1/messages/${digest}/corrections`, request)(exchange);
  },
  GATEWAY_DUTY_UNKNOWN: async (exchange) => {
    const { digest } = await refer(exchange);
    exchange.editRegistry(({ agencies }) => {
      const agency = agencies.find(({ entity }) => entity === NGO_B);
      const { facts } = agency as unknown as { facts: Record<string, unknown>[] };
      Object.assign(facts[0] ?? {}, { regime: "THIRD-NON-LE" });
    });
    return local("/v1/withdrawals", { digest, officer: OFFICER })(exchange);
  },
  GATEWAY_WITHDRAWAL_IMPOSSIBLE: async (exchange) => {
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    const request = { digest: json.digest, consentRef: randomId(), officer: OFFICER };
    return local("/v1/withdrawals", request)(exchange);
  },
  // A consent that another agency holds, and has asserted.
  GATEWAY_WITHDRAWAL_RECORD_UNKNOWN: async (exchange) => {
    const request = { consentRef: randomId(), everywhere: true, officer: OFFICER };
    return local("/v1/withdrawals", request)(exchange);
  },
  GATEWAY_RESEND_IMPOSSIBLE: async (exchange) => {
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    return local(`/v1/messages/${json.digest}/resend`, {})(exchange);
  },
  GATEWAY_REVIEW_IMPOSSIBLE: async (exchange) => {
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    const day = { until: "2027-01-01", ground: "evidence" };
    const request = { outcome: "keep", officer: OFFICER, ...day };
    return local(`/v1/messages/${json.digest}/review`, request)(exchange);
  },
  GATEWAY_REVIEW_NOT_INDEPENDENT: async () => {
    const exchange = createWarningExchange();
    const draft = { draft: warning(), mode: "asIs" };
    const { json } = await exchange.b.call("POST", "/v1/messages", draft);
    const review = { outcome: "confirmed", officer: OFFICER };
    return local(`/v1/messages/${json.digest}/warning-review`, review)(exchange);
  },
  GATEWAY_RECEIPTS_MISSING: answered((request) =>
    request.method === "POST" ? Promise.resolve(Response.json({ receipts: [] })) : undefined,
  ),
  GATEWAY_PEER_REASON_UNKNOWN: async (exchange) => {
    const signer = exchange.federation.signers["NGO-C"];
    const by = { self: NGO_C, to: NGO_B, signer, clock: createFixedClock(NOW) };
    const refuse = (sealed: string) =>
      issueRefusal({ sealed: sha256Base64url(sealed), code: "ANNA_MUELLER" }, by);
    return answered((request) =>
      request.method === "POST"
        ? request.text().then((text) => Response.json({ receipt: refuse(text) }, { status: 422 }))
        : undefined,
    )(exchange);
  },
  GATEWAY_RECIPIENT_CHANGED: async (exchange) => {
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    exchange.editRegistry(({ agencies }) => {
      const { facts } = agencies.find(({ entity }) => entity === NGO_C) as unknown as {
        facts: object[];
      };
      Object.assign(facts[0] ?? {}, { type: "hostingProvider" });
    });
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  },
  GATEWAY_PEER_UNREACHABLE: answered(() => Promise.reject(new TypeError("connection refused"))),
  GATEWAY_REGISTRY_MISSING: async ({ federation }) => {
    const { b } = createExchange({
      federation,
      options: {
        registry: () => {
          throw new AgencyError("GATEWAY_REGISTRY_MISSING", "not fetched yet");
        },
      },
    });
    return (await b.call("POST", "/v1/messages", MESSAGE)).json.code;
  },
  GATEWAY_REGISTRY_CERTIFICATE_WRONG: async () => {
    const cause = Object.assign(new Error("handshake"), { code: "CERT_HAS_EXPIRED" });
    const failing = () => Promise.reject(new TypeError("fetch failed", { cause }));
    return readRegistryText(".", "https://registry.test/registry", failing).then(
      () => undefined,
      ({ code }) => code,
    );
  },
  GATEWAY_REGISTRY_STALE: async ({ federation }) => {
    const exchange = createExchange({ federation, options: { registryMaxAgeDays: 14 } });
    exchange.setTime("2026-12-24T09:02:00Z");
    return local("/v1/messages", MESSAGE)(exchange);
  },
  GATEWAY_RECEIPT_TIME_WRONG: async (exchange) => {
    const { c, intercept, setTime } = exchange;
    // NGO-C's clock is a year ahead only while it answers.
    intercept((request) => {
      if (request.method !== "POST") return undefined;
      return c.gateway.fetch(request).then(async (answer) => {
        const body = await answer.text();
        setTime("2026-11-24T09:02:00Z");
        return new Response(body);
      });
    });
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    setTime("2026-11-26T09:02:00Z");
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  },
  GATEWAY_RECEIPTS_CONTRADICT: async (exchange) => {
    const { b, federation, intercept } = exchange;
    const { json } = await b.call("POST", "/v1/messages", MESSAGE);
    intercept(async (request) => {
      const sent = await inside(b.store).outbox.find(json.id);
      if (request.method !== "POST" || sent === undefined) return undefined;
      const signer = federation.signers["NGO-C"];
      const by = { self: NGO_C, to: NGO_B, signer, clock: createFixedClock(NOW) };
      const rest = { tier: "state", findings: [], decidedBy: "rules" } as const;
      const receipts = (["reject", "accept"] as const).map((verdict) =>
        issueDecidedReceipt(sent, { verdict, ...rest }, by),
      );
      return Promise.resolve(Response.json({ receipts }));
    });
    await b.gateway.sender.deliverDue();
    return (await inside(b.store).outbox.find(json.id))?.lastError;
  },
  GATEWAY_CLOCK_IMPLAUSIBLE: async ({ federation }) => {
    const exchange = createExchange({ federation, options: { monotonic: () => 0 } });
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    exchange.setTime("2028-11-24T09:02:00Z");
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  },
  GATEWAY_CLOCK_DIFFERS: local("/v1/clock/confirmation", { time: "2027-11-24T09:02:00Z" }),
  GATEWAY_APPROVAL_NEEDED: () => approving(({ submit }) => submit(undefined)),
  GATEWAY_APPROVAL_IDLE: ({ b }) =>
    refusedBy(
      b.gateway.sender.checkApproval(requestS011(), {
        ...{ digest: UNKNOWN, officer: "staff-0007", assurance: 2 },
      }),
    ),
  GATEWAY_APPROVAL_OTHER: () =>
    approving(({ submit }) => submit({ digest: UNKNOWN, officer: "staff-0007" })),
  GATEWAY_APPROVAL_NOT_INDEPENDENT: () =>
    approving(({ submit, digest }) => submit({ digest, officer: OFFICER.id })),
  GATEWAY_APPROVAL_ASSURANCE_TOO_LOW: () =>
    approving(({ approve, digest }) => approve({ digest, officer: "staff-0007", assurance: 1 })),
  ...CATALOGUE,
  ...OF_FOLDERS,
  ...OF_STORES,
  SCHEMA_INVALID: local("/v1/messages", {
    ...MESSAGE,
    draft: { ...requestS011(), body: { note: "free text" } },
  }),
};
