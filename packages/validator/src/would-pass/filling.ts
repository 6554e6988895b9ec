import type { Minimised, Permission, PlacedLeaf } from "@safepassage/policy";
import type { Finding } from "@safepassage/rules";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { type AccountEntry, accountOf, type Cause } from "./account.ts";
import { type Asked, keyOf, keysOf } from "./put-back.ts";
import { isFuller, ownersOf, type Standing, standingOf } from "./standing.ts";
import { isIn, takeOut, type Unit } from "./take-out.ts";

/** A draft made from a message, from which values are removed and to which they are restored. */
export interface Filling {
  draft(): Draft;
  /** Whether the draft holds a value of the message unchanged. */
  holds(gid: string, leaf: Leaf): boolean;
  /** Removes what rules refuse, and what may not be sent without it. */
  takeOut(refused: readonly Refused[]): void;
  /** Returns the draft without coarser forms that these values would replace. */
  roomFor(gid: string, leaves: readonly Leaf[]): Draft;
  /**
   * Accepts the first draft that, after the policy reduced it, says everything the present one says and
   * more. What rules refused stays out, unless `refusals` asks them again.
   *
   * @param about - Keys of what is put back; if it is refused, the reason is kept for the account.
   * @returns whether a draft was accepted.
   */
  attempt(ways: readonly Draft[], about: ReadonlySet<string>, refusals?: Refusals): boolean;
  /** Whether the limit on attempts for one message was reached. */
  isExhausted(): boolean;
  account(): readonly AccountEntry[];
}

/** A part of a body that a rule refuses. */
export interface Refused {
  readonly unit: Unit;
  readonly finding: Finding;
}

interface Tried {
  readonly isTaken: boolean;
  readonly then: Standing;
  readonly account: readonly Permission[];
  readonly finding?: Finding | undefined;
}

/** Finds the errors of a draft. */
export type Refusals = (draft: Draft) => readonly Finding[];

