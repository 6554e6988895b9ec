import { canonicalJson } from "@safepassage/core";
import type { AgencyEntry, Fact, KeyEntry, RegistryFile } from "./registry-file.ts";

/** One thing in which a registry differs from the one before it. */
export interface RegistryChange {
  readonly kind: RegistryChangeKind;
  /** Entity id of the agency; the country of a State. Left out for the registry as a whole. */
  readonly of?: string;
  /** Key id (RFC 7638) of the key. */
  readonly kid?: string;
  /** Whether something that was signed, or is exchanged, would stop to count that no change should stop. */
  readonly isHarm: boolean;
}

/** The kinds of {@link RegistryChange}. */
export type RegistryChangeKind =
  | "agencyAdded"
  | "agencyGone"
  | "agencyStruckOff"
  | "addressChanged"
  | "factsChanged"
  | "pastChanged"
  | "keyAdded"
  | "keyGone"
  | "keyChanged"
  | "keyCompromised"
  | "keyRevived"
  | "stateChanged"
  | "testChanged"
  | "notLater";

/**
 * Finds how a registry differs from the one before it. Places of refuge are left out of the comparison: what an authority hands out
 * names none.
 *
 * Harm is what cannot be meant: an entry or a key that is gone, since nobody can verify what it signed; a key that counts again
 * after it was ended; another past; a time that is not later, so that no gateway takes the registry.
 *
 * @see `docs/guides/run-a-registry.md#change-it`
 */
export function registryChanges(before: RegistryFile, after: RegistryFile): RegistryChange[] {
  const [was, is] = [partiesOf(before), partiesOf(after)];
  const changes = [
    ...(before.test === after.test ? [] : [harm("testChanged")]),
    ...statesChanged(before.states, after.states),
    ...[...was.keys()].flatMap((entity) => (is.has(entity) ? [] : [harm("agencyGone", entity)])),
    ...[...is].flatMap(([entity, agency]) => {
      const former = was.get(entity);
      return former === undefined
        ? [plain("agencyAdded", entity)]
        : agencyChanged(former, agency, before.issuedAt);
    }),
  ];
  // The same registry may be handed out twice.
  const isLater = after.issuedAt > before.issuedAt || changes.length === 0;
  return isLater ? changes : [harm("notLater"), ...changes];
}

function agencyChanged(was: AgencyEntry, is: AgencyEntry, at: string): RegistryChange[] {
  const { entity } = is;
  const isKept = was.facts.every((fact) => fact.from > at || is.facts.some(keeps(fact, at)));
  const isStruckOff = endOf(was) === undefined && endOf(is) !== undefined;
  const facts = isStruckOff ? "agencyStruckOff" : "factsChanged";
  return [
    ...(was.endpoint === is.endpoint ? [] : [plain("addressChanged", entity)]),
    ...(isKept ? [] : [harm("pastChanged", entity)]),
    ...(same(was.facts, is.facts) || !isKept ? [] : [plain(facts, entity)]),
    ...keysChanged(was.keys, is).map((change) => ({ ...change, of: entity })),
  ];
}

/** Whether another fact says the same of the time before. Only the end of one that had not ended may be another. */
const keeps =
  ({ until, ...fact }: Fact, at: string) =>
  ({ until: end, ...other }: Fact): boolean =>
    same(fact, other) && (until === end || until === undefined || until > at);

const endOf = ({ facts }: AgencyEntry): string | undefined => facts.at(-1)?.until;

function keysChanged(was: readonly KeyEntry[], { keys }: AgencyEntry): RegistryChange[] {
  const gone = was.filter((key) => !keys.some(({ jwk }) => jwk.kid === key.jwk.kid));
  return [
    ...gone.map(({ jwk: { kid } }): RegistryChange => ({ kind: "keyGone", kid, isHarm: true })),
    ...keys.flatMap((key): RegistryChange[] => {
      const { kid } = key.jwk;
      const former = was.find(({ jwk }) => jwk.kid === kid);
      if (former === undefined) return [{ kind: "keyAdded", kid, isHarm: false }];
      if (same(former, key)) return [];
      const [a, b] = [STATUSES.indexOf(former.status), STATUSES.indexOf(key.status)];
      if (b < a) return [{ kind: "keyRevived", kid, isHarm: true }];
      const kind = b > a && key.status === "compromised" ? "keyCompromised" : "keyChanged";
      return [{ kind, kid, isHarm: false }];
    }),
  ];
}

/** A key goes from one to the next, and never back. */
const STATUSES: readonly KeyEntry["status"][] = ["active", "retired", "compromised"];

function statesChanged(was: RegistryFile["states"], is: RegistryFile["states"]): RegistryChange[] {
  const countries = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...countries]
    .filter((country) => !same(was[country], is[country]))
    .map((country) => plain("stateChanged", country));
}

/** By entity id, without places of refuge. */
const partiesOf = ({ agencies }: RegistryFile): ReadonlyMap<string, AgencyEntry> =>
  new Map(
    agencies
      .filter(({ facts }) => !facts.some(({ flags }) => flags.shelter))
      .map((one) => [one.entity, one]),
  );

const same = (one: unknown, other: unknown): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);

const plain = (kind: RegistryChangeKind, of: string): RegistryChange => ({
  kind,
  of,
  isHarm: false,
});
const harm = (kind: RegistryChangeKind, of?: string): RegistryChange => ({
  kind,
  ...(of !== undefined && { of }),
  isHarm: true,
});
