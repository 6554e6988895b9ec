import { canonicalJson } from "@safepassage/core";
import { createConcern, type PolicyInput } from "@safepassage/policy";
import {
  type Body,
  type Draft,
  findField,
  type Group,
  KINDS,
  type Leaf,
} from "@safepassage/schema";

/** The original message, from which something was removed. */
export type Asked = PolicyInput["message"];

/**
 * Lists drafts with some values put back into their group, the best first. A removed group comes back with
 * the values that its kind requires.
 *
 * The first draft has every link the group had, and the groups they lead to. The second has only links to
 * groups that are present. A draft that cuts the group off from all its persons is omitted, because the
 * group would then seem to be about whoever is left.
 */
export function waysBack(
  draft: Draft,
  asked: Asked,
  gid: string,
  leaves: readonly Leaf[],
): readonly Draft[] {
  const linked = new Map(
    reachedFrom(asked.body, gid).map((id): [string, Group] => {
      const group = asked.body[id] as Group;
      const links = group.links.filter((link) => Object.hasOwn(asked.body, link));
      return [id, { ...(draft.body[id] ?? onlyRequired(group, leaves)), links }];
    }),
  );
  const whole = withGroups(draft, asked, linked, gid, leaves);
  const people = createConcern(asked.body).linkedPersonsOf(gid);
  const isCutLoose = ({ body }: Draft): boolean => {
    const left = createConcern(body).linkedPersonsOf(gid);
    return people.length > 0 && !people.some((person) => left.includes(person));
  };
  const gids = [...linked.keys()];
  if (linkCount(whole.body, gids) === linkCount(draft.body, gids)) {
    return [whole].filter((way) => !isCutLoose(way));
  }
  const group = draft.body[gid] ?? onlyRequired(asked.body[gid] as Group, leaves);
  const links = group.links.filter((link) => Object.hasOwn(draft.body, link));
  const loose = withGroups(draft, asked, new Map([[gid, { ...group, links }]]), gid, leaves);
  return [whole, loose].filter((way) => !isCutLoose(way));
}

/** Makes the key of a value in a message from its group, field and value. */
export function keyOf(gid: string, leaf: Leaf): string {
  let text = texts.get(leaf);
  if (text === undefined) {
    text = canonicalJson({ f: leaf.f, v: leaf.v });
    texts.set(leaf, text);
  }
  return gid + text;
}

/** Lists the keys of all values of a body. */
export function keysOf(body: Body): ReadonlySet<string> {
  const all = Object.entries(body);
  return new Set(all.flatMap(([gid, { leaves }]) => leaves.map((leaf) => keyOf(gid, leaf))));
}

/**
 * A group and everything its links lead to, in the direction of the links: these groups must be present
 * for the links to be valid.
 */
function reachedFrom(body: Body, gid: string): readonly string[] {
  const seen = new Set([gid]);
  // The loop also visits what is added to the set on the way.
  for (const id of seen) {
    for (const link of body[id]?.links ?? []) if (Object.hasOwn(body, link)) seen.add(link);
  }
  return [...seen];
}

/** A group with only the values that its kind requires, except for the fields that are put back. */
function onlyRequired(group: Group, besides: readonly Leaf[]): Group {
  const fields = Object.hasOwn(KINDS, group.kind) ? (KINDS[group.kind]?.fields ?? []) : [];
  const required = fields.filter((field) => (findField(field)?.card.min ?? 0) > 0);
  const isNeeded = ({ f }: Leaf): boolean =>
    required.includes(f) && !besides.some((leaf) => leaf.f === f);
  return { ...group, leaves: group.leaves.filter(isNeeded) };
}

/** A draft with changed groups, in the order of the message, and the necessity reasons for what it holds. */
function withGroups(
  draft: Draft,
  asked: Asked,
  changed: ReadonlyMap<string, Group>,
  gid: string,
  leaves: readonly Leaf[],
): Draft {
  const groups = Object.entries(asked.body).flatMap(([id, { leaves: order }]) => {
    const group = changed.get(id) ?? draft.body[id];
    if (group === undefined) return [];
    if (id !== gid) return [[id, withLinksTo(group, asked.body[id] as Group, changed)] as const];
    const all = new Set([...group.leaves, ...leaves]);
    // In the message's order, followed by coarser forms, which the message does not have.
    const placed = order.filter((leaf) => all.delete(leaf));
    return [[id, { ...group, leaves: [...placed, ...all] }] as const];
  });
  const body: Body = Object.fromEntries(groups);
  const isAnswer = asked.private["private.inReplyTo"] !== undefined;
  const reasons = (asked.private["private.necessity"] ?? []).filter(
    ({ path }) => isPathIn(body, path) || (isAnswer && !Object.hasOwn(asked.body, groupOf(path))),
  );
  return { ...draft, private: { ...draft.private, "private.necessity": reasons }, body };
}

/**
 * Restores a group's links to groups that come back. Two groups that are both present are linked as in
 * the message, because without the link they would be about somebody else.
 */
function withLinksTo(group: Group, asked: Group, back: ReadonlyMap<string, Group>): Group {
  const links = asked.links.filter((link) => group.links.includes(link) || back.has(link));
  return links.length === group.links.length ? group : { ...group, links };
}

const groupOf = (path: string): string => path.split("/", 1)[0] ?? "";

function isPathIn(body: Body, path: string): boolean {
  const [gid = "", field = ""] = path.split("/");
  const group = Object.hasOwn(body, gid) ? body[gid] : undefined;
  if (group === undefined) return false;
  return findField(field)?.place === "header" || group.leaves.some(({ f }) => f === field);
}

const linkCount = (body: Body, gids: readonly string[]): number =>
  gids.reduce((sum, gid) => sum + (body[gid]?.links.length ?? -1), 0);

const texts = new WeakMap<Leaf, string>();
