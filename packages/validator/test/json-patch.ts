/** One operation of the subset of RFC 6902 that vectors use. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

/** Applies operations to a copy. Paths must exist, but for the last member of an `add`. */
export function applyPatch<T>(document: T, patch: readonly PatchOperation[]): T {
  const copy = structuredClone(document);
  for (const operation of patch) applyOne(copy, operation);
  return copy;
}

function applyOne(document: unknown, { op, path, value }: PatchOperation): void {
  const names = path.slice(1).split("/").map(unescapeName);
  const last = names.pop() ?? "";
  const parent = names.reduce(memberOf, document);
  if (Array.isArray(parent)) {
    const index = last === "-" ? parent.length : Number(last);
    if (!Number.isInteger(index) || index > parent.length) throw new Error(`no place ${path}`);
    if (op !== "add" && index >= parent.length) throw new Error(`no element ${path}`);
    parent.splice(
      index,
      op === "add" ? 0 : 1,
      ...(op === "remove" ? [] : [structuredClone(value)]),
    );
    return;
  }
  const object = parent as Record<string, unknown>;
  if (op !== "add" && !Object.hasOwn(object, last)) throw new Error(`no member ${path}`);
  if (op === "remove") delete object[last];
  else object[last] = structuredClone(value);
}

function memberOf(value: unknown, name: string): unknown {
  const found = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (typeof found !== "object" || found === null) throw new Error(`no member ${name}`);
  return found;
}

const unescapeName = (name: string): string => name.replaceAll("~1", "/").replaceAll("~0", "~");
