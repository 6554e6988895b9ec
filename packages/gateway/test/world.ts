import { createFixedClock, type Signer } from "@safepassage/core";
import { type AgreementText, signAgreement } from "@safepassage/message";
import { type Consent, PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createSigner,
  generateSigningKey,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import {
  createGateway,
  createMemoryEpochStore,
  type EpochStore,
  type Gateway,
  type GatewayLogEvent,
  type GatewayOptions,
  type GatewayStore,
} from "../src/index.ts";
import { openSqliteStore } from "../src/node.ts";
import type { DraftRequest } from "../src/submit.ts";

export const NOW = "2026-11-24T09:02:00Z";
export const NAMES = [
  "NGO-B",
  "NGO-C",
  "Police-D",
  "DPA-B",
  "Police-B",
  "Police-C",
  "NRM-D",
] as const;
export type Name = (typeof NAMES)[number];
type AgreementId = keyof typeof scenarios.agreements;
export const entityOf = (name: Name): string => scenarios.parties[name].entity;
export const NGO_B = entityOf("NGO-B");
export const NGO_C = entityOf("NGO-C");

/** Keys, registry and agreements of the invented agencies. */
export interface Federation {
  readonly keys: Readonly<Record<Name, PrivateJwk>>;
  readonly signers: Readonly<Record<Name, Signer>>;
  /** Between the two victim services. */
  readonly agreement: string;
  /** Between the two police authorities. */
  readonly policeAgreement: string;
  /** Another agreement of the scenario file, or one between other parties. */
  sign(id: AgreementId, ...parties: readonly Name[]): string;
  registryFile(endpoints?: Partial<Record<Name, string>>): RegistryFile;
}

/** As much of the registry's file as tests change. */
export interface RegistryFile extends Record<string, unknown> {
  readonly agencies: readonly {
    readonly entity: string;
    readonly keys: readonly { readonly status: string }[];
  }[];
}

export function createFederation(): Federation {
  const keys = Object.fromEntries(
    NAMES.map((name, index) => [name, generateSigningKey(index % 2 === 0 ? "ES256" : "Ed25519")]),
  ) as Record<Name, PrivateJwk>;
  const signers = Object.fromEntries(
    NAMES.map((name) => [name, createSigner(keys[name])]),
  ) as Record<Name, Signer>;
  const sign = (id: AgreementId, ...parties: readonly Name[]): string => {
    const { sha256: _, state: __, ...terms } = scenarios.agreements[id];
    const text: AgreementText = {
      ...terms,
      parties: parties.map(entityOf),
      roles: { ...terms.roles, controllers: parties.map(entityOf) },
      profiles: [PROFILE_DIGEST],
    };
    return signAgreement(
      text,
      parties.map((name) => signers[name]),
    );
  };
  const from = "2026-01-01T00:00:00Z";
  return {
    keys,
    signers,
    sign,
    agreement: sign("AGR-ASSIST", "NGO-B", "NGO-C"),
    policeAgreement: sign("AGR-LE", "Police-B", "Police-C"),
    registryFile: (endpoints = {}) => ({
      spp: "1.0",
      test: true,
      issuedAt: "2026-11-24T00:00:00Z",
      states: scenarios.states,
      agencies: NAMES.map((name) => {
        const { entity, type, country, regime, flags } = scenarios.parties[name];
        return {
          entity,
          name,
          endpoint: endpoints[name] ?? `http://127.0.0.1:${9000 + NAMES.indexOf(name)}`,
          facts: [{ from, type, country, regime, flags }],
          keys: [{ jwk: publicJwk(keys[name]), from, status: "active" }],
        };
      }),
    }),
  };
}

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
  readonly store: GatewayStore;
  readonly log: readonly GatewayLogEvent[];
  /** Calls a local route with the token of the agency's systems. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LocalAnswer>;
}

export interface LocalAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** Gateways of an agency in B and one in C that reach each other without a network. */
export interface TestExchange {
  readonly federation: Federation;
  readonly registry: AgencyRegistry;
  readonly epochs: Readonly<Record<"b" | "c", EpochStore>>;
  readonly b: TestGateway;
  readonly c: TestGateway;
  /** Time of both, to be moved. */
  setTime(time: string): void;
  /** Gives both another registry. */
  editRegistry(change: (file: RegistryFile) => void): void;
  /** What the next request to an address is answered with instead. */
  intercept(answer: (request: Request) => Promise<Response> | undefined): void;
  /** Lets both deliver until nothing is due. */
  settle(): Promise<void>;
}

export function createExchange({
  federation = createFederation(),
  parties: [inB, inC] = ["NGO-B", "NGO-C"],
  paths = {},
  options = {},
  start = NOW,
}: {
  federation?: Federation;
  parties?: readonly [Name, Name];
  paths?: Partial<Record<Name, string>>;
  options?: Partial<GatewayOptions>;
  /** What the clock shows first. */
  start?: string;
} = {}): TestExchange {
  const first = parseRegistry(federation.registryFile());
  let registry = first;
  let now = start;
  const clock = { now: () => createFixedClock(now).now() };
  let intercepted: (request: Request) => Promise<Response> | undefined = () => undefined;
  const gateways = new Map<string, Gateway>();

  const epochs = { b: createMemoryEpochStore(), c: createMemoryEpochStore() };
  const open = (name: Name, keys: EpochStore): TestGateway => {
    const store = openSqliteStore(paths[name] ?? ":memory:");
    const log: GatewayLogEvent[] = [];
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
        const answer = intercepted(request);
        if (answer !== undefined) return answer;
        if (other === undefined) throw new TypeError("connection refused");
        return other.fetch(request);
      },
      log: (event) => log.push(event),
      ...options,
    });
    gateways.set(`http://127.0.0.1:${9000 + NAMES.indexOf(name)}`, gateway);
    return { gateway, store, log, call: (...args) => callLocal(gateway, ...args) };
  };
  const b = open(inB, epochs.b);
  const c = open(inC, epochs.c);
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

