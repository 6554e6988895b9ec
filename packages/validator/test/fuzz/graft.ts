import type { ValidationInput } from "../../src/index.ts";
import type { Random } from "./random.ts";

type Node = Record<string, unknown>;

/**
 * Puts one part of another message, or of what its judge knows, into a message. A part is sound
 * where it comes from, so that the whole mostly is too, and means something else.
 *
 * @returns A copy; neither argument is changed.
 */
export function graft(onto: ValidationInput, from: ValidationInput, random: Random): unknown {
  const grown = structuredClone(onto) as unknown as Node;
  const donor = structuredClone(from) as unknown as Node;
  random.pick(STEPS)(grown, donor, random);
  return grown;
}

const STEPS: readonly ((grown: Node, donor: Node, random: Random) => void)[] = [
  (grown, donor, random) => copyMember(part(grown, "clear"), part(donor, "clear"), random),
  (grown, donor, random) => copyMember(part(grown, "private"), part(donor, "private"), random),
  (grown, donor, random) => copyGroup(part(grown, "body"), part(donor, "body"), random),
  (grown, donor, random) => copyLeaf(part(grown, "body"), part(donor, "body"), random),
  (grown, donor, random) => copyHeader(part(grown, "body"), part(donor, "body"), random),
  (grown, _donor, random) => dropLeaf(part(grown, "body"), random),
  // What the judge knows: a whole fact, one member of a fact, or one of the registry's marks.
  (grown, donor, random) => copyMember(grown, donor, random, FACTS),
  (grown, donor, random) => {
    const fact = random.pick(["agreement", "history"]);
    const known = node(donor[fact]);
    copyMember(node(grown[fact]), known, random, Object.keys(known));
  },
  (grown, _donor, random) => flipMark(node(grown["registry"]), random),
];

/** One member of a record, gone where the other does not have it. */
function copyMember(
  to: Node,
  from: Node,
  random: Random,
  names: readonly string[] = Object.keys({ ...to, ...from }),
): void {
  if (names.length === 0) return;
  const name = random.pick(names);
  if (name in from) to[name] = from[name];
  else delete to[name];
}

/** A group of the other message, about people and things of this one. */
function copyGroup(to: Node, from: Node, random: Random): void {
  const [gid, group] = anyGroup(from, random) ?? [];
  if (gid === undefined || group === undefined) return;
  const gids = Object.keys(to);
  const links = Array.isArray(group["links"]) ? (group["links"] as string[]) : [];
  group["links"] = links.map((link) =>
    link in to || gids.length === 0 ? link : random.pick(gids),
  );
  to[gid] = group;
}

/** A leaf of the other message, beside one of its field or instead of it, or in a group of its kind. */
function copyLeaf(to: Node, from: Node, random: Random): void {
  const [, target] = anyGroup(to, random) ?? [];
  const sources = Object.values(from).filter((group) => node(group)["kind"] === target?.["kind"]);
  if (target === undefined || sources.length === 0) return;
  const leaf = random.pick(leavesOf(random.pick(sources)));
  if (leaf === undefined) return;
  const kept = leavesOf(target).filter(({ f }) => f !== leaf["f"] || random.oneIn(3));
  target["leaves"] = [...kept, leaf];
}

/** What a group says of itself: category, class of age, evaluation, links. */
function copyHeader(to: Node, from: Node, random: Random): void {
  const [, target] = anyGroup(to, random) ?? [];
  const sources = Object.values(from).filter((group) => node(group)["kind"] === target?.["kind"]);
  if (target === undefined || sources.length === 0) return;
  const source = node(random.pick(sources));
  const name = random.pick(HEADER);
  if (name === "links") target["links"] = [random.pick(Object.keys(to))];
  else if (name === "meta") copyMember(node(target["meta"]), node(source["meta"]), random);
  else if (name in source) target[name] = source[name];
}

function dropLeaf(body: Node, random: Random): void {
  const [gid, group] = anyGroup(body, random) ?? [];
  if (gid === undefined || group === undefined) return;
  if (random.oneIn(4)) delete body[gid];
  else leavesOf(group).splice(random.int(leavesOf(group).length), 1);
}

/** Turns a mark of a State or a party over. */
function flipMark(registry: Node, random: Random): void {
  const marked = [
    ...Object.values(node(registry["states"])),
    ...["sender", "recipient"].map((role) => node(registry[role])["flags"]),
  ];
  const marks = node(random.pick(marked));
  const name = random.pick(Object.keys(marks));
  if (name !== undefined) marks[name] = marks[name] !== true;
}

function anyGroup(body: Node, random: Random): [string, Node] | undefined {
  const gids = Object.keys(body);
  if (gids.length === 0) return undefined;
  const gid = random.pick(gids);
  return [gid, node(body[gid])];
}

const part = (fixture: Node, name: string): Node => node(node(fixture["message"])[name]);
const leavesOf = (group: unknown): Node[] => node(group)["leaves"] as Node[];
const node = (value: unknown): Node => (value ?? {}) as Node;

const FACTS = ["now", "agreement", "consents", "authorisations", "history", "sessions"];
const HEADER = ["ledCategory", "ageClass", "meta", "meta", "links"];
