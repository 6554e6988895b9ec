import { toInstant, type Verifier } from "@safepassage/core";
import type { Agency, State } from "@safepassage/schema";
import type { VerificationJwk } from "../keys/jwk.ts";
import { TrustError } from "../trust-error.ts";
import { covers, newestAt } from "./in-force.ts";
import { type AgencyEntry, parseRegistryFile, type RegistryFile } from "./registry-file.ts";
import type { KeyEntry } from "./registry-parts.ts";

/** How {@link AgencyRegistry.verifierFor} judges time. */
export interface VerifierOptions {
  /**
   * Whether others than the signer, such as a cosigned log, vouch that the signature existed at
   * that time. Otherwise a compromised key is refused for every time, since a thief backdates.
   */
  readonly timeProven?: boolean;
  /**
   * Whether it counts too if the agency was not registered at that time, as after it has left the federation: what several
   * have signed together goes on between the others.
   */
  readonly mayHaveLeft?: boolean;
  /**
   * Whether any key counts that the agency ever had. This says whether a text was changed since it was signed, and nothing
   * else: ask again without it, or judge on other grounds.
   */
  readonly atAnyTime?: boolean;
}

/** Where verifiers come from. */
export interface VerifierSource {
  /**
   * Makes a verifier for a key that `parsePublicJwk` has read. Must not throw: a verifier for a key
   * that it cannot use refuses every signature.
   */
  readonly createVerifier: (jwk: VerificationJwk) => Verifier;
}

/** Who takes part, what each is by law, and which keys each had when. */
export interface AgencyRegistry {
  /** Whether the agencies and countries are invented. */
  readonly test: boolean;
  readonly issuedAt: Date;
  readonly states: Readonly<Record<string, State>>;
  /**
   * Entity ids of places of refuge, which no message may name. Only the holder of the file knows them:
   * the signed registry leaves them out.
   */
  readonly shelters: readonly string[];
  /** Entity ids of all agencies that can be parties, in the order of the file. */
  entities(): readonly string[];
  /** Whether an agency can be a party. False for a place of refuge. */
  has(entity: string): boolean;
  /**
   * Returns what an agency was at a time.
   *
   * @throws {@link TrustError} `TRUST_AGENCY_UNKNOWN`, also where it was not registered then.
   */
  agencyAt(entity: string, at: Date): Agency;
  /** As {@link agencyAt}; `undefined` for one that was not registered then, as after it has left the federation. */
  findAgencyAt(entity: string, at: Date): Agency | undefined;
  /**
   * Returns a verifier for one key of an agency.
   *
   * @param at - The time that counts: the time of receipt, or a proven one. What the signer states
   *   (`iat`) proves nothing.
   * @throws {@link TrustError} `TRUST_AGENCY_UNKNOWN`, also where it was not registered at that time, `TRUST_KEY_UNKNOWN`,
   *   `TRUST_KEY_NOT_IN_FORCE`, `TRUST_KEY_COMPROMISED`.
   */
  verifierFor(entity: string, kid: string, at: Date, options?: VerifierOptions): Verifier;
  /**
   * Returns the newest key of an agency that is in force at a time.
   *
   * @throws {@link TrustError} `TRUST_AGENCY_UNKNOWN`, also where it was not registered then, `TRUST_KEY_NOT_IN_FORCE`.
   */
  keyAt(entity: string, at: Date): VerificationJwk;
  /** When a key of an agency begins or ends. Instants, the earliest first: between two of them the same keys are in force. */
  readonly keyChanges: readonly string[];
  /** The keys that were stolen, each with the time since when. */
  readonly stolenKeys: readonly {
    readonly entity: string;
    readonly kid: string;
    readonly since: string;
  }[];
  /** Address of an agency's gateway. @throws {@link TrustError} `TRUST_AGENCY_UNKNOWN`. */
  endpoint(entity: string): string | undefined;
}

/**
 * Reads a registry of agencies.
 *
 * @param input - JSON as `parseJson` returns it, of a file the operator vouches for. Over a network
 *   use `verifyRegistry`.
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID`.
 */
export function parseRegistry(input: unknown, source: VerifierSource): AgencyRegistry {
  return createRegistry(parseRegistryFile(input), source);
}

/** A place of refuge: it once was one by the registry's facts, so it is never named. */
export function isShelter({ facts }: AgencyEntry): boolean {
  return facts.some(({ flags }) => flags.shelter);
}

