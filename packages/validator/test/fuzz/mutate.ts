import { claimValue, FIELD_IDS, groupOf, leafOf, oddValue, PURPOSE_IDS } from "./grammar.ts";
import type { Random } from "./random.ts";

type Node = Record<string, unknown>;

/** Changes a message, which is the caller's own copy, in one to four places. */
export function mutate(message: unknown, random: Random): unknown {
  let changed = message;
  for (let left = 1 + random.int(4); left > 0; left--) {
    const step = random.pick(STEPS);
    changed = isNode(changed) ? (step(changed, random) ?? changed) : changed;
  }
  return changed;
}

const STEPS: readonly ((message: Node, random: Random) => unknown)[] = [
  // A claim gets another value, is gone, or is new.
  (message, random) => editClaim(message, random),
  (message, random) => editClaim(message, random),
  (message, random) => {
    const clear = message["clear"];
    if (isNode(clear)) clear["env.purpose"] = random.pick(PURPOSE_IDS);
  },
  // A leaf is new, gone, twice, or of another field or value.
  (message, random) => editLeaves(message, random),
  (message, random) => editLeaves(message, random),
  (message, random) => editLeaves(message, random),
  // A group is new, gone, linked elsewhere, or has another header.
  (message, random) => {
    const body = message["body"];
    if (isNode(body)) body[gidOf(random)] = groupOf([...Object.keys(body), "x"], random);
  },
  (message, random) => editGroup(message, random),
  (message, random) => editGroup(message, random),
  // Anything anywhere.
  (message, random) => editAnywhere(message, random),
  (_message, random) => (random.oneIn(50) ? oddValue(random) : undefined),
];

function editClaim(message: Node, random: Random): void {
  const part = message[random.pick(["clear", "private"])];
  if (!isNode(part)) return;
  const id = random.oneIn(6) ? random.pick(FIELD_IDS) : random.pick([...Object.keys(part), "x"]);
  if (random.oneIn(5)) delete part[id];
  else part[id] = claimValue(id, random);
}

function editLeaves(message: Node, random: Random): void {
  const group = anyGroup(message, random);
  const leaves = group?.["leaves"];
  if (!Array.isArray(leaves)) return;
  const index = random.int(leaves.length + 1);
  const leaf = leaves[index];
  const choice = random.int(5);
  if (choice === 0) leaves.splice(index, 1);
  else if (choice === 1 && leaf !== undefined) leaves.push(isNode(leaf) ? { ...leaf } : leaf);
  else if (choice === 2 && isNode(leaf)) leaf["v"] = oddValue(random);
  else if (choice === 3 && isNode(leaf)) Object.assign(leaf, leafOf(random));
  else leaves.splice(index, 0, leafOf(random));
}

function editGroup(message: Node, random: Random): void {
  const body = message["body"];
  const group = anyGroup(message, random);
  if (!isNode(body) || group === undefined) return;
  const gids = [...Object.keys(body), gidOf(random)];
  const choice = random.int(4);
  if (choice === 0) delete body[random.pick(gids)];
  else if (choice === 1) group["links"] = [random.pick(gids), random.pick(gids)];
  else if (choice === 2) Object.assign(group, groupOf(gids, random), { leaves: group["leaves"] });
  else if (isNode(group["meta"])) editAnywhere(group["meta"], random);
}

function editAnywhere(root: Node, random: Random): void {
  let node: Node = root;
  for (let depth = random.int(6); depth > 0; depth--) {
    const inner = node[random.pick([...Object.keys(node), "x"])];
    if (!isNode(inner)) break;
    node = inner;
  }
  const name = random.pick([...Object.keys(node), "extra"]);
  if (random.oneIn(4)) delete node[name];
  else node[name] = oddValue(random);
}

function anyGroup(message: Node, random: Random): Node | undefined {
  const body = message["body"];
  if (!isNode(body)) return undefined;
  const gids = Object.keys(body);
  const group = gids.length === 0 ? undefined : body[random.pick(gids)];
  return isNode(group) ? group : undefined;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function gidOf(random: Random): string {
  return (
    Array.from({ length: 21 }, () => random.pick([...SIGNS])).join("") + random.pick([..."AQgw"])
  );
}
