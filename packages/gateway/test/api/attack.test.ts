import type { DraftRequest } from "@safepassage/agency";
import { codesOf, OPERATIONS, type Operation } from "@safepassage/api";
import { createProofKey } from "@safepassage/testing/proof-key";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { STATUS } from "../../src/http/status.ts";
import { inside } from "../inside.ts";
import { createExchange, NGO_B, requestS011, TOKENS } from "../world.ts";

/** Nobody may ever read this in an answer. */
const CANARY = "Amina-canary-4711";
const REQUESTS = 20_000;
/** So many take a quarter of a minute alone, and far more on a machine that does much else. */
vi.setConfig({ testTimeout: 180_000 });

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({
    worker: { groups: ["workers"] },
    approver: { groups: ["approvers"] },
    auditor: { groups: ["auditors"] },
    operator: { groups: ["operators"] },
    nobody: { groups: [] },
  });
});
afterAll(() => provider.close());

/** Numbers that look random, and are the same in every run (mulberry32). */
function chance(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    is: (share: number) => next() < share,
    one: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}
type Chance = ReturnType<typeof chance>;

const WRONG = [
  ...[null, true, -1, 1e308, 0.5, "", "x".repeat(300), CANARY, [], {}, [CANARY], { [CANARY]: 1 }],
  ...["../../etc", "' or 1=1 --", "\u202e", "constructor", "\u0000"],
] as const;

/** Changes one place of a value, or leaves it as it is. */
function spoil(value: unknown, dice: Chance): unknown {
  if (dice.is(0.2)) return dice.one(WRONG);
  if (typeof value !== "object" || value === null) return dice.is(0.3) ? dice.one(WRONG) : value;
  const entries = Object.entries(value);
  if (entries.length === 0) return dice.one(WRONG);
  const [name] = dice.one(entries);
  if (Array.isArray(value)) {
    return value.map((one, index) => (String(index) === name ? spoil(one, dice) : one));
  }
  const rest = entries.filter(([key]) => key !== name || dice.is(0.8));
  const spoilt = rest.map(([key, one]) => [key, key === name ? spoil(one, dice) : one]);
  return Object.fromEntries(dice.is(0.2) ? [...spoilt, [CANARY, CANARY]] : spoilt);
}

/** Texts that are no JSON, or none that is taken. */
const NO_JSON = [
  ...["", "{", "nul", '{"draft":1,"draft":2}', `{"a":"\\ud800"}`, "[".repeat(2000)],
  ...['{"__proto__":{}}', `{"${CANARY}":`, "\ufeff{}", "1e999"],
] as const;

/** What the attacks know of a gateway. */
interface Known {
  /** Of this agency, of another, and of none. */
  readonly digests: readonly string[];
  readonly drafts: readonly string[];
  readonly bodies: readonly unknown[];
  readonly callers: readonly string[];
  readonly cursors: readonly string[];
}

/** Makes one request that is wrong in some places. */
function attack(operation: Operation, dice: Chance, known: Known): Request {
  const headers = headersOf(operation, dice, known);
  const body = operation.body === undefined ? undefined : bodyOf(dice, known);
  return new Request(addressOf(operation, dice, known), {
    ...{ method: operation.method.toUpperCase(), headers },
    ...(body !== undefined && (dice.is(0.02) ? slowly(body, dice.is(0.5)) : { body })),
  });
}

/** A body that comes in pieces with pauses, and may break off before its end. */
function slowly(text: string, breaksOff: boolean) {
  const octets = new TextEncoder().encode(text);
  const size = Math.max(1, Math.ceil(octets.length / 4));
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (breaksOff && sent >= 2 * size) return controller.error(new Error("broken off"));
      if (sent >= octets.length) return controller.close();
      controller.enqueue(octets.slice(sent, sent + size));
      sent += size;
    },
  });
  return { body, duplex: "half" } as const;
}

function addressOf({ path, query }: Operation, dice: Chance, known: Known): URL {
  const place = path.replace(/:(\w+)/g, (_, name: string) => {
    if (dice.is(0.3)) return encodeURIComponent(String(dice.one(WRONG)) || "x");
    return dice.one(name === "digest" ? known.digests : known.drafts);
  });
  const url = new URL(`http://127.0.0.1${place}`);
  const values = [...WRONG, ...known.cursors, 7, true, "2026-11-24T09:02:00Z"];
  for (const name of Object.keys(query?.shape ?? {})) {
    if (dice.is(0.3)) url.searchParams.append(name, String(dice.one(values)));
    if (dice.is(0.03)) url.searchParams.append(name, CANARY);
  }
  if (dice.is(0.1)) url.searchParams.append(CANARY, CANARY);
  return url;
}

