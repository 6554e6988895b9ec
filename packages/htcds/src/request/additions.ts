import { sameJson } from "@safepassage/core";
import {
  type Body,
  type Evaluation,
  FIELDS,
  findField,
  type Group,
  type Leaf,
  type RandomOctets,
  randomId,
  valueSchema,
} from "@safepassage/schema";
import { boundedList, described, once, readForm } from "@safepassage/schema/form";
import * as z from "zod";
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
 * @throws {@link HtcdsError} `HTCDS_ADDITIONS_INVALID` with every issue.
 */
export function parseAdditions(input: unknown, { test = false } = {}): Additions {
  return readForm(additionsSchema(test), input, (message, faults) => {
    return new HtcdsError("HTCDS_ADDITIONS_INVALID", message, faults);
  });
}

/** The zod type of {@link Additions}. */
export function additionsSchema(test: boolean): z.ZodType<Additions> {
  return once(`additions ${test}`, () => buildAdditions(test));
}

function buildAdditions(test: boolean): z.ZodType<Additions> {
  const kinds = KINDS_ADDED.map((kind) => {
    const leaves = boundedList(leafSchema(kind, test), 0, MAX_LEAVES);
    return [kind, described(leaves, `leaves of a group of kind ${kind}`).optional()] as const;
  });
  const schema = z.strictObject(Object.fromEntries(kinds));
  return described(schema, SAYS) as unknown as z.ZodType<Additions>;
}

function leafSchema(kind: string, test: boolean): z.ZodType {
  const fields = FIELDS.filter(({ place, group }) => place === "leaf" && group === kind);
  const leaves = fields.map(({ id }) =>
    z.strictObject({
      f: z.literal(id),
      v: described(valueSchema(id, { test }), `a value of ${id}`, { ofCase: true }),
      nature: described(valueSchema("meta.nature"), "its nature, where it differs").optional(),
    }),
  );
  const [first, ...others] = leaves;
  if (first === undefined) throw new RangeError("the catalogue has no field of that kind");
  return z.discriminatedUnion("f", [first, ...others]);
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
    if (same.some(({ v }) => sameJson(v, leaf.v))) continue;
    if (same.length >= (findField(leaf.f)?.card.max ?? 0)) {
      throw conflict(`${kind}: ${leaf.f} has a value already`);
    }
    leaves.push(leaf);
  }
  if (leaves.length > MAX_LEAVES) throw invalid(`${kind}: more than ${MAX_LEAVES} leaves`);
  return leaves;
}

const invalid = (message: string): HtcdsError => new HtcdsError("HTCDS_ADDITIONS_INVALID", message);
const conflict = (message: string): HtcdsError =>
  new HtcdsError("HTCDS_ADDITION_CONFLICT", message);

const SAYS = "leaves that the case file cannot say, by kind of group";
const MAX_LEAVES = 64;
const KINDS_ADDED: readonly string[] = [
  "subject",
  "identity",
  "contact",
  "need",
  "event",
  "location",
  "organisation",
  "travel",
];
const LINKS: Readonly<Record<string, string>> = { location: "event", organisation: "event" };
