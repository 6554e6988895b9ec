import { isJsonObject, type Json } from "@safepassage/core";
import {
  type Body,
  type Evaluation,
  findField,
  type Group,
  type Leaf,
  valueSchema,
} from "@safepassage/schema";
import { type RandomOctets, randomId } from "../case/random-id.ts";
import { HtcdsError } from "../errors/htcds-error.ts";

/** Leaves for which the standard has no column, by kind of group. */
export type Additions = Readonly<Record<string, readonly Leaf[]>>;

/** What {@link applyAdditions} needs besides the additions. */
export interface AdditionOptions {
  /** Evaluation of groups that the additions create. */
  readonly evaluation: Evaluation;
  readonly random: RandomOctets;
  /** Admits the countries XA to XE, which exist only in tests. */
  readonly test?: boolean;
}

/**
 * Parses additions. Each leaf must be a valid value of a field of its kind of group.
 *
 * @throws {@link HtcdsError} `HTCDS_ADDITIONS_INVALID`, naming the place.
 */
export function parseAdditions(input: unknown, { test = false } = {}): Additions {
  if (!isJsonObject(input as Json)) throw invalid("expected an object by kind of group");
  const entries = Object.entries(input as Record<string, Json>);
  for (const [kind, leaves] of entries) {
    if (!KINDS_ADDED.includes(kind)) throw invalid(`only ${KINDS_ADDED.join(", ")}`);
    if (!Array.isArray(leaves) || leaves.length > MAX_LEAVES) {
      throw invalid(`${kind}: expected at most ${MAX_LEAVES} leaves`);
    }
    leaves.forEach((leaf, index) => {
      checkLeaf(leaf, kind, `${kind}[${index}]`, test);
    });
  }
  return input as Additions;
}

/**
 * Adds to an imported case what its file cannot say: a safe channel, the level of risk, the need for
 * an interpreter, indicators and other assessments.
 *
 * A leaf joins the only group of its kind, which is created if missing. Adding a value that is already
 * there changes nothing.
 *
 * @throws {@link HtcdsError} `HTCDS_ADDITIONS_INVALID`; `HTCDS_ADDITION_CONFLICT` if the file
 *   contradicts the addition or has several groups of the kind.
 */
export function applyAdditions(
  body: Body,
  input: unknown,
  { evaluation, random, test = false }: AdditionOptions,
): Body {
  const additions = parseAdditions(input, { test });
  const groups: Record<string, Group> = { ...body };
  const linkTo = (kind: string): readonly string[] => {
    const targets = Object.entries(groups).filter(([, group]) => group.kind === kind);
    return targets.length === 1 ? targets.map(([gid]) => gid) : [];
  };
  // In the order of links, so that a location finds an event that was added before it.
  for (const kind of KINDS_ADDED) {
    const added = additions[kind] ?? [];
    if (added.length === 0) continue;
    const own = Object.entries(groups).filter(([, group]) => group.kind === kind);
    const [first] = own;
    if (own.length > 1) throw conflict(`${kind}: the case has ${own.length} groups of this kind`);
    if (first === undefined && kind === "subject") throw conflict("the case has no person");
    const [gid, group] = first ?? [
      randomId(random),
      { kind, links: linkTo(LINKS[kind] ?? "subject"), meta: evaluation, leaves: [] },
    ];
    groups[gid] = { ...group, leaves: merge(group.leaves, added, kind) };
  }
  return groups;
}

function merge(present: readonly Leaf[], added: readonly Leaf[], kind: string): readonly Leaf[] {
  const leaves = [...present];
  for (const leaf of added) {
    const same = leaves.filter(({ f }) => f === leaf.f);
    if (same.some(({ v }) => JSON.stringify(v) === JSON.stringify(leaf.v))) continue;
    if (same.length >= (findField(leaf.f)?.card.max ?? 0)) {
      throw conflict(`${kind}: ${leaf.f} has a value already`);
    }
    leaves.push(leaf);
  }
  if (leaves.length > MAX_LEAVES) throw invalid(`${kind}: more than ${MAX_LEAVES} leaves`);
  return leaves;
}

function checkLeaf(leaf: Json, kind: string, place: string, test: boolean): void {
  if (!isJsonObject(leaf)) throw invalid(`${place}: expected a leaf {f, v, nature?}`);
  const { f, v, nature, ...others } = leaf as Record<string, Json | undefined>;
  const field = typeof f === "string" ? findField(f) : undefined;
  if (field?.group !== kind || field.place !== "leaf")
    throw invalid(`${place}: no field of ${kind}`);
  if (Object.keys(others).length > 0) throw invalid(`${place}: only f, v and nature`);
  if (!valueSchema(field.id, { test }).safeParse(v).success) {
    throw invalid(`${place}: no value of ${field.id}`);
  }
  if (nature !== undefined && !valueSchema("meta.nature").safeParse(nature).success) {
    throw invalid(`${place}: no value of meta.nature`);
  }
}

const invalid = (message: string): HtcdsError => new HtcdsError("HTCDS_ADDITIONS_INVALID", message);
const conflict = (message: string): HtcdsError =>
  new HtcdsError("HTCDS_ADDITION_CONFLICT", message);

const MAX_LEAVES = 64;
const KINDS_ADDED: readonly string[] = [
  "subject",
  "identity",
  "contact",
  "need",
  "event",
  "location",
];
const LINKS: Readonly<Record<string, string>> = { location: "event" };
