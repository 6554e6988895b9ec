import { isJsonObject, type Json } from "@safepassage/core";
import {
  datePrecision,
  FIELDS,
  LADDERS,
  QUASI_IDENTIFIER_WEIGHTS,
  SCOPE_EXEMPT,
} from "@safepassage/schema";
import { isConceivable } from "../admission/admission.ts";
import { createConcern } from "../conditions/concern.ts";
import { holds, leafFactsAt } from "../conditions/conditions.ts";
import { createFacts, type Facts, type LeafFacts, type SubjectFacts } from "../conditions/facts.ts";
import { isChild, isIdentifying, isVictim } from "../conditions/protection.ts";
import type { PolicyInput } from "../tables/model.ts";
import { coarserForms, conceivableRung, isAtMost } from "./ladder.ts";
import { rungsOf } from "./rungs.ts";

/**
 * Sums the published weights, in bits, of all fields about a person, whatever she consented to.
 * Rungs that derive from one another count once.
 */
export function quasiIdentifierBits(message: PolicyInput["message"], subjectGid: string): number {
  const concern = createConcern(message.body);
  const pieces: Piece[] = [];
  for (const [gid, group] of Object.entries(message.body)) {
    if (!concern.personsOf(gid).includes(subjectGid)) continue;
    for (const { f, v } of group.leaves) pieces.push(pieceOf(`${gid}/${f}`, f, v));
  }
  return sumOf(pieces);
}

/** How far a message identifies one person whom an agreement's no-identification clause protects. */
export interface Identification {
  /** Group id of the person. */
  readonly gid: string;
  /** Leaves that identify her directly and that she did not consent to. */
  readonly identifying: readonly { readonly gid: string; readonly leaf: number }[];
  /** Total weight, in bits, of the leaves that she did not consent to. */
  readonly bits: number;
  /** The weight by field, or by ladder where rungs derive from one another. */
  readonly weights: ReadonlyMap<string, number>;
}

/**
 * Judges how far a message identifies each person whom the clause protects; empty without the clause.
 *
 * Consent counts only for the fields or kinds of group it names: agreeing to a service is not agreeing
 * to be recognised.
 */
export function judgeIdentification(input: PolicyInput): readonly Identification[] {
  const facts = createFacts(input);
  const { body } = input.message;
  const gids = Object.keys(body);
  return protectedPeople(facts).map(({ gid: person }) => {
    const identifying: { gid: string; leaf: number }[] = [];
    const pieces: Piece[] = [];
    for (const gid of gids) {
      if (!facts.concern.personsOf(gid).includes(person)) continue;
      for (const [index, leaf] of leavesOf(facts, gid).entries()) {
        if (isConsented(facts, leaf)) continue;
        pieces.push(pieceOf(leaf.path, leaf.field, leaf.value));
        const identifies = isIdentifying(leaf.entry?.sensitivity ?? "P5");
        if (identifies) identifying.push({ gid, leaf: index });
      }
    }
    return { gid: person, identifying, bits: sumOf(pieces), weights: weightsOf(pieces) };
  });
}

/** Victims who are adults or of unknown age, if the agreement has the clause. */
function protectedPeople(facts: Facts): readonly SubjectFacts[] {
  const { body } = facts.input.message;
  if (!isClauseBinding(facts)) return [];
  return Object.entries(body)
    .filter(([, { kind }]) => kind === "subject")
    .flatMap(([gid]) => facts.subjectsOf(gid))
    .filter((subject) => isProtected(facts, subject));
}

function isProtected(facts: Facts, person: SubjectFacts): boolean {
  // Unknown age counts as adult here (rule R31).
  return isClauseBinding(facts) && isVictim(person) && !isChild(person);
}

/** Whether the agreement has the clause, and the purpose does not yield to it: a warning of danger does. */
function isClauseBinding({ input, rows }: Facts): boolean {
  return input.agreement.noIdentificationClause && rows.purpose?.yields?.includes("R31") !== true;
}

/** Whether a consent names the leaf. Fields exempt from scopes were not chosen by anybody. */
function isConsented(facts: Facts, leaf: LeafFacts): boolean {
  return !SCOPE_EXEMPT.includes(leaf.field) && holds("CONSENT", facts, leaf);
}

/** Whether a leaf directly identifies a protected person who did not consent to it. */
export function identifiesProtected(facts: Facts, leaf: LeafFacts): boolean {
  return (
    isIdentifying(leaf.entry?.sensitivity ?? "P5") &&
    facts.subjectsOf(leaf.gid).some((subject) => isProtected(facts, subject)) &&
    !isConsented(facts, leaf)
  );
}

