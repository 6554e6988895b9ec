import { type Body, neighboursIn } from "@safepassage/schema";
import { groupOf } from "./group-of.ts";

/**
 * Whom the groups of one message concern, by their group ids in order. Made once for a message: the
 * links are walked when it is first asked.
 *
 * @see docs/spec/policy.md#whom-a-leaf-concerns
 */
export interface Concern {
  /**
   * The persons that a group concerns: a person herself; of another group those to whom its links
   * lead, and everybody in the message if they lead to nobody. Empty in a message about nobody, and
   * for a group that is not there.
   *
   * More persons never open more: whoever opens by this asks for something of each of them.
   */
  personsOf(gid: string): readonly string[];
  /**
   * Only the persons to whom links lead. For what tells one person from another, as where a value
   * is placed. What protects anybody asks {@link Concern.personsOf}, or a link left out would be a
   * way around it.
   */
  linkedPersonsOf(gid: string): readonly string[];
}

/**
 * Prepares whom the groups of a body concern.
 *
 * Links are followed both ways, so that it makes no difference which of two groups names the other,
 * and end at the first person: two persons who are linked are one in two roles, and what is said of
 * one is not thereby said of the other. A link to a group that is not there leads to nobody.
 */
export function createConcern(body: Body): Concern {
  let found: ReturnType<typeof walk> | undefined;
  const walked = () => {
    found ??= walk(body);
    return found;
  };
  const linkedPersonsOf = (gid: string): readonly string[] => walked().linked.get(gid) ?? NOBODY;
  return {
    linkedPersonsOf,
    personsOf(gid) {
      const linked = linkedPersonsOf(gid);
      return linked.length > 0 || groupOf(body, gid) === undefined ? linked : walked().everybody;
    },
  };
}

/**
 * Whether one of two groups names the other.
 *
 * Not whom a group concerns, but one statement: for what opens a field because something is said of
 * just this person. By a longer way it would open more, and so would a group that is linked to nobody.
 */
export function areLinked(body: Body, one: string, other: string): boolean {
  const [a, b] = [groupOf(body, one), groupOf(body, other)];
  if (a === undefined || b === undefined) return false;
  return a.links.includes(other) || b.links.includes(one);
}

/** The persons of a body, and by the id of each group those to whom its links lead. */
function walk(body: Body): {
  readonly everybody: readonly string[];
  readonly linked: ReadonlyMap<string, readonly string[]>;
} {
  const neighbours = neighboursIn(new Map(Object.entries(body)));
  const linked = new Map<string, readonly string[]>();
  const everybody: string[] = [];
  for (const [gid, { kind }] of Object.entries(body)) {
    if (kind !== "subject") continue;
    everybody.push(gid);
    linked.set(gid, [gid]);
  }
  for (const start of neighbours.keys()) {
    if (linked.has(start)) continue;
    // All groups that hang together, but through no person, concern the same persons.
    const together = new Set([start]);
    const persons = new Set<string>();
    // A set may grow while it is walked through.
    for (const gid of together) {
      for (const next of neighbours.get(gid) ?? []) {
        (body[next]?.kind === "subject" ? persons : together).add(next);
      }
    }
    const sorted = [...persons].sort();
    for (const gid of together) linked.set(gid, sorted);
  }
  return { everybody: everybody.sort(), linked };
}

const NOBODY: readonly string[] = [];
