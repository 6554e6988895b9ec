import type { RegistryFile } from "@safepassage/trust";

/** An agency of a registry as it stands at a time. */
export interface AgencyStanding {
  readonly entity: string;
  /** What it is by law; left out where it is not registered at that time. */
  readonly type?: string;
  readonly country?: string;
  /** Key ids (RFC 7638) of the keys in force. */
  readonly keys: readonly string[];
  readonly notes: readonly StandingNote[];
}

/**
 * What the authority of a registry should know of an agency: it is not registered, was only named, has no key in force, its last key
 * ends within 30 days, a key ends less than seven days after the next one begins, or nobody can send to it.
 */
export type StandingNote =
  | "notRegistered"
  | "namedOnly"
  | "noKey"
  | "keyEnds"
  | "keyEndsEarly"
  | "noAddress";

/** Says how each agency of a registry stands at a time. Places of refuge are not among them. */
export function registryStanding({ agencies }: RegistryFile, at: Date): readonly AgencyStanding[] {
  return agencies
    .filter(({ facts }) => !facts.some(({ flags }) => flags.shelter))
    .map((agency) => standingOf(agency, at));
}

function standingOf(
  { entity, endpoint, facts, keys }: RegistryFile["agencies"][number],
  at: Date,
): AgencyStanding {
  const fact = facts.find((one) => isIn(one, at));
  const inForce = (day: Date) =>
    keys.filter((key) => key.status !== "compromised" && isIn(key, day)).map(({ jwk }) => jwk.kid);
  const now = inForce(at);
  const isNamed = keys.length === 0 && endpoint === undefined;
  const soon = new Date(at.getTime() + SOON_MS);
  const notes: readonly (StandingNote | false)[] =
    fact === undefined
      ? ["notRegistered"]
      : isNamed
        ? ["namedOnly"]
        : [
            now.length === 0 && "noKey",
            now.length > 0 && inForce(soon).length === 0 && "keyEnds",
            keys.some((key) => now.includes(key.jwk.kid) && endsEarly(key, keys)) && "keyEndsEarly",
            endpoint === undefined && "noAddress",
          ];
  return {
    entity,
    ...(fact && { type: fact.type, country: fact.country }),
    keys: now,
    notes: notes.filter((note) => note !== false),
  };
}

/** Whether the next key begins less than seven days before this one ends: a message that it signed may wait for so long. */
function endsEarly(key: Key, keys: readonly Key[]): boolean {
  const { until } = key;
  if (until === undefined) return false;
  const next = keys.filter(
    (one) => one.status !== "compromised" && (one.until === undefined || one.until > until),
  );
  const begins = Math.min(...next.map(({ from }) => Date.parse(from)));
  return next.length > 0 && Date.parse(until) - begins < WEEK_MS;
}

function isIn(
  { from, until }: { readonly from: string; readonly until?: string | undefined },
  at: Date,
): boolean {
  return Date.parse(from) <= +at && (until === undefined || +at < Date.parse(until));
}

type Key = RegistryFile["agencies"][number]["keys"][number];

const WEEK_MS = 7 * 86_400_000;
const SOON_MS = 30 * 86_400_000;
