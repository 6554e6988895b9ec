import type { ApiErrorCode } from "@safepassage/api";
import type { TestProvider } from "@safepassage/testing/provider";
import { openVisitor } from "@safepassage/testing/visitor";
import { faultyEmergency } from "../emergency.ts";
import { createFederation } from "../federation.ts";
import { copyDraft } from "../filling.ts";
import { sendAsPartner } from "../hostile-partner.ts";
import { heldIn, inside } from "../inside.ts";
import { createExchange, requestS011, TOKENS } from "../world.ts";
import { longDraft } from "./drafting.ts";

const GATEWAY = "http://127.0.0.1";
const UNKNOWN = "0".repeat(22);
const WHY = { "safepassage-reason": "CASE_WORK" };

/** An agency whose officers sign in: `worker` is a caseworker, `nameless` has a staff id that is none. */
function open(provider: TestProvider) {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience, client: "console", url: GATEWAY },
    roles: { claim: "groups", caseworker: ["workers"] },
  };
  const exchange = createExchange({ own: { "NGO-B": { people }, "NGO-C": { people } } });
  const { b, c } = exchange;
  const as = async (name: string) => ({
    authorization: `Bearer ${await provider.signIn(name)}`,
  });
  const ask = async (path: string, headers: Record<string, string> = {}, side = b) =>
    (await side.call("GET", path, undefined, headers)).json?.code;
  const send = async () => {
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await exchange.settle();
    return json.digest as string;
  };
  const keep = async () =>
    (await b.call("POST", "/v1/drafts", { draft: requestS011() })).json.id as string;
  return { ...exchange, b, c, as, ask, send, keep };
}

/** An agreement that asks for a second officer, a draft under it, and an approver who has signed in. */
async function openApproving(provider: TestProvider) {
  const federation = createFederation();
  const terms = { id: "AGR-APPROVED", secondOfficer: ["ASSISTANCE_REFERRAL" as const] };
  const approved = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience },
    assurance: { claim: "acr", high: ["high"] },
    roles: { claim: "groups", approver: ["workers"] },
  };
  const { b } = createExchange({
    federation,
    options: { agreements: [federation.agreement, approved] },
    own: { "NGO-B": { people } },
  });
  const authorization = `Bearer ${await provider.signIn("worker")}`;
  return { b, authorization, draft: { ...requestS011(), agreement: "AGR-APPROVED" } };
}

type Drive = (
  world: ReturnType<typeof open>,
  provider: TestProvider,
) => Promise<string | undefined>;

