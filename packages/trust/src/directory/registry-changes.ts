import { canonicalJson } from "@safepassage/core";
import { isShelter } from "./registry.ts";
import type { AgencyEntry, RegistryFile } from "./registry-file.ts";
import type { Fact, KeyEntry } from "./registry-parts.ts";

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
  | "nameChanged"
  | "addressChanged"
  | "factsChanged"
  | "pastChanged"
  | "keyAdded"
  | "keyGone"
  | "keyChanged"
  | "keyPastChanged"
  | "keyCompromised"
  | "keyRevived"
  | "stateChanged"
  | "testChanged"
  | "orderChanged"
  | "notLater";

/**
 * Finds how a registry differs from the one before it. Places of refuge are left out of the comparison: what an authority hands out
 * names none.
 *
 * Harm is what cannot be meant: an entry or a key that is gone, since nobody can verify what it signed; a key that counts again
 * after it was ended; another past, of an agency or of a key; a time that is not later, so that no gateway takes the registry.
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
  // The same text may be handed out twice, under the same time. Another order is another text.
  const isOther = textOf(before) !== textOf(after);
  if (after.issuedAt > before.issuedAt || !isOther) return changes;
  return [harm("notLater"), ...(changes.length === 0 ? [plain("orderChanged")] : changes)];
}

/** What is signed of a registry, without its time. */
const textOf = (file: RegistryFile): string =>
  JSON.stringify({ ...file, issuedAt: "", agencies: [...partiesOf(file).values()] });

function agencyChanged(was: AgencyEntry, is: AgencyEntry, at: string): RegistryChange[] {
  const { entity } = is;
  const isKept = was.facts.every((fact) => fact.from > at || is.facts.some(keeps(fact, at)));
  const isStruckOff = endOf(was) === undefined && endOf(is) !== undefined;
  const facts = isStruckOff ? "agencyStruckOff" : "factsChanged";
  return [
    ...(was.name === is.name ? [] : [plain("nameChanged", entity)]),
    ...(was.endpoint === is.endpoint ? [] : [plain("addressChanged", entity)]),
    ...(isKept ? [] : [harm("pastChanged", entity)]),
    ...(same(was.facts, is.facts) || !isKept ? [] : [plain(facts, entity)]),
    ...keysChanged(was.keys, is, at).map((change) => ({ ...change, of: entity })),
  ];
}

/**
 * Whether another fact says the same of the time before. Only the end of one that had not ended may be another, and it does
 * not lie before that: what the agency signed since then would count no more.
 */
const keeps =
  ({ until, ...fact }: Fact, at: string) =>
  ({ until: end = NEVER, ...other }: Fact): boolean =>
    same(fact, other) && ((until ?? NEVER) === end || ((until ?? NEVER) > at && end >= at));

const endOf = ({ facts }: AgencyEntry): string | undefined => facts.at(-1)?.until;

function keysChanged(
  was: readonly KeyEntry[],
  { keys }: AgencyEntry,
  at: string,
): RegistryChange[] {
  const gone = was.filter((key) => !keys.some(({ jwk }) => jwk.kid === key.jwk.kid));
  return [
    ...gone.map(({ jwk: { kid } }): RegistryChange => ({ kind: "keyGone", kid, isHarm: true })),
    ...keys.flatMap((key): RegistryChange[] => {
      const { kid } = key.jwk;
      const former = was.find(({ jwk }) => jwk.kid === kid);
      if (former === undefined) return [{ kind: "keyAdded", kid, isHarm: false }];
      return same(former, key) ? [] : [{ ...keyChanged(former, key, at), kid }];
    }),
  ];
}

function keyChanged(
  was: KeyEntry,
  is: KeyEntry,
  at: string,
): Pick<RegistryChange, "kind" | "isHarm"> {
  const [a, b] = [STATUSES.indexOf(was.status), STATUSES.indexOf(is.status)];
  if (b < a) return { kind: "keyRevived", isHarm: true };
  if (is.status === "compromised") {
    return { kind: b > a ? "keyCompromised" : "keyChanged", isHarm: false };
  }
  const [former, end] = [was.until ?? NEVER, is.until ?? NEVER];
  // An active key with an end that has passed has ended as well.
  if (former <= at && end > former) return { kind: "keyRevived", isHarm: true };
  const hasOtherPast =
    (was.from !== is.from && earlier(was.from, is.from) <= at) || (end < former && end <= at);
  return hasOtherPast
    ? { kind: "keyPastChanged", isHarm: true }
    : { kind: "keyChanged", isHarm: false };
}

const earlier = (one: string, other: string): string => (one < other ? one : other);

/** Later than every instant. */
const NEVER = "9999";

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
  new Map(agencies.filter((one) => !isShelter(one)).map((one) => [one.entity, one]));

const same = (one: unknown, other: unknown): boolean =>
  canonicalJson(one ?? null) === canonicalJson(other ?? null);

const change = (isHarm: boolean) => (kind: RegistryChangeKind, of?: string) => ({
  kind,
  ...(of !== undefined && { of }),
  isHarm,
});
const plain = change(false);
const harm = change(true);
