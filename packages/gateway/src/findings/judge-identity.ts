import { FOLDER, findIdentityFault, type Identity } from "@safepassage/agency/node";
import type { AgencyRegistry } from "@safepassage/trust";
import { type Finding, finding, raise } from "./finding.ts";

/** What is known of a folder besides its identity. */
export interface FolderState {
  /** `kid` of the key that is to follow, if there is one. The gateway takes it by itself. */
  readonly next?: string | undefined;
  /** Whether a gateway has worked in it with a registry before. */
  readonly hasRun: boolean;
}

/** Finds whether other agencies can verify what this one signs, today and for the next 30 days. */
export function judgeIdentity(
  registry: AgencyRegistry,
  identity: Identity,
  { next, hasRun }: FolderState,
): readonly Finding[] {
  const fault = findIdentityFault(registry, identity);
  if (fault === undefined) return judgeEnd(registry, identity, next);
  if (next !== undefined && fault.code.startsWith("TRUST_KEY_")) {
    const isListed = findIdentityFault(registry, { ...identity, kid: next }) === undefined;
    return raise([{ ...fault, fix: isListed ? NEXT_TAKEN : NEXT_UNLISTED }], "waiting");
  }
  const waits =
    (hasRun && fault.code !== "TRUST_KEY_UNKNOWN") || mayEnd(registry, identity, fault.code);
  return raise([fault], waits ? "waiting" : "mistake");
}

/**
 * Whether a fault may end without a change in this folder: a key begins later, or an agency that has an entry is struck off, or not
 * listed yet. Without an entry the entity id may be wrong, as a key may that nobody lists. Where a gateway has worked, the id was
 * right and the registry has changed: people read there what they have, and what is due is erased.
 */
function mayEnd(registry: AgencyRegistry, identity: Identity, code: string): boolean {
  if (code === "TRUST_AGENCY_UNKNOWN") return registry.has(identity.entity);
  return code === "TRUST_KEY_NOT_IN_FORCE" && isListedLater(registry, identity);
}

/** Finds whether a key that is in force ends soon, and no other follows it. */
function judgeEnd(
  registry: AgencyRegistry,
  identity: Identity,
  next: string | undefined,
): readonly Finding[] {
  const later = { ...identity, at: new Date(identity.at.getTime() + SOON_MS) };
  if (findIdentityFault(registry, later) === undefined) return [];
  if (next === undefined) return [finding("KEY_ENDS", FOLDER.signingKey)];
  if (isFollowed(registry, identity, next)) return [];
  return [finding("KEY_ENDS", FOLDER.signingKey, { fix: NEXT_UNLISTED })];
}

/** Whether the next key is in force at the moment at which the present one ends, which is within 30 days. */
function isFollowed(
  registry: AgencyRegistry,
  { at, ...identity }: Identity,
  next: string,
): boolean {
  let [holds, over] = [at.getTime(), at.getTime() + SOON_MS];
  while (over - holds > 1) {
    const middle = Math.floor((holds + over) / 2);
    const fault = findIdentityFault(registry, { ...identity, at: new Date(middle) });
    if (fault === undefined) holds = middle;
    else over = middle;
  }
  return findIdentityFault(registry, { ...identity, kid: next, at: new Date(over) }) === undefined;
}

/** Finds whether the registry has an address of an agency that it lists. */
export function judgeEndpoint(registry: AgencyRegistry, entity: string): readonly Finding[] {
  return registry.has(entity) && registry.endpoint(entity) === undefined
    ? [finding("ENDPOINT_MISSING", FOLDER.config, { place: "/entity" })]
    : [];
}

/** Whether a key that is not in force yet will be. */
function isListedLater(registry: AgencyRegistry, { at, ...identity }: Identity): boolean {
  return LATER_DAYS.some((days) => {
    const then = new Date(at.getTime() + days * DAY_MS);
    return findIdentityFault(registry, { ...identity, at: then }) === undefined;
  });
}

const NEXT_TAKEN = "Nothing: the gateway that runs signs with the next key within seconds.";
const NEXT_UNLISTED =
  "Have the authority of the registry list the next key, which safepassage gateway keys FOLDER shows, in time.";
const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;
const LATER_DAYS = [1, 3, 7, 14, 30, 60, 90];
