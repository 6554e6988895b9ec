import { type Code, hasMark, isCode, type ShortList, TYPE_PATTERNS } from "@safepassage/schema";
import * as z from "zod";
import { parsePublicJwk, type VerificationJwk } from "../keys/jwk.ts";
import { TrustError } from "../trust-error.ts";

/** `YYYY-MM-DDThh:mm:ssZ`. */
export const Instant = z.iso.datetime({ precision: 0 });

const Entity = z.string().max(256).regex(new RegExp(TYPE_PATTERNS.agency, "u"));
const Country = z.string().regex(/^[A-Z]{2}$/);

const StateEntry = z.strictObject({
  eu: z.boolean(),
  schengen: z.boolean(),
  adequacyLed: z.boolean(),
  adequacyGdpr: z.boolean(),
  deathPenalty: z.boolean(),
  crueltyRisk: z.boolean(),
});

const Facts = z.strictObject({
  from: Instant,
  until: Instant.optional(),
  type: codeOf("agency_type"),
  country: Country,
  regime: codeOf("regime"),
  flags: z.strictObject({
    vawa: z.boolean(),
    shelter: z.boolean(),
    publicPowers: z.boolean(),
    officialAuthority: z.boolean(),
  }),
  judicialRoles: z.array(codeOf("issuing_authority")).min(1).max(8).optional(),
});

const Key = z.strictObject({
  jwk: z.custom<VerificationJwk>(isSigningKey, "not a public signing key"),
  from: Instant,
  until: Instant.optional(),
  status: z.enum(["active", "retired", "compromised"]),
  compromisedAt: Instant.optional(),
});

const Agency = z.strictObject({
  entity: Entity,
  name: z.string().min(1).max(128),
  endpoint: z
    .string()
    .max(512)
    .refine(isEndpoint, "not https, nor http of this machine")
    .optional(),
  facts: z.array(Facts).min(1).max(64),
  keys: z.array(Key).max(64),
});

const RegistryFile = z.strictObject({
  spp: z.literal("1.0"),
  /** Invented countries are admitted under a test registry only. */
  test: z.boolean(),
  issuedAt: Instant,
  states: z.record(Country, StateEntry).refine((all) => Object.keys(all).length <= 300, "too many"),
  agencies: z.array(Agency).min(1).max(4096),
});

/** The registry as it is kept in a file and as it is signed. */
export type RegistryFile = z.infer<typeof RegistryFile>;
export type AgencyEntry = RegistryFile["agencies"][number];
type Fact = AgencyEntry["facts"][number];
export type KeyEntry = AgencyEntry["keys"][number];

/**
 * Reads the registry's file: its form, and that it does not contradict itself.
 *
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`, naming the first ten places.
 */
export function parseRegistryFile(input: unknown): RegistryFile {
  const result = RegistryFile.safeParse(input);
  if (!result.success) {
    const paths = result.error.issues.map(({ path }) => `/${path.map(String).join("/")}`);
    throw invalid(`not acceptable at ${paths.slice(0, 10).join(", ")}`);
  }
  requireUnique(result.data.agencies);
  for (const agency of result.data.agencies) {
    requireHistory(agency);
    for (const fact of agency.facts) requireRoles(agency.entity, fact);
    for (const key of agency.keys) requireKeyStatus(agency.entity, key);
    for (const { country } of agency.facts) requireState(result.data, country);
  }
  for (const country of Object.keys(result.data.states)) requireState(result.data, country);
  return result.data;
}

function requireUnique(agencies: readonly AgencyEntry[]): void {
  const entities = agencies.map(({ entity }) => entity);
  if (new Set(entities).size !== entities.length) throw invalid("an agency is listed twice");
  // A key in two places would let one agency sign for the other, or revive a retired key.
  const kids = agencies.flatMap(({ keys }) => keys.map(({ jwk }) => jwk.kid));
  if (new Set(kids).size !== kids.length) throw invalid("a key is listed twice");
}

/** Facts follow one another in time; a gap is allowed, two facts at one time are not. */
function requireHistory({ entity, facts }: AgencyEntry): void {
  let end: string | undefined = "";
  for (const { from, until } of facts) {
    if (end === undefined || from < end) throw invalid(`the facts of ${entity} overlap`);
    if (until !== undefined && until <= from) throw invalid(`a fact of ${entity} ends early`);
    end = until;
  }
}

/**
 * Only a court or a prosecutor is a judicial authority, and an independent one has public powers
 * and is bound by no law of law enforcement.
 */
function requireRoles(entity: string, { type, regime, flags, judicialRoles }: Fact): void {
  if (judicialRoles === undefined) return;
  const mayHold = (role: string): boolean =>
    hasMark("issuing_authority", role, "judicial")
      ? hasMark("agency_type", type, "judicial")
      : role === INDEPENDENT && flags.publicPowers && !hasMark("regime", regime, "led");
  if (!judicialRoles.every(mayHold) || new Set(judicialRoles).size !== judicialRoles.length) {
    throw invalid(`${entity} cannot have its judicial roles`);
  }
}

function requireKeyStatus(entity: string, { from, until, status, compromisedAt }: KeyEntry): void {
  const consistent =
    (until === undefined || until > from) &&
    (status === "compromised") === (compromisedAt !== undefined) &&
    (status !== "retired" || until !== undefined);
  if (!consistent) throw invalid(`status and dates of a key of ${entity} contradict each other`);
}

function requireState({ test, states }: RegistryFile, country: string): void {
  if (!Object.hasOwn(states, country)) throw invalid(`no State ${country} is described`);
  // Codes of invented countries in a live registry would mean that test agencies are in it.
  if (!test && /^X[A-E]$/.test(country)) throw invalid(`${country} is for test registries`);
}

function codeOf<List extends ShortList>(list: List): z.ZodType<Code<List>> {
  return z.custom<Code<List>>((code) => isCode(list, code), `not a code of ${list}`);
}

function isSigningKey(input: unknown): boolean {
  try {
    return parsePublicJwk(input).use === "sig";
  } catch {
    // The registry's error names the place; why the key is bad can be asked of parsePublicJwk.
    return false;
  }
}

/** Plain http would show who writes to whom, and let anyone answer: it is for one machine only. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "" || search !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
}

function invalid(message: string): TrustError {
  return new TrustError("TRUST_REGISTRY_INVALID", message);
}

const INDEPENDENT = "independentAuthority";
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);
