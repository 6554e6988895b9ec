import { canonicalJson, type Json } from "@safepassage/core";
import type { Body, DecodedMessage, Group, Leaf } from "@safepassage/schema";
import type { FactContext } from "../setting/context.ts";
import type { MessageRow } from "../store/rows.ts";
import { readCorrected } from "./corrections-of.ts";

/** All versions of each group of a message, before and after corrections. */
export type Told = ReadonlyMap<string, readonly Group[]>;

/** Collects every version of a message's groups, with the values that corrections brought. */
export function toldIn(
  context: Pick<FactContext, "facts">,
  row: MessageRow,
  { body }: DecodedMessage,
): Told {
  const { message: last, corrections = [] } = readCorrected(context, row) ?? {};
  const between = corrections.map(({ path, after }): Body => {
    const [gid = "", f = ""] = path.split("/", 2);
    const group = body[gid];
    return group === undefined ? {} : { [gid]: { ...group, leaves: after.map(leafOf(f)) } };
  });
  const told = new Map<string, Group[]>();
  for (const version of [body, ...between, last?.body ?? {}]) {
    for (const [gid, group] of Object.entries(version)) {
      told.set(gid, [...(told.get(gid) ?? []), group]);
    }
  }
  return told;
}

/**
 * Whether a reply only repeats the original: it has no other groups, and no other values in them. How a question is
 * answered, and until when, says nothing about a person.
 *
 * @param borrowed - Group ids that the author of the reply knows only from the original.
 */
export function tellsNothingElse(
  { body }: DecodedMessage,
  told: Told,
  borrowed: ReadonlySet<string>,
): boolean {
  return Object.entries(body).every(
    ([gid, group]) =>
      SAYS_HOW.has(group.kind) || (borrowed.has(gid) && isTold(group, told.get(gid) ?? [])),
  );
}

function isTold({ leaves, links, ...header }: Group, versions: readonly Group[]): boolean {
  return (
    versions.some((version) =>
      Object.entries(header).every(([name, value]) => isSame(value, version[name as keyof Group])),
    ) &&
    links.every((link) => versions.some((version) => version.links.includes(link))) &&
    leaves.every((leaf) =>
      versions.some((version) => version.leaves.some((known) => isSame(leaf, known))),
    )
  );
}

const isSame = (a: unknown, b: unknown): boolean =>
  b !== undefined && canonicalJson(a) === canonicalJson(b);

const leafOf =
  (f: string) =>
  (v: unknown): Leaf => ({ f, v: v as Json });

const SAYS_HOW: ReadonlySet<string> = new Set(["response", "deadline"]);
