import { findField, LADDERS, laddersOf, type RungEntry, rankOf } from "@safepassage/schema";
import { agreementCeilings } from "../admission/agreement.ts";
import { createLeafFacts, satisfies } from "../conditions/conditions.ts";
import type { Facts, LeafFacts } from "../conditions/facts.ts";
import { groupOf } from "../conditions/group-of.ts";
import type { Rung } from "../tables/model.ts";
import { DERIVATIONS } from "./derive.ts";
import { rungsOf } from "./rungs.ts";

/** A rung of a value, and the finest that is granted for it. */
export interface RungVerdict {
  readonly actual: Rung;
  /** `undefined`: nothing on this ladder is granted. */
  readonly granted: Rung | undefined;
  readonly isWithin: boolean;
}

/** A coarser form of a leaf. */
export interface CoarserForm extends LeafFacts {
  /** Whether it is a rung that may stand beside the finer one, and not a record with a vaguer date. */
  readonly isRung: boolean;
}

/** Compares the rungs of an admitted leaf with what purpose and agreement grant. */
export function judgeRungs(facts: Facts, leaf: LeafFacts): readonly RungVerdict[] {
  // Header members are no values on a ladder: they say what the law asks about every person.
  if (leaf.entry === undefined || leaf.entry.ladder === null || leaf.entry.place === "header") {
    return [];
  }
  return rungsOf(leaf.field, leaf.value).map((actual) => {
    const granted = grantedRung(facts, leaf, actual.ladder);
    return { actual, granted, isWithin: granted !== undefined && isAtMost(actual, granted) };
  });
}

/** Finest rung of a ladder that the purpose could grant a field, if every condition held. */
export function conceivableRung(facts: Facts, field: string, ladder: string): Rung | undefined {
  return finest(
    (facts.rows.purpose?.maxPrecision ?? []).filter(
      (entry) => entry.ladder === ladder && (entry.field ?? field) === field,
    ),
  );
}

/**
 * Coarser forms of a leaf, finest first, as the ladder derives them. A form may be of another
 * field; then it stands in the group of that field's kind.
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

function grantedRung(facts: Facts, leaf: LeafFacts, ladder: string): Rung | undefined {
  const byPurpose = finest(
    (facts.rows.purpose?.maxPrecision ?? []).filter(
      (entry) =>
        entry.ladder === ladder &&
        (entry.field ?? leaf.field) === leaf.field &&
        (entry.when === undefined || satisfies(entry.when, facts, leaf)),
    ),
  );
  if (byPurpose === undefined) return undefined;
  return finest(
    agreementCeilings(facts, leaf.field, ladder).map((ceiling) =>
      ceiling === undefined || isAtMost(byPurpose, ceiling) ? byPurpose : ceiling,
    ),
  );
}

function finest(rungs: readonly Rung[]): Rung | undefined {
  const [first, ...others] = rungs;
  if (first === undefined) return undefined;
  const best = others.reduce((best, rung) => (isAtMost(rung, best) ? best : rung), first);
  return { ladder: best.ladder, rung: best.rung };
}

/** Derives rung after rung; the first that cannot be derived ends the chain. */
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
    // A date inside a record (`also`) is coarsened in its place; other rungs have their own field.
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

/** Whether the rung speaks of dates inside the field. */
function speaksOf(rung: RungEntry, field: string): boolean {
  return rung.also?.some((name) => name === field || name.startsWith(`${field}.`)) ?? false;
}

/**
 * The group that holds a field: the same, or that of the one person to whom its links lead. What is
 * linked to nobody is not said of the only person there is.
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
