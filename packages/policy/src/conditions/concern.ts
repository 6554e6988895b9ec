import { type Body, type Group, neighboursIn } from "@safepassage/schema";

/**
 * Tells which persons the groups of one message concern, as sorted group ids. The links are walked
 * on the first question.
 *
 * @see docs/spec/concern.md
 */
export interface Concern {
  /**
   * Persons that a group concerns. A person concerns herself; any other group concerns the persons
   * its links lead to, or everybody in the message if they lead to nobody. Empty for an unknown group
   * and in a message without persons.
   *
   * Protection relies on this: a condition must hold for each person, so more persons never admit
   * more.
   */
  personsOf(gid: string): readonly string[];
  /**
   * Only the persons that links lead to, for choosing between persons, such as where to place a
   * value. Never use it to protect anybody: leaving out a link would evade the protection.
   */
  linkedPersonsOf(gid: string): readonly string[];
}

/**
 * Prepares the {@link Concern} of a body.
 *
 * Links are followed in both directions, so it does not matter which of two groups names the other.
 * They end at the first person: two linked person groups are one human being in two roles, and what
 * is said about one role is not said about the other. Links to missing groups lead nowhere.
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
 * Whether one of two groups links directly to the other.
 *
 * For conditions that admit a field because something is said about exactly this person. Indirect
 * links, or groups without links, would admit more than that.
 */
export function areLinked(body: Body, one: string, other: string): boolean {
  const [a, b] = [groupOf(body, one), groupOf(body, other)];
  if (a === undefined || b === undefined) return false;
  return a.links.includes(other) || b.links.includes(one);
}

/** A group of the body, or `undefined`. Safe for link targets such as `constructor`. */
export function groupOf(body: Body, gid: string): Group | undefined {
  return Object.hasOwn(body, gid) ? body[gid] : undefined;
}

function walk(body: Body) {
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
    // All groups connected without passing through a person concern the same persons.
    const together = new Set([start]);
    const persons = new Set<string>();
    // The loop also visits what is added to the set on the way.
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
