import { sameJson } from "@safepassage/core";
import { type FieldEntry, findField, type Leaf } from "@safepassage/schema";
import { whyNotAdmitted } from "../admission/admission.ts";
import { lacksClientsConsent } from "../admission/clients.ts";
import { type HeaderField, headerFacts, leafFactsAt } from "../conditions/conditions.ts";
import { createFacts, type Facts, type LeafFacts } from "../conditions/facts.ts";
import { ofExactForm, placed, reasonByRule } from "../conditions/reasons.ts";
import { findOverweightPaths, identifiesProtected } from "../precision/combination.ts";
import { coarserForms, judgeRungs, type RungVerdict } from "../precision/ladder.ts";
import { rungsOf } from "../precision/rungs.ts";
import type { Permission, PlacedLeaf, PolicyInput, Reason, Rung } from "../tables/model.ts";
import type { PolicyTables } from "../tables/tables.ts";

/**
 * Judges each leaf of a message, and the category and age class of each person: allowed, coarsened or
 * withheld, with the reason.
 *
 * Pure, deterministic, and defined for every message that the schema accepts. What no row admits is
 * withheld. Conditions are evaluated on the message as given, before anything is withheld. Entries
 * follow the order of the groups, header members before leaves.
 *
 * @param tables - Rows that replace those of the catalogue.
 */
export function permissions(input: PolicyInput, tables?: Partial<PolicyTables>): Permission[] {
  return judgeAll(createFacts(input, tables));
}

/** {@link permissions} on prepared facts. */
export function judgeAll(facts: Facts): Permission[] {
  const judge = createJudge(facts);
  const all: Permission[] = [];
  for (const [gid, group] of Object.entries(facts.input.message.body)) {
    for (const field of HEADER_FIELDS) {
      const permission = judge.header(gid, field);
      if (permission !== undefined) all.push(permission);
    }
    judgeLeaves(facts, judge, gid, group.leaves, all);
  }
  return all;
}

/** Judges the leaves of a group. Adjacent values of one field share a verdict if values do not matter. */
function judgeLeaves(
  facts: Facts,
  judge: Judge,
  gid: string,
  leaves: readonly Leaf[],
  all: Permission[],
): void {
  let judged: { readonly leaf: Leaf; readonly permission: Permission } | undefined;
  for (let index = 0; index < leaves.length; index++) {
    const leaf = leaves[index] as Leaf;
    if (judged !== undefined && judged.leaf.f === leaf.f && judged.leaf.nature === leaf.nature) {
      all.push({ ...judged.permission, leaf: index });
      continue;
    }
    const permission = judge.leaf(gid, index);
    if (permission === undefined) continue;
    all.push(permission);
    judged = dependsOnValue(facts, findField(leaf.f)) ? undefined : { leaf, permission };
  }
}

/** Judges parts of one message. */
export interface Judge {
  leaf(gid: string, index: number): Permission | undefined;
  header(gid: string, field: HeaderField): Permission | undefined;
  /** Coarser forms of a leaf that may be added beside it, finest first. */
  besides(gid: string, index: number): readonly PlacedLeaf[];
}

/** Creates a judge of the parts of one message. */
export function createJudge(facts: Facts): Judge {
  const overweight = findOverweightPaths(facts);
  const check = (form: LeafFacts): Verdict => judgeForm(facts, form, overweight);
  return {
    leaf(gid, index) {
      const leaf = leafFactsAt(facts, gid, index);
      return leaf && permissionOf(facts, leaf, index, check);
    },
    header(gid, field) {
      const leaf = headerFacts(facts, gid, field);
      return leaf && permissionOf(facts, leaf, undefined, check);
    },
    besides(gid, index) {
      const leaf = leafFactsAt(facts, gid, index);
      if (leaf === undefined) return [];
      return coarserForms(facts, leaf)
        .filter((form) => form.isRung && check(form).reason === undefined)
        .map(toLeaf);
    },
  };
}

interface Verdict {
  readonly reason: Reason | undefined;
  readonly rung: RungVerdict | undefined;
}

