import {
  type Body,
  findField,
  type Group,
  type Leaf,
  type RandomOctets,
  randomId,
} from "@safepassage/schema";
import { HtcdsError } from "../errors/htcds-error.ts";

/** Precision to which to cut a date. */
export type CutPrecision = "year" | "month";

/**
 * Reduces a case to the requested fields and the pseudonym, and drops groups left empty.
 *
 * This is what a caseworker wants to send. What may be sent is for the policy to decide.
 *
 * @param fields - `undefined` for the whole case.
 * @param precision - Date fields to cut, such as `{ "event.period": "month" }`.
 * @throws {@link HtcdsError} `HTCDS_REQUEST_INVALID` for a field that is not a leaf of the catalogue.
 */
export function selectFields(
  body: Body,
  fields: readonly string[] | undefined,
  precision: Readonly<Record<string, CutPrecision>> = {},
): Body {
  if (fields?.some((field) => findField(field)?.place !== "leaf")) {
    throw new HtcdsError("HTCDS_REQUEST_INVALID", "fields: only leaves of the catalogue");
  }
  const asked = fields && new Set([...fields, "subject.pseudonym"]);
  const kept = Object.entries(body).flatMap(([gid, group]) => {
    const leaves = group.leaves
      .filter(({ f }) => asked === undefined || asked.has(f))
      .map((leaf) => cut(leaf, precision[leaf.f]));
    return leaves.length === 0 ? [] : [[gid, { ...group, leaves }] as const];
  });
  const gids = new Set(kept.map(([gid]) => gid));
  return Object.fromEntries(
    kept.map(([gid, group]) => [
      gid,
      { ...group, links: group.links.filter((link) => gids.has(link)) },
    ]),
  );
}

/**
 * Replaces group ids and pseudonyms with new random ones, so that two recipients cannot tell that they
 * hold records of the same person (rule R61).
 */
export function renewIds(body: Body, random: RandomOctets): Body {
  const gids = new Map(Object.keys(body).map((gid) => [gid, randomId(random)]));
  const renewed = Object.entries(body).map(([gid, group]): [string, Group] => [
    gids.get(gid) ?? gid,
    {
      ...group,
      links: group.links.map((link) => gids.get(link) ?? link),
      leaves: group.leaves.map((leaf) =>
        leaf.f === "subject.pseudonym" ? { ...leaf, v: randomId(random) } : leaf,
      ),
    },
  ]);
  return Object.fromEntries(renewed);
}

/** Cuts an EDTF date, or both ends of an interval. */
function cut(leaf: Leaf, precision: CutPrecision | undefined): Leaf {
  if (precision === undefined || typeof leaf.v !== "string") return leaf;
  const length = precision === "year" ? 4 : 7;
  const sides = [...new Set(leaf.v.split("/").map((side) => side.slice(0, length)))];
  return { ...leaf, v: sides.join("/") };
}