function headersOf({ method, body }: Operation, dice: Chance, { callers }: Known): Headers {
  // Only those who may not delete try to.
  const authorization = dice.one(method === "delete" ? callers.slice(-5) : callers);
  const headers = new Headers({ authorization });
  const maybe = (share: number, name: string, ...values: string[]): void => {
    if (dice.is(share)) headers.set(name, dice.one(values));
  };
  maybe(0.5, "safepassage-reason", "CASE_WORK", "BREAK_GLASS", CANARY);
  maybe(0.5, "safepassage-officer", "staff-1", "x".repeat(99));
  maybe(0.5, "safepassage-assurance", "2", "9");
  maybe(0.2, "idempotency-key", "x", "same-key-again", CANARY);
  maybe(0.1, "dpop", CANARY);
  maybe(0.1, "cookie", `safepassage=${CANARY}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  if (body !== undefined) maybe(0.1, "content-type", "text/plain", CANARY);
  return headers;
}

function bodyOf(dice: Chance, { bodies }: Known): string {
  if (dice.is(0.005)) return JSON.stringify({ draft: "x".repeat(1_100_000) });
  return dice.is(0.15) ? dice.one(NO_JSON) : JSON.stringify(spoil(dice.one(bodies), dice));
}

/** What was answered, and whether it may be: the status that the document has for a code that it has, and no echo. */
function judge(operation: Operation, status: number, text: string) {
  if (status === operation.status) return { what: "done", isWrong: false };
  const code = /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "";
  const isDocumented = codesOf(operation).includes(code);
  const hasStatus = STATUS[code as keyof typeof STATUS] === status;
  const isEcho = text.includes(CANARY);
  const what = `${status} ${code}${isEcho ? " repeats what it was sent" : ""}`;
  return { what, isWrong: !isDocumented || !hasStatus || isEcho };
}

/** A draft without what the message that it answers says. */
const restOf = ({ recipient: _, purpose: __, agreement: ___, ...rest }: DraftRequest) => rest;

describe("every operation, against requests that nobody should make", () => {
  it("answers with a documented code, repeats nothing, stores nothing, and never fails", async () => {
    const people = {
      ...{ issuer: provider.issuer, audience: provider.audience },
      roles: {
        ...{ claim: "groups", caseworker: ["workers"], approver: ["approvers"] },
        ...{ auditor: ["auditors"], operator: ["operators"] },
      },
    };
    const exchange = createExchange({ own: { "NGO-B": { people } } });
    const { b, c, settle } = exchange;
    const sent = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await settle();
    const kept = await b.call("POST", "/v1/drafts", { draft: requestS011() });
    const { next } = (await b.call("GET", "/v1/outbox?limit=1")).json;
    const elsewhere = (await c.call("GET", "/v1/inbox?limit=1")).json.next ?? "x";
    const names = ["worker", "approver", "auditor", "operator", "nobody"];
    const tokens = await Promise.all(names.map((name) => provider.signIn(name)));
    const bound = await provider.signIn("worker", { proof: createProofKey() });
    const other = await provider.signIn("worker", { audience: "https://another.test" });
    const callers = [
      ...[TOKENS.local, ...Object.values(TOKENS.quarantine), ...tokens].map(
        (one) => `Bearer ${one}`,
      ),
      ...[`Bearer ${bound}`, `Bearer ${other}`, "Bearer nobody", "", `Basic ${CANARY}`],
    ];
    const { digest } = sent.json;
    const bodies: Readonly<Record<string, unknown>> = {
      draft: requestS011(),
      ...{ message: { draft: requestS011(), mode: "asIs" }, kept: { draft: requestS011() } },
      change: { revision: 1, draft: requestS011() },
      withdrawal: { digest, consentRef: "x", officer: { id: "staff-1", assurance: 2 } },
      review: { outcome: "keep", officer: { id: "staff-1", assurance: 2 } },
      digest: { digest },
      returned: { revision: 1, reason: "TOO_MUCH" },
      case: { case: "case-17" },
      acts: { officer: "staff-0001", since: "2026-11-24T09:00:00Z", limit: 3 },
      ...{ person: { person: "case-17" }, labels: { case: "case-17", people: ["case-17"] } },
      byConsent: { consentRef: "x", officer: { id: "staff-1", assurance: 2 } },
      answer: { ...restOf(requestS011()), inReplyTo: digest },
      correction: {
        ...{ action: "rectify", reason: "inaccurate" },
        changes: [{ path: "a/need.services", values: ["legalAdvice"] }],
        officer: { id: "staff-1", assurance: 2 },
      },
      time: { time: "2026-11-24T09:02:00Z" },
      officer: { officer: "staff-9" },
    };
    const outbox = (await inside(b.store).outbox.counts()).decided;

    const dice = chance(20_261_128);
    const theirs = await c.call("POST", "/v1/drafts", {
      draft: { ...requestS011(), recipient: NGO_B },
    });
    const known = {
      ...{ digests: [digest, "0".repeat(43)], bodies: Object.values(bodies), callers },
      drafts: [kept.json.id, theirs.json.id, "0".repeat(22)],
    };
    const cursors = [next ?? "x", elsewhere];
    const failures: string[] = [];
    const seen = new Set<string>();
    const attacked = Object.entries<Operation>(OPERATIONS).filter(
      // A stream does not end; whoever is locked out makes no other request.
      ([id, { streams }]) => streams === undefined && id !== "lockOfficer",
    );
    for (let number = 0; number < REQUESTS; number++) {
      const [id, operation] = dice.one(attacked);
      const request = attack(operation, dice, { ...known, cursors });
      const response = await b.gateway.localFetch(request);
      const text = await response.text();
      const said = judge(operation, response.status, text);
      seen.add(`${id} ${said.what}`);
      if (said.isWrong) failures.push(`${id} ${said.what}`);
    }
    expect([...new Set(failures)]).toEqual([]);
    expect(seen.size).toBeGreaterThan(100);
    expect([...seen].filter((said) => said.endsWith("GATEWAY_BODY_TOO_LARGE"))).not.toEqual([]);
    expect([...seen].filter((said) => said.endsWith("GATEWAY_BODY_INCOMPLETE"))).not.toEqual([]);
    expect(theirs.status).toBe(201);
    expect((await inside(b.store).outbox.counts()).decided).toBe(outbox);
    expect(JSON.stringify(b.log)).not.toContain(CANARY);
  });
});
