import type { Json } from "@safepassage/core";

/** An operation of JSON Patch (RFC 6902), as the vectors use them. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace" | "copy";
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** A copy of a document with the operations applied. */
export function applyPatch(document: unknown, ops: readonly PatchOperation[]): Json {
  const root = { "": structuredClone(document) } as Record<string, Json>;
  for (const { op, path, from, value } of ops) {
    const { holder, name } = locate(root, path);
    if (op === "remove") {
      delete holder[name];
      continue;
    }
    const source = op === "copy" ? locate(root, from ?? "") : undefined;
    const added = source === undefined ? value : source.holder[source.name];
    const last = Array.isArray(holder) && name === "-" ? String(holder.length) : name;
    // Not assigned: `__proto__` is a name like any other here.
    Object.defineProperty(holder, last, {
      value: structuredClone(added),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return root[""] ?? null;
}

function locate(root: Record<string, Json>, path: string) {
  const names = path.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const name = names.pop() ?? "";
  let holder = root;
  for (const one of names) holder = holder[one] as unknown as Record<string, Json>;
  return { holder, name };
}