/** Answers questions about a registry that was read. */
export function createRegistry(
  file: RegistryFile,
  { createVerifier }: VerifierSource,
): AgencyRegistry {
  const parties = new Map<string, AgencyEntry>();
  const shelters: string[] = [];
  for (const agency of file.agencies) {
    if (isShelter(agency)) shelters.push(agency.entity);
    else parties.set(agency.entity, agency);
  }
  // By kid: a key belongs to one agency only, which the file's parser has checked.
  const verifiers = new Map<string, Verifier>();

  return {
    test: file.test,
    issuedAt: new Date(file.issuedAt),
    states: file.states,
    shelters,
    entities: () => [...parties.keys()],
    has: (entity) => parties.has(entity),
    agencyAt(entity, at) {
      return requireRegistered(requireParty(parties, entity), at);
    },
    findAgencyAt(entity, at) {
      const party = parties.get(entity);
      return party && agencyOf(party, at);
    },
    verifierFor(entity, kid, at, options = {}) {
      const { timeProven = false, mayHaveLeft = false, atAnyTime = false } = options;
      const party = requireParty(parties, entity);
      const key = party.keys.find(({ jwk }) => jwk.kid === kid);
      if (key === undefined) {
        throw new TrustError("TRUST_KEY_UNKNOWN", `the key named is not one of ${entity}`);
      }
      if (!atAnyTime) {
        requireUsable(entity, key, at, timeProven);
        if (!mayHaveLeft) requireRegistered(party, at);
      }
      const known = verifiers.get(kid);
      if (known !== undefined) return known;
      const verifier = createVerifier(key.jwk);
      verifiers.set(kid, verifier);
      return verifier;
    },
    keyAt(entity, at) {
      const party = requireParty(parties, entity);
      const sound = party.keys.filter(({ compromisedAt }) => compromisedAt === undefined);
      const newest = newestAt(sound, at);
      if (newest === undefined) {
        throw new TrustError(
          "TRUST_KEY_NOT_IN_FORCE",
          `${entity} has no key in force at ${timeOf(at)}`,
        );
      }
      requireRegistered(party, at);
      return newest.jwk;
    },
    keyChanges: [...parties.values()]
      .flatMap(({ keys }) => keys.flatMap(({ from, until = from }) => [from, until]))
      .sort(),
    stolenKeys: [...parties.values()].flatMap(({ entity, keys }) =>
      keys.flatMap(({ jwk: { kid }, compromisedAt: since }) =>
        since === undefined ? [] : [{ entity, kid, since }],
      ),
    ),
    endpoint: (entity) => requireParty(parties, entity).endpoint,
  };
}

function requireParty(parties: ReadonlyMap<string, AgencyEntry>, entity: string): AgencyEntry {
  const agency = parties.get(entity);
  if (agency === undefined) {
    throw new TrustError("TRUST_AGENCY_UNKNOWN", "no agency of that entity id is a party");
  }
  return agency;
}

function requireRegistered(party: AgencyEntry, at: Date): Agency {
  const agency = agencyOf(party, at);
  if (agency !== undefined) return agency;
  throw new TrustError(
    "TRUST_AGENCY_UNKNOWN",
    `${party.entity} was not registered at ${timeOf(at)}`,
  );
}

/** What an agency was at a time; `undefined` if it was not registered then. */
function agencyOf({ entity, name, facts }: AgencyEntry, at: Date): Agency | undefined {
  const fact = facts.find((one) => covers(one, at));
  if (fact === undefined) return undefined;
  const { type, country, regime, flags, judicialRoles } = fact;
  const agency = { entity, name, type, country, regime, flags };
  return judicialRoles === undefined ? agency : { ...agency, judicialRoles };
}

function requireUsable(entity: string, key: KeyEntry, at: Date, timeProven: boolean): void {
  const { compromisedAt } = key;
  if (compromisedAt !== undefined && (!timeProven || !(at < new Date(compromisedAt)))) {
    throw new TrustError(
      "TRUST_KEY_COMPROMISED",
      `a key of ${entity} is compromised since ${compromisedAt}`,
    );
  }
  if (!covers(key, at)) {
    throw new TrustError(
      "TRUST_KEY_NOT_IN_FORCE",
      `a key of ${entity} was not in force at ${timeOf(at)}`,
    );
  }
}

/** A clock that tells no time refuses everything, and must still say so. */
const timeOf = (at: Date): string =>
  Number.isNaN(at.getTime()) ? "a time that is none" : toInstant(at);
