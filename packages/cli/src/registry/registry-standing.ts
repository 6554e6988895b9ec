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
 * ends within 30 days, or nobody can send to it.
 */
export type StandingNote = "notRegistered" | "namedOnly" | "noKey" | "keyEnds" | "noAddress";

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
            endpoint === undefined && "noAddress",
          ];
  return {
    entity,
    ...(fact && { type: fact.type, country: fact.country }),
    keys: now,
    notes: notes.filter((note) => note !== false),
  };
}

function isIn(
  { from, until }: { readonly from: string; readonly until?: string | undefined },
  at: Date,
): boolean {
  return Date.parse(from) <= +at && (until === undefined || +at < Date.parse(until));
}

const SOON_MS = 30 * 86_400_000;
