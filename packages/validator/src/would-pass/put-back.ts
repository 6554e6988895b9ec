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

/** A message of which something has gone. */
export type Asked = PolicyInput["message"];

/**
 * Drafts with some values put back in their group, the best first. A group that is gone comes back
 * with the values that its kind requires.
 *
 * First with every link that the group had, and the groups that these lead to. Then with links to
 * groups that are there. Not where it was linked with somebody, and would be linked with none of them: cut
 * loose from its person it would pass as what is said of whoever is left.
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

/** Names a value within a message: by group, field and value. */
export function keyOf(gid: string, leaf: Leaf): string {
  let text = texts.get(leaf);
  if (text === undefined) {
    text = canonicalJson({ f: leaf.f, v: leaf.v });
    texts.set(leaf, text);
  }
  return gid + text;
}

/** The keys of all values of a body. */
export function keysOf(body: Body): ReadonlySet<string> {
  const all = Object.entries(body);
  return new Set(all.flatMap(([gid, { leaves }]) => leaves.map((leaf) => keyOf(gid, leaf))));
}

/**
 * A group and all that its links lead to, near or far. One way: these groups must be there for its links
 * to hold. Whom it concerns is asked of the whole.
 */
function reachedFrom(body: Body, gid: string): readonly string[] {
  const seen = new Set([gid]);
  // A set may grow while it is walked through.
  for (const id of seen) {
    for (const link of body[id]?.links ?? []) if (Object.hasOwn(body, link)) seen.add(link);
  }
  return [...seen];
}

/** A group as it stood, with the values of fields that its kind requires, but those of the fields put back. */
function onlyRequired(group: Group, besides: readonly Leaf[]): Group {
  const fields = Object.hasOwn(KINDS, group.kind) ? (KINDS[group.kind]?.fields ?? []) : [];
  const required = fields.filter((field) => (findField(field)?.card.min ?? 0) > 0);
  const isNeeded = ({ f }: Leaf): boolean =>
    required.includes(f) && !besides.some((leaf) => leaf.f === f);
  return { ...group, leaves: group.leaves.filter(isNeeded) };
}

/** A draft with some groups in a new form, in the order of the message, and reasons for all it holds. */
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
    // As in the message; coarser forms, which it has not, behind.
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
 * A group with the links that it had to groups that come back. Two groups that both stand are
 * linked as in the message: without the link they would say something else of somebody.
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

/** Each leaf is asked for again and again. */
const texts = new WeakMap<Leaf, string>();
