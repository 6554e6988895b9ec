import { isJsonObject, type Json } from "@safepassage/core";
import { type ClaimValue, disclosable } from "@safepassage/disclosure";
import { CliError, optionInvalid } from "../errors/cli-error.ts";

/**
 * Marks the members and elements that JSON pointers (RFC 6901) lead to as disclosable.
 *
 * @throws {@link CliError} `CLI_OPTION_INVALID` for a pointer that leads nowhere or to the whole.
 */
export function markClaims(claims: Json, pointers: readonly string[]): ClaimValue {
  const top = createNode();
  for (const pointer of pointers) add(top, claims, pointer);
  return mark(claims, top);
}

/** What is marked below a place. */
interface Node {
  isMarked: boolean;
  readonly inner: Map<string, Node>;
}

function createNode(): Node {
  return { isMarked: false, inner: new Map() };
}

function add(top: Node, claims: Json, pointer: string): void {
  let node = top;
  let value: Json | undefined = claims;
  const [start, ...steps] = pointer.split("/");
  const leadsNowhere = () => optionInvalid(`the claims have nothing at ${pointer || "the top"}`);
  for (const one of steps) {
    const step = unescapeStep(one);
    value = stepInto(value, step);
    // A pointer may have millions of steps, and claims end after a few.
    if (value === undefined) throw leadsNowhere();
    const next: Node = node.inner.get(step) ?? createNode();
    node.inner.set(step, next);
    node = next;
  }
  if (start !== "" || steps.length === 0) throw leadsNowhere();
  node.isMarked = true;
}

function stepInto(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return INDEX.test(step) ? (value[Number(step)] as Json) : undefined;
  if (isJsonObject(value) && Object.hasOwn(value, step)) return value[step];
  return undefined;
}

function mark(value: Json, { inner }: Node): ClaimValue {
  if (typeof value !== "object" || value === null || inner.size === 0) return value;
  const markOne = (name: string, one: Json): ClaimValue => {
    const node = inner.get(name);
    if (node === undefined) return one;
    return node.isMarked ? disclosable(mark(one, node)) : mark(one, node);
  };
  if (Array.isArray(value)) return value.map((one: Json, index) => markOne(String(index), one));
  const members = Object.entries(value) as [string, Json][];
  return Object.fromEntries(members.map(([name, one]) => [name, markOne(name, one)]));
}

function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

const INDEX = /^(0|[1-9]\d*)$/;