function dependsOnValue({ rows, servesClients }: Facts, entry: FieldEntry | undefined): boolean {
  return (
    servesClients ||
    entry === undefined ||
    entry.ladder !== null ||
    rows.purpose?.valueForbids.some(({ field }) => field === entry.id) === true
  );
}

function judgeForm(facts: Facts, form: LeafFacts, overweight: ReadonlySet<string>): Verdict {
  const notAdmitted = whyNotAdmitted(facts, form);
  if (notAdmitted !== undefined) return { reason: notAdmitted, rung: undefined };
  const rungs = judgeRungs(facts, form);
  const tooFine = rungs.find(({ isWithin }) => !isWithin);
  if (tooFine !== undefined) {
    return { reason: tooFine.granted === undefined ? NO_RUNG : TOO_FINE, rung: tooFine };
  }
  if (facts.servesClients && lacksClientsConsent(facts, form)) {
    return { reason: OF_CLIENT, rung: rungs[0] };
  }
  if (identifiesProtected(facts, form)) return { reason: IDENTIFIES, rung: rungs[0] };
  if (overweight.has(form.path)) return { reason: TOO_HEAVY, rung: rungs[0] };
  return { reason: undefined, rung: rungs[0] };
}

function permissionOf(
  facts: Facts,
  leaf: LeafFacts,
  index: number | undefined,
  check: (form: LeafFacts) => Verdict,
): Permission {
  const { reason: found, rung } = check(leaf);
  const { gid, field, entry, path } = leaf;
  if (found === undefined && rung === undefined && entry?.ladder === null) {
    return { gid, field, path, leaf: index, outcome: "allowed" };
  }
  const actual = rung?.actual ?? rungsOf(field, leaf.value)[0];
  const shared = { gid, field, path, leaf: index, ...rungsToShow(actual, rung?.granted, index) };
  if (found === undefined) return { ...shared, outcome: "allowed" };
  const said = (reason: Reason): Reason => placed(reason, field, facts.clear["env.purpose"]);
  const form = coarserForms(facts, leaf).find(
    (candidate) => check(candidate).reason === undefined && hasRoomFor(leaf, candidate),
  );
  if (form === undefined) return { ...shared, outcome: "withheld", reason: said(found) };
  const landing = rungsOf(form.field, form.value).find(({ ladder }) => ladder === actual?.ladder);
  return {
    ...(landing === undefined ? {} : { granted: landing }),
    ...shared,
    outcome: "coarsened",
    reason: said(ofExactForm(found)),
    coarsenedTo: [toLeaf(form)],
  };
}

function rungsToShow(
  actual: Rung | undefined,
  granted: Rung | undefined,
  index: number | undefined,
): Pick<Permission, "actual" | "granted"> | undefined {
  if (actual === undefined && granted === undefined) return undefined;
  return {
    ...(actual === undefined || index === undefined ? {} : { actual }),
    ...(granted === undefined ? {} : { granted }),
  };
}

function hasRoomFor(leaf: LeafFacts, { field, entry, path, value, group }: LeafFacts): boolean {
  if (path === leaf.path) return true;
  const present = group.leaves.filter(({ f }) => f === field);
  const max = entry?.card.max ?? 0;
  return present.length < max || present.some(({ v }) => sameJson(v, value ?? null));
}

function toLeaf({ gid, field, value, nature, group }: LeafFacts): PlacedLeaf {
  const differs = nature !== undefined && nature !== group.meta?.nature;
  return { gid, f: field, v: value ?? null, ...(differs ? { nature } : {}) };
}

const HEADER_FIELDS: readonly HeaderField[] = ["subject.ledCategory", "subject.ageClass"];

const TOO_FINE = reasonByRule("ladder", "R02", "TOO_PRECISE");
const NO_RUNG = reasonByRule("ladder", "R02", "RUNG_NOT_GRANTED");
const OF_CLIENT = reasonByRule("client", "R34", "CLIENT_WITHOUT_CONSENT");
const IDENTIFIES = reasonByRule("identification", "R31", "IDENTIFIES_VICTIM");
const TOO_HEAVY = reasonByRule("combination", "R31", "TOGETHER_TOO_MUCH");