/** Starts with what the policy, by which `reduce` works, leaves of a message. */
export function createFilling(asked: Asked, reduce: (draft: Asked) => Minimised): Filling {
  const values = keysOf(asked.body);
  const causes = new Map<string, Cause>();
  const barred: Unit[] = [];
  const barredKeys = new Set<string>();
  const first = reduce(asked);
  let now = standingOf(asked.body, first, new Map());
  let work = 0;
  // Each round of filling makes many drafts again that came to nothing beside the same present one: about a third of all
  // trials in the tests of `prepare`, and as much of their time.
  const tried = new Map<string, Tried>();
  learn(asked.body, first.account, values);

  /** Records why the policy changes or withholds some values. Returns whether it does. */
  function learn(body: Body, account: readonly Permission[], about: ReadonlySet<string>): boolean {
    const said = account.filter(({ outcome }) => outcome !== "allowed");
    const found = said.flatMap((permission) => {
      const { gid, leaf: place } = permission;
      const leaf = place === undefined ? undefined : body[gid]?.leaves[place];
      const owners = leaf === undefined ? [] : ownersOf(gid, leaf, now.forms);
      return owners.filter((key) => about.has(key)).map((key) => [key, permission] as const);
    });
    for (const [key, permission] of found) causes.set(key, { said: permission });
    return found.length > 0;
  }

  /** What the policy leaves of a draft, with its additions that no rule refused. */
  function standAfter(
    draft: Draft,
    mayAdd: (key: string) => boolean,
  ): Standing & Pick<Minimised, "account"> {
    const found = reduce(draft);
    const isAdded = (leaf: PlacedLeaf): boolean =>
      mayAdd(placeOf(leaf)) && !barred.some((unit) => isIn(unit, leaf.gid, leaf.f));
    const refused = found.added.filter((leaf) => !isAdded(leaf));
    const left = { ...found, draft: without(found.draft, refused) };
    const { account } = found;
    return {
      ...standingOf(draft.body, left, now.forms),
      account,
      added: found.added.filter(isAdded),
    };
  }

  function tryOut(way: Draft, refusals: Refusals | undefined): Tried {
    const key = JSON.stringify([way, refusals === undefined]);
    const known = tried.get(key) ?? tryAnew(way, refusals);
    tried.set(key, known);
    return known;
  }

  function tryAnew(way: Draft, refusals: Refusals | undefined): Tried {
    // A rule must not refuse a value because of what the policy would add to it.
    const mayAdd = (key: string): boolean => refusals === undefined || now.keys.has(key);
    const { account, ...then } = standAfter(way, mayAdd);
    if (!isFuller(then, now, values)) return { isTaken: false, then, account };
    const finding = refusals?.(then.draft)[0];
    return { isTaken: finding === undefined, then, account, finding };
  }

  /** Goes on from another draft, beside which everything may come to something else. */
  function stand(then: Standing): void {
    now = then;
    tried.clear();
  }

  function tell(body: Body, { account, finding }: Tried, about: ReadonlySet<string>): boolean {
    if (finding === undefined) return learn(body, account, about);
    for (const key of about) causes.set(key, { finding });
    return true;
  }

  /**
   * Keeps a unit out. Minimising may create a barred coarser value again. If a field comes back with only
   * barred values, its whole group is removed, or the loop would never end.
   */
  function bar(unit: Unit, finding: Finding): Unit {
    const isKnown = barred.some(({ gid, field }) => gid === unit.gid && field === unit.field);
    const isBack = isKnown && keysIn(unit).every((key) => barredKeys.has(key));
    const out = isBack ? { gid: unit.gid } : unit;
    barred.push(out);
    for (const key of keysIn(out)) {
      barredKeys.add(key);
      causes.set(key, { finding });
    }
    // Also under the group's id, because the group may hold no value.
    if (out.field === undefined) causes.set(out.gid, { finding });
    return out;
  }

  function keysIn(unit: Unit): readonly string[] {
    const leaves = now.draft.body[unit.gid]?.leaves ?? [];
    const own = leaves.filter(({ f }) => isIn(unit, unit.gid, f));
    return own.flatMap((leaf) => ownersOf(unit.gid, leaf, now.forms));
  }

  function isBarred({ body }: Draft): boolean {
    const keys = keysOf(body);
    return (
      barred.some(({ gid, field }) => field === undefined && Object.hasOwn(body, gid)) ||
      [...barredKeys].some((key) => keys.has(key))
    );
  }

  return {
    draft: () => now.draft,
    holds: (gid, leaf) => now.keys.has(keyOf(gid, leaf)),
    takeOut(refused) {
      const units = refused.map(({ unit, finding }) => bar(unit, finding));
      const left = takeOut(now.draft, units);
      const { account, ...then } = standAfter(left, () => true);
      learn(left.body, account, values);
      stand(then);
    },
    roomFor(gid, leaves) {
      const keys = new Set(leaves.map((leaf) => keyOf(gid, leaf)));
      const others = [...now.forms].filter(([key]) => !keys.has(key));
      const needed = new Set(others.flatMap(([, forms]) => forms.map(placeOf)));
      const forms = [...keys].flatMap((key) => now.forms.get(key) ?? []);
      const isFree = (key: string): boolean => !values.has(key) && !needed.has(key);
      return without(
        now.draft,
        [...now.added, ...forms].filter((leaf) => isFree(placeOf(leaf))),
      );
    },
    attempt(ways, about, refusals) {
      let isTold = false;
      for (const way of ways) {
        if (refusals === undefined && isBarred(way)) continue;
        work += keysOf(way.body).size;
        if (work > MAX_WORK) return false;
        const found = tryOut(way, refusals);
        if (found.isTaken) {
          learn(way.body, found.account, values);
          stand(found.then);
          return true;
        }
        // Keep the first reason: the first way has all links, so its failure says the most.
        isTold = isTold || tell(way.body, found, about);
      }
      return false;
    },
    isExhausted: () => work > MAX_WORK,
    account: () => accountOf(first.account, asked.body, now.draft.body, causes, now.forms),
  };
}

function without(draft: Draft, leaves: readonly PlacedLeaf[]): Draft {
  if (leaves.length === 0) return draft;
  const keys = new Set(leaves.map(placeOf));
  const body = Object.entries(draft.body).map(([gid, group]) => [
    gid,
    { ...group, leaves: group.leaves.filter((leaf) => !keys.has(keyOf(gid, leaf))) },
  ]);
  return { ...draft, body: Object.fromEntries(body) };
}

const placeOf = ({ gid, ...leaf }: PlacedLeaf): string => keyOf(gid, leaf);

/** Limit on values judged in all attempts: each of a hundred values can be tried five times. */
const MAX_WORK = 50_000;
