import {
  type AgencyStore,
  createMemoryEpochStore,
  type EpochStore,
  type LogEvent,
} from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { createFixedClock } from "@safepassage/core";
import { type AgencyRegistry, parseRegistry } from "@safepassage/trust";
import { expect } from "vitest";
import { createGateway, type Gateway, type GatewayOptions } from "../src/index.ts";
import {
  createFederation,
  entityOf,
  type Federation,
  NAMES,
  type Name,
  type RegistryFile,
} from "./federation.ts";
import { inside } from "./inside.ts";

export { requestS011 } from "./drafts.ts";
export { NGO_B, NGO_C } from "./federation.ts";

export const NOW = "2026-11-24T09:02:00Z";
export const TOKENS = {
  local: "local-token-of-the-agencys-own-systems",
  quarantine: {
    dutyOfficer: "token-of-the-duty-officer-on-call-0001",
    protectionOfficer: "token-of-the-protection-officer-000002",
  },
};

/** One agency's gateway in this process. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly store: AgencyStore;
  readonly log: readonly LogEvent[];
  /** Calls a local route with the token of the agency's systems. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LocalAnswer>;
  /** What the agency's systems are shown of a message, with what it says as far as they may read it. */
  show(digest: string): Promise<LocalAnswer>;
}

export interface LocalAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** Answers a request in place of its addressee; `undefined` leaves it to the addressee. */
type Answer = (request: Request) => Promise<Response | undefined> | undefined;

/** Gateways of an agency in B and one in C that reach each other without a network. */
export interface TestExchange {
  readonly federation: Federation;
  readonly registry: AgencyRegistry;
  readonly epochs: Readonly<Record<"b" | "c", EpochStore>>;
  readonly b: TestGateway;
  readonly c: TestGateway;
  /** Sets the time of both. */
  setTime(time: string): void;
  /** Gives both another registry. */
  editRegistry(change: (file: RegistryFile) => void): void;
  /** Answers later requests instead of their addressee. */
  intercept(answer: Answer): void;
  /** Starts a gateway anew over the same store, as after a kill between two attempts. */
  reopen(side: "b" | "c"): void;
  /** Stops a gateway, works with its files meanwhile, and starts it over what lies there. */
  restart(side: "b" | "c", whileStopped: () => Promise<void>): Promise<void>;
  /** Lets both deliver until nothing is due. */
  settle(): Promise<void>;
}

export function createExchange({
  federation = createFederation(),
  parties: [inB, inC] = ["NGO-B", "NGO-C"],
  paths = {},
  wrap = (store) => store,
  options = {},
  own = {},
  start: firstTime = NOW,
}: {
  federation?: Federation;
  parties?: readonly [Name, Name];
  paths?: Partial<Record<Name, string>>;
  /** Wraps the store that a gateway gets. */
  wrap?: (store: AgencyStore) => AgencyStore;
  options?: Partial<GatewayOptions>;
  /** Options of one gateway alone. */
  own?: Partial<Record<Name, Partial<GatewayOptions>>>;
  /** The time at the start. */
  start?: string;
} = {}): TestExchange {
  const first = parseRegistry(federation.registryFile());
  let registry = first;
  let now = firstTime;
  const clock = { now: () => createFixedClock(now).now() };
  let intercepted: Answer = () => undefined;
  const gateways = new Map<string, Gateway>();

  const epochs = { b: createMemoryEpochStore(), c: createMemoryEpochStore() };
  const start = (name: Name, keys: EpochStore, store: AgencyStore, log: LogEvent[]): Gateway => {
    const gateway = createGateway({
      entity: entityOf(name),
      store,
      signer: federation.signers[name],
      epochs: keys,
      registry: () => registry,
      agreements: [federation.agreement, federation.policeAgreement],
      officerKey: new Uint8Array(32).fill(NAMES.indexOf(name) + 1),
      tokens: TOKENS,
      clock,
      // Tests move the time by weeks, and have one registry: those of jumps and of its age say so.
      monotonic: () => clock.now().getTime(),
      registryMaxAgeDays: 3650,
      random: () => 0.5,
      fetch: async (request) => {
        const other = gateways.get(new URL(request.url).origin);
        const answer = await intercepted(request);
        if (answer !== undefined) return answer;
        if (other === undefined) throw new TypeError("connection refused");
        return other.fetch(request);
      },
      log: (event) => log.push(event),
      ...options,
      ...own[name],
    });
    gateways.set(`http://127.0.0.1:${9000 + NAMES.indexOf(name)}`, gateway);
    return gateway;
  };
  const openStore = (name: Name) => wrap(openSqliteStore(paths[name] ?? ":memory:"));
  const open = (
    name: Name,
    keys: EpochStore,
  ): { -readonly [M in keyof TestGateway]: TestGateway[M] } => {
    const store = openStore(name);
    const log: LogEvent[] = [];
    const call: TestGateway["call"] = (...args) => callLocal(side.gateway, ...args);
    const show: TestGateway["show"] = (digest) => showMessage(call, digest);
    const side = { gateway: start(name, keys, store, log), store, log, call, show };
    return side;
  };
  const b = open(inB, epochs.b);
  const c = open(inC, epochs.c);
  const sides = { b: { one: b, name: inB }, c: { one: c, name: inC } };
  return {
    federation,
    registry: first,
    epochs,
    b,
    c,
    setTime: (time) => {
      now = time;
    },
    editRegistry(change) {
      const file = federation.registryFile();
      change(file);
      registry = parseRegistry(file);
    },
    intercept: (answer) => {
      intercepted = answer;
    },
    reopen(side) {
      const { one, name } = sides[side];
      one.gateway = start(name, epochs[side], one.store, one.log as LogEvent[]);
    },
    async restart(side, whileStopped) {
      const { one, name } = sides[side];
      await one.gateway.close();
      await whileStopped();
      one.store = openStore(name);
      one.gateway = start(name, epochs[side], one.store, one.log as LogEvent[]);
    },
    async settle() {
      while ((await b.gateway.sender.deliverDue()) + (await c.gateway.sender.deliverDue()) > 0);
    },
  };
}

async function callLocal(
  gateway: Gateway,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<LocalAnswer> {
  const response = await gateway.localFetch(
    new Request(`http://127.0.0.1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKENS.local}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, json: text === "" ? undefined : JSON.parse(text) };
}

/** Headers with which a system of the agency reads for an officer. */
export const READING = {
  "safepassage-reason": "CASE_WORK",
  "safepassage-officer": "staff-0042",
  "safepassage-assurance": "2",
};

/** Joins what is shown of a message and what it says; what is erased or in quarantine has no content. */
export async function showMessage(
  call: (
    method: "GET",
    path: string,
    body?: undefined,
    headers?: Record<string, string>,
  ) => Promise<LocalAnswer>,
  digest: string,
): Promise<LocalAnswer> {
  const shown = await call("GET", `/v1/messages/${digest}`);
  if (shown.status !== 200) return shown;
  const read = await call("GET", `/v1/messages/${digest}/content`, undefined, READING);
  if (read.status !== 200) {
    expect(["API_CONTENT_ERASED", "API_CONTENT_QUARANTINED"]).toContain(read.json.code);
    return shown;
  }
  const { judgement, ...said } = read.json;
  return { status: 200, json: { ...shown.json, ...said, ...judgement } };
}

/** The names of a message at either gateway. */
export async function digestOf({ b, c }: TestExchange, id: string): Promise<string> {
  const row = (await inside(b.store).outbox.find(id)) ?? (await inside(c.store).outbox.find(id));
  if (row === undefined) throw new TypeError("neither has sent such a message");
  return row.digest;
}
