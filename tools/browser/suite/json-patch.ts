/** One operation of RFC 6902, of the kinds that the vectors use. */
export interface PatchOperation {
  readonly op: "add" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

/** Applies operations in order to a copy. @throws Error for a path that leads nowhere. */
export function applyPatch(input: unknown, patch: readonly PatchOperation[]): unknown {
  const changed: unknown = structuredClone(input);
  for (const { op, path, value } of patch) {
    const steps = path.split("/").slice(1).map(unescapeStep);
    const last = steps.pop();
    let at = changed as Node;
    for (const step of steps) at = at[step] as Node;
    if (last === undefined || typeof at !== "object") throw new Error(`no ${path}`);
    if (!Array.isArray(at)) {
      if (op === "remove") delete at[last];
      else at[last] = value;
      continue;
    }
    const index = last === "-" ? at.length : Number(last);
    if (op === "add") at.splice(index, 0, value);
    else if (op === "remove") at.splice(index, 1);
    else at[index] = value;
  }
  return changed;
}

function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

type Node = Record<string, unknown>;
