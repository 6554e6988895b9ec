import { readForm } from "@safepassage/schema/form";
import type { HonoRequest } from "hono";
import type * as z from "zod";
import { parameterInvalid } from "./parameter-invalid.ts";

/**
 * Reads the parameters of a path, a query or a head: each once, and only those that the operation has.
 *
 * @throws ApiError `API_PARAMETER_INVALID` with a pointer to each. No value is repeated.
 */
export function readParameters<T>(type: z.ZodType<T> | undefined, given: Given): T | undefined {
  const names = Object.keys(given);
  if (type === undefined) {
    if (names.length === 0) return undefined;
    // The name is not repeated: a caller may have put anything into it.
    throw parameterInvalid("parameters where there are none", [
      { pointer: "", code: "MEMBER_UNKNOWN", fix: NONE_TAKEN },
    ]);
  }
  const { shape } = type as unknown as z.ZodObject;
  const known = names.filter((name) => Object.hasOwn(shape, name));
  const repeated = known.filter((name) => given[name]?.length !== 1);
  if (repeated.length > 0) {
    const fix = "Write this parameter once.";
    throw parameterInvalid(
      "a parameter more than once",
      repeated.map((name) => ({ pointer: `/${name}`, code: "REPEATED", fix })),
    );
  }
  const read = names.map((name) => {
    // A name that every object has is none of the operation's.
    const of = Object.hasOwn(shape, name) ? (shape[name] as z.ZodType) : undefined;
    return [name, toValue(of, given[name]?.[0] ?? "")];
  });
  return readForm(type, Object.fromEntries(read), (message, faults) =>
    parameterInvalid(
      message,
      faults.map(({ pointer, code, fix }) => ({ pointer, code, fix })),
    ),
  );
}

/** Values of each parameter, by its name. */
type Given = Readonly<Record<string, readonly string[]>>;

export const queryOf = (request: HonoRequest): Given => request.queries();
export const pathOf = (request: HonoRequest<string>): Given =>
  Object.fromEntries(
    Object.entries(request.param()).map(([name, value]) => [name, [String(value)]]),
  );

/** A number or a truth as its type has it; a text that is none stays, and its type refuses it. */
function toValue(type: z.ZodType | undefined, text: string): unknown {
  const kind = kindOf(type);
  if (kind === "number" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (kind === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function kindOf(type: z.ZodType | undefined): string | undefined {
  const def = type?._zod.def as
    | { readonly type: string; readonly innerType?: z.ZodType }
    | undefined;
  return def?.innerType === undefined ? def?.type : kindOf(def.innerType);
}

const NONE_TAKEN =
  "This operation takes no parameters. Leave out all that stands after the question mark.";