/**
 * Finds the paths to leave out so that the rest about each protected person stays within the
 * agreement's bound: heaviest first, never a required field.
 *
 * Chooses from what the tables could admit, not from what is admitted. Otherwise a restriction that
 * removes a heavy field would make room for another, so that a restriction added a field.
 */
export function findOverweightPaths(facts: Facts): ReadonlySet<string> {
  const dropped = new Set<string>();
  const people = protectedPeople(facts).map(({ gid }) => gid);
  if (people.length === 0) return dropped;

  const possible = possiblePieces(facts);
  for (const gid of people) {
    // Each person separately. If one person's omissions made room for another, linking a group to one
    // more person would admit a field.
    let pieces = possible.filter(({ subjects }) => subjects.includes(gid));
    while (sumOf(pieces) > facts.input.agreement.quasiIdentifierBound) {
      const free = pieces.filter(({ field }) => !facts.rows.required.has(field));
      const heaviest = free.toSorted(compare).at(-1);
      if (heaviest === undefined) break;
      dropped.add(heaviest.path);
      pieces = pieces.filter(({ path }) => path !== heaviest.path);
    }
  }
  return dropped;
}

/** Contribution of one value. Only the heaviest piece of each key counts. */
interface Piece {
  readonly path: string;
  readonly field: string;
  readonly key: string;
  readonly weight: number;
}

interface PossiblePiece extends Piece {
  readonly subjects: readonly string[];
}

/** What the tables could admit without consent: for each path, its heaviest possible value. */
function possiblePieces(facts: Facts): readonly PossiblePiece[] {
  const byPath = new Map<string, PossiblePiece>();
  for (const gid of Object.keys(facts.input.message.body)) {
    const subjects = facts.concern.personsOf(gid);
    const forms = leavesOf(facts, gid).flatMap((leaf) => [leaf, ...coarserForms(facts, leaf)]);
    for (const form of forms.filter((one) => isPossible(facts, one) && !isConsented(facts, one))) {
      const piece = { ...pieceOf(form.path, form.field, form.value), subjects };
      if (piece.weight > (byPath.get(form.path)?.weight ?? 0)) byPath.set(form.path, piece);
    }
  }
  return [...byPath.values()];
}

function isPossible(facts: Facts, form: LeafFacts): boolean {
  return (
    isConceivable(facts, form) &&
    !identifiesProtected(facts, form) &&
    rungsOf(form.field, form.value).every((rung) => {
      const ceiling = conceivableRung(facts, form.field, rung.ladder);
      return ceiling !== undefined && isAtMost(rung, ceiling);
    })
  );
}

function pieceOf(path: string, field: string, value: Json | undefined): Piece {
  return { path, field, key: KEYS.get(field) ?? field, weight: weightOf(field, value) };
}

function sumOf(pieces: readonly Piece[]): number {
  return [...weightsOf(pieces).values()].reduce((sum, weight) => sum + weight, 0);
}

function weightsOf(pieces: readonly Piece[]): ReadonlyMap<string, number> {
  const heaviest = new Map<string, number>();
  for (const { key, weight } of pieces) {
    heaviest.set(key, Math.max(weight, heaviest.get(key) ?? 0));
  }
  return heaviest;
}

/** By weight; equals by their order in the catalogue, then by path. */
function compare(one: Piece, other: Piece): number {
  return (
    one.weight - other.weight ||
    orderOf(one) - orderOf(other) ||
    // Paths are unique.
    (one.path < other.path ? -1 : 1)
  );
}

function weightOf(field: string, value: Json | undefined): number {
  const weight = Object.hasOwn(QUASI_IDENTIFIER_WEIGHTS, field)
    ? QUASI_IDENTIFIER_WEIGHTS[field]
    : undefined;
  if (weight === undefined || typeof weight === "number") return weight ?? 0;
  const heaviest = Math.max(...Object.values(weight));
  const date = isJsonObject(value) ? value["edtf"] : value;
  return typeof date === "string" ? (weight[datePrecision(date)] ?? heaviest) : heaviest;
}

function leavesOf(facts: Facts, gid: string): readonly LeafFacts[] {
  const leaves = facts.input.message.body[gid]?.leaves ?? [];
  return leaves.flatMap((_, index) => leafFactsAt(facts, gid, index) ?? []);
}

/** The ladder of each field whose value derives from a neighbour's, or the reverse. */
const KEYS = new Map(
  Object.entries(LADDERS).flatMap(([name, ladder]) =>
    ladder.flatMap(({ field, derivable }, index): [string, string][] => {
      const isOnChain = derivable === true || ladder[index - 1]?.derivable === true;
      return field !== null && isOnChain ? [[field, name]] : [];
    }),
  ),
);
const ORDER = new Map(FIELDS.map(({ id }, index) => [id, index]));
const orderOf = ({ field }: Piece): number => ORDER.get(field) ?? 0;
