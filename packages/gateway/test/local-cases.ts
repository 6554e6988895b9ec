import { AgencyError } from "@safepassage/agency";
import { readRegistryText } from "@safepassage/agency/node";
import { randomId } from "@safepassage/message";
import { OF_ANSWERS } from "./answer-cases.ts";
import { OF_APPROVALS } from "./approval-cases.ts";
import { CATALOGUE } from "./catalogue-cases.ts";
import { correctionOf, NEED, refer, valueFor } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { OF_FOLDERS } from "./folder-cases.ts";
import { inside } from "./inside.ts";
import { OF_STORES } from "./store-cases.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
import { createExchange, NGO_B, NGO_C, type TestExchange, TOKENS } from "./world.ts";

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
  GATEWAY_CLOCK_IMPLAUSIBLE: async ({ federation }) => {
    const exchange = createExchange({ federation, options: { monotonic: () => 0 } });
    const { json } = await exchange.b.call("POST", "/v1/messages", MESSAGE);
    exchange.setTime("2028-11-24T09:02:00Z");
    await exchange.b.gateway.sender.deliverDue();
    return (await inside(exchange.b.store).outbox.find(json.id))?.lastError;
  },
  GATEWAY_CLOCK_DIFFERS: local("/v1/clock/confirmation", { time: "2027-11-24T09:02:00Z" }),
  ...CATALOGUE,
  ...OF_ANSWERS,
  ...OF_APPROVALS,
  ...OF_FOLDERS,
  ...OF_STORES,
  SCHEMA_INVALID: local("/v1/messages", {
    ...MESSAGE,
    draft: { ...requestS011(), body: { note: "free text" } },
  }),
};
