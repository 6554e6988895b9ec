/** As much of an OpenAPI document as tells requests from answers. */
interface Asked {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, AskedOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface AskedOperation {
  readonly parameters?: unknown;
  readonly requestBody?: unknown;
}

/**
 * Lets answers have members that this version does not know, so that a program made from it goes on with a later gateway. What a
 * request may hold stays closed: a gateway refuses each member that it does not know.
 */
export function withAnswersOpen<T extends Asked>(document: T): T {
  const { components: { schemas = {} } = {}, paths = {} } = document;
  const asked = new Set<unknown>();
  const note = (part: unknown): void => {
    if (typeof part !== "object" || part === null || asked.has(part)) return;
    asked.add(part);
    const { $ref: reference } = part as { readonly $ref?: unknown };
    if (typeof reference === "string") note(schemas[reference.slice(SCHEMAS.length)]);
    for (const inner of Object.values(part)) note(inner);
  };
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    note([operation.parameters, operation.requestBody]);
  }
  const open = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null || asked.has(part)) return part;
    if (Array.isArray(part)) return part.map(open);
    const members = Object.entries(part).filter(
      ([name, value]) => name !== "additionalProperties" || value !== false,
    );
    return Object.fromEntries(members.map(([name, value]) => [name, open(value)]));
  };
  return open(document) as T;
}

const SCHEMAS = "#/components/schemas/";
