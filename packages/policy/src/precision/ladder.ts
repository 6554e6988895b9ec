import {
  type ConditionExpression,
  findField,
  LADDERS,
  laddersOf,
  type RungEntry,
  rankOf,
} from "@safepassage/schema";
import { agreementCeilings } from "../admission/agreement.ts";
import { groupOf } from "../conditions/concern.ts";
import { createLeafFacts, satisfies } from "../conditions/conditions.ts";
import type { Facts, LeafFacts } from "../conditions/facts.ts";
import type { Rung } from "../tables/model.ts";
import type { Terms } from "../tables/terms.ts";
import { DERIVATIONS } from "./derive.ts";
import { rungsOf } from "./rungs.ts";

/** The rung of a value, and the finest rung granted for it. */
export interface RungVerdict {
  readonly actual: Rung;
  /** `undefined` if nothing on this ladder is granted. */
  readonly granted: Rung | undefined;
  readonly isWithin: boolean;
}

/** A coarser form of a leaf. */
export interface CoarserForm extends LeafFacts {
  /** Whether it may be added beside the finer one. False for a record whose date was coarsened. */
  readonly isRung: boolean;
}

/** Compares the rungs of an admitted leaf with those that purpose and agreement grant. */
export function judgeRungs(facts: Facts, leaf: LeafFacts): readonly RungVerdict[] {
  // Header members are not coarsened: the law requires them for every person.
  if (leaf.entry === undefined || leaf.entry.ladder === null || leaf.entry.place === "header") {
    return [];
  }
  return rungsOf(leaf.field, leaf.value).map((actual) => {
    const granted = grantedRung(facts, leaf.field, actual.ladder, (when) =>
      satisfies(when, facts, leaf),
    );
    return { actual, granted, isWithin: granted !== undefined && isAtMost(actual, granted) };
  });
}

/** The finest rung that the purpose would grant a field if every condition held. */
export function conceivableRung(facts: Facts, field: string, ladder: string): Rung | undefined {
  return finest(limitsOf(facts, field, ladder));
}

/** What the purpose grants a field on a ladder, whether or not its conditions hold. */
export const limitsOf = ({ rows }: Terms, field: string, ladder: string) =>
  (rows.purpose?.maxPrecision ?? []).filter(
    (entry) => entry.ladder === ladder && (entry.field ?? field) === field,
  );

/**
 * The finest rung that the purpose grants a field on a ladder and the agreement does not cap; `undefined` if nothing on
 * this ladder is granted.
 *
 * @param holds - Whether a condition of the purpose holds.
 */
export function grantedRung(
  terms: Terms,
  field: string,
  ladder: string,
  holds: (when: ConditionExpression) => boolean,
): Rung | undefined {
  const byPurpose = finest(
    limitsOf(terms, field, ladder).filter(({ when }) => when === undefined || holds(when)),
  );
  if (byPurpose === undefined) return undefined;
  return finest(
    agreementCeilings(terms, field, ladder).map((ceiling) =>
      ceiling === undefined || isAtMost(byPurpose, ceiling) ? byPurpose : ceiling,
    ),
  );
}

/**
 * Derives the coarser forms of a leaf, finest first. A form of another field belongs in a group of
 * that field's kind.
 */
export function coarserForms(facts: Facts, leaf: LeafFacts): readonly CoarserForm[] {
  if (leaf.entry === undefined) return [];
  const rungs = rungsOf(leaf.field, leaf.value);
  return laddersOf(leaf.entry).flatMap(({ name, member }) => {
    const actual = rungs.find(({ ladder }) => ladder === name);
    if (actual === undefined) return [];
    const ladder = LADDERS[name] ?? [];
    const below = ladder.slice(1, rankOf(name, actual.rung)).reverse();
    return formsBelow(facts, leaf, below, member);
  });
}

/** Whether a rung is no finer than another of the same ladder. */
export function isAtMost(rung: Rung, ceiling: Rung): boolean {
  const [rank, limit] = [rankOf(rung.ladder, rung.rung), rankOf(ceiling.ladder, ceiling.rung)];
  return rank !== undefined && limit !== undefined && rank <= limit;
}

function finest(rungs: readonly Rung[]): Rung | undefined {
  const [first, ...others] = rungs;
  if (first === undefined) return undefined;
  const best = others.reduce((best, rung) => (isAtMost(rung, best) ? best : rung), first);
  return { ladder: best.ladder, rung: best.rung };
}

/** Derives rung after rung, up to the first that cannot be derived. */
function formsBelow(
  facts: Facts,
  leaf: LeafFacts,
  below: readonly RungEntry[],
  member: string | undefined,
): readonly CoarserForm[] {
  const forms: CoarserForm[] = [];
  for (const rung of below) {
    const derive = Object.hasOwn(DERIVATIONS, rung.derivedFromFiner ?? "")
      ? DERIVATIONS[rung.derivedFromFiner ?? ""]
      : undefined;
    // A date inside a record (`also`) is coarsened in place; other rungs have a field of their own.
    const isInside = leaf.field !== rung.field && speaksOf(rung, leaf.field);
    const field = isInside ? leaf.field : (rung.field ?? leaf.field);
    const place = placeFor(facts, leaf, field);
    const value = derive?.(
      { value: leaf.value, member, asOf: leaf.group.meta?.asOf },
      rung.precision,
    );
    if (place === undefined || value === undefined) break;
    const form = createLeafFacts(place.gid, place.group, field, value, leaf.nature);
    forms.push({ ...form, isRung: !isInside });
  }
  return forms;
}

function speaksOf(rung: RungEntry, field: string): boolean {
  return rung.also?.some((name) => name === field || name.startsWith(`${field}.`)) ?? false;
}

/**
 * The group for a field: the same group, or the one person its links lead to. A group without links is
 * not assumed to be about the only person in the message.
 */
function placeFor(
  facts: Facts,
  leaf: LeafFacts,
  field: string,
): Pick<LeafFacts, "gid" | "group"> | undefined {
  const kind = findField(field)?.group;
  if (kind === leaf.group.kind) return { gid: leaf.gid, group: leaf.group };
  const [gid, ...others] = facts.concern.linkedPersonsOf(leaf.gid);
  if (kind !== "subject" || gid === undefined || others.length > 0) return undefined;
  const group = groupOf(facts.input.message.body, gid);
  return group === undefined ? undefined : { gid, group };
}