/** For each code of the local API, a request that is refused with it. */
export const API_CASES: Readonly<Record<ApiErrorCode, Drive>> = {
  API_CURSOR_INVALID: ({ ask }) => ask("/v1/outbox?cursor=x"),
  API_PARAMETER_INVALID: ({ ask }) => ask("/v1/outbox?limit=0"),
  API_CODE_LIST_UNKNOWN: ({ ask }) => ask("/v1/code-lists/no_such_list"),
  API_DRAFT_UNKNOWN: ({ ask }) =>
    ask(`/v1/drafts/${UNKNOWN}`, {
      ...WHY,
      ...{ "safepassage-officer": "x", "safepassage-assurance": "2" },
    }),
  async API_DRAFT_CLOSED({ b, keep }) {
    const id = await keep();
    await b.call("DELETE", `/v1/drafts/${id}`);
    return (await b.call("PUT", `/v1/drafts/${id}`, { revision: 1, draft: requestS011() })).json
      .code;
  },
  async API_DRAFT_OFFICER_LOCKED({ b, as, keep }) {
    const id = await keep();
    await b.call("POST", "/v1/locks", { officer: requestS011().officer.id });
    const path = `/v1/drafts/${id}/submission`;
    return (await b.call("POST", path, undefined, await as("worker"))).json.code;
  },
  async API_DRAFT_UNSEEN(_, provider) {
    const { b, draft, authorization } = await openApproving(provider);
    const { id } = (await b.call("POST", "/v1/drafts", { draft })).json;
    const { approval } = await b.gateway.sender.prepare(draft);
    const path = `/v1/drafts/${id}/approval`;
    return (await b.call("POST", path, approval, { authorization })).json.code;
  },
  async API_DRAFT_CHANGED({ b, keep }) {
    const change = { revision: 2, draft: requestS011() };
    return (await b.call("PUT", `/v1/drafts/${await keep()}`, change)).json.code;
  },
  async API_EVENTS_GONE({ b, ask, send }) {
    for (const _ of [1, 2]) await send();
    const stream = await b.gateway.localFetch(
      new Request(`${GATEWAY}/v1/events`, { headers: { authorization: LOCAL } }),
    );
    await send();
    const text = await firstEvent(stream);
    await send();
    await b.store.transaction(({ changes }) => changes.forget("2030-01-01T00:00:00Z", 100));
    return ask(`/v1/events?after=${text}`);
  },
  API_STREAMS_FULL: ({ b }) => followAll(b, { authorization: LOCAL }),
  API_STREAMS_OWN_FULL: async ({ b, as }) => followAll(b, await as("worker")),
  async API_DRAFTS_FULL({ b, keep }) {
    await copyDraft(b.store, await keep(), 999);
    return (await b.call("POST", "/v1/drafts", { draft: requestS011() })).json.code;
  },
  async API_TURNS_FULL({ b, as }) {
    const worker = await as("worker");
    // The first ones are still prepared when the last ones arrive.
    const many = Array.from({ length: 40 }, () =>
      b.call("POST", "/v1/preview", longDraft(), worker),
    );
    return (await Promise.all(many)).find(({ status }) => status === 429)?.json.code;
  },
  async API_PROVIDER_AWAY({ ask, as }, provider) {
    const token = await as("worker");
    await provider.close();
    return ask("/v1/me", token);
  },
  API_TOKEN_REFUSED: ({ ask }) => ask("/v1/me", { authorization: "Bearer a.b.c" }),
  API_OFFICER_UNKNOWN: async ({ ask, as }) => ask("/v1/me", await as("name with spaces")),
  async API_OFFICER_LOCKED({ b, ask, as }) {
    const token = await as("worker");
    await b.call("POST", "/v1/locks", { officer: "worker" });
    return ask("/v1/me", token);
  },
  API_ROLE_MISSING: async ({ ask, as }) => ask("/v1/locks", await as("worker")),
  API_SIGN_IN_FAILED: ({ ask }) => ask("/session/callback?code=x&state=y"),
  API_SESSION_OVER: ({ ask }) => ask("/v1/me", { authorization: "", cookie: "safepassage=x" }),
  async API_PAGE_TOKEN_MISSING({ b }) {
    const session = await signInWithBrowser(b);
    const headers = { authorization: "", cookie: session };
    return (await b.call("POST", "/v1/searches/case", { case: "x" }, headers)).json.code;
  },
  API_REASON_MISSING: async ({ ask, send }) => ask(`/v1/messages/${await send()}/content`),
  API_OFFICER_MISSING: async ({ ask, send }) => ask(`/v1/messages/${await send()}/content`, WHY),
  async API_OFFICER_OTHER({ b, as }) {
    return (await b.call("POST", "/v1/preview", requestS011(), await as("worker"))).json.code;
  },
  async API_CONTENT_ERASED({ b, ask, as, send }) {
    const digest = await send();
    await inside(b.store).outbox.erase(digest, "2026-11-25T00:00:00Z");
    return ask(`/v1/messages/${digest}/content`, { ...WHY, ...(await as("worker")) });
  },
  async API_CONTENT_QUARANTINED({ c, ask, as, ...exchange }) {
    await sendAsPartner({ c, ...exchange }, faultyEmergency);
    const [held] = await heldIn(c.store);
    return ask(`/v1/messages/${held?.digest}/content`, { ...WHY, ...(await as("worker")) }, c);
  },
};

type Side = ReturnType<typeof open>["b"];

const LOCAL = `Bearer ${TOKENS.local}`;

/** Opens streams of events until one is refused. Returns its code. */
async function followAll({ gateway }: Side, headers: Record<string, string>) {
  const streams: Response[] = [];
  for (;;) {
    const response = await gateway.localFetch(new Request(`${GATEWAY}/v1/events`, { headers }));
    if (response.status !== 200) {
      await Promise.all(streams.map(({ body }) => body?.cancel()));
      return ((await response.json()) as { code: string }).code;
    }
    streams.push(response);
  }
}

/** The id of the first event of a stream. */
async function firstEvent({ body }: Response): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value = "", done } = (await reader?.read()) ?? { done: true };
    const id = /^id: (.+)$/m.exec(value)?.[1];
    if (id === undefined && !done) continue;
    await reader?.cancel();
    return id ?? "";
  }
}

/** Follows a browser's way to the provider and back. Returns its cookie. */
async function signInWithBrowser({ gateway }: Side): Promise<string> {
  const { visit, choose, jar } = openVisitor((request) =>
    new URL(request.url).origin === GATEWAY ? gateway.localFetch(request) : fetch(request),
  );
  await choose(await visit(`${GATEWAY}/session/sign-in`), "worker");
  return jar.getCookieString(GATEWAY);
}

export { open as openApiWorld };