/** A consent of a scenario as the agency keeps it, with the person whom the draft is about. */
export function heldConsent({ ref: _, subject, ...terms }: Consent) {
  const record = { person: "case-17", givenAt: terms.validFrom, ...terms };
  return { subject, record };
}

/** What a message of either gateway is named by. */
export function digestOf({ b, c }: TestExchange, id: string): string {
  const row = b.store.findOutbox(id) ?? c.store.findOutbox(id);
  if (row === undefined) throw new TypeError("neither has sent such a message");
  return row.digest;
}

/** S01.1 of the scenario file, as a case system asks for it. */
export function requestS011(): DraftRequest {
  const { message, context } = fixture(0);
  const [consent] = context.consents as readonly Consent[];
  if (consent === undefined) throw new TypeError("S01.1 has no consent");
  return {
    recipient: NGO_C,
    purpose: "ASSISTANCE_REFERRAL",
    messageType: "referral",
    legalBasis: ["GDPR#6(1)(a)"],
    agreement: "AGR-ASSIST",
    officer: { id: "staff-0042", assurance: 2 },
    body: message.body,
    consents: [heldConsent(consent)],
  };
}

/** S04.1 of the scenario file, as a case system asks for it: who sets the deadline is the gateway. */
export function requestS041(urgency = { level: "urgent", ground: "threatToPhysicalIntegrity" }) {
  const { body } = fixture(0, 3).message;
  return {
    recipient: entityOf("Police-C"),
    purpose: "CRIMINAL_INVESTIGATION",
    messageType: "request",
    legalBasis: ["DIR2023/977#4"],
    agreement: "AGR-LE",
    officer: { id: "staff-0042", assurance: 2 },
    body: Object.fromEntries(Object.entries(body).filter(([, { kind }]) => kind !== "deadline")),
    clear: { "env.channelGround": "urgency" },
    private: { "private.urgency": urgency },
  } satisfies DraftRequest;
}

/** A draft of the scenario file with the profile of this version. */
export function fixture(index: number, scenario = 0) {
  const found = scenarios.scenarios[scenario]?.messages[index];
  if (found === undefined) throw new TypeError("the scenario file has no such message");
  return found;
}
