import type { Json } from "@safepassage/core";
import type { PatchOperation } from "./model.ts";

/** A copy of a document with operations of RFC 6902 applied in order. Their places must exist. */
export function patched(document: Json, patch: readonly PatchOperation[]): Json {
  const copy = structuredClone(document);
  for (const { op, path, value } of patch) {
    const names = path.slice(1).split("/").map(unescaped);
    const last = names.pop() ?? "";
    const parent = names.reduce(memberOf, copy) as Record<string, unknown>;
    if (op !== "add" && !Object.hasOwn(parent, last)) throw new RangeError(`no ${path}`);
    if (op !== "remove") parent[last] = structuredClone(value);
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }
  return copy;
}

function memberOf(value: unknown, name: string): unknown {
  const found = (value as Readonly<Record<string, unknown>>)[name];
  if (typeof found !== "object" || found === null) throw new RangeError(`no ${name}`);
  return found;
}

const unescaped = (name: string): string => name.replaceAll("~1", "/").replaceAll("~0", "~");
