import { ApiError } from "@safepassage/api";
import { readForm } from "@safepassage/schema/form";
import type { HonoRequest } from "hono";
import type * as z from "zod";

/**
 * Reads the parameters of a path or a query: each once, and only those that the operation has.
 *
 * @throws ApiError `API_PARAMETER_INVALID` with a pointer to each. No value is repeated.
 */
export function readParameters<T>(type: z.ZodType<T> | undefined, given: Given): T | undefined {
  if (type === undefined) {
    if (Object.keys(given).length > 0) throw invalid("parameters where there are none", []);
    return undefined;
  }
  const shape: Readonly<Record<string, z.ZodType>> = (type as unknown as z.ZodObject).shape;
  const read = Object.entries(given).map(([name, values]) => [
    name,
    values.length === 1 ? toValue(shape[name], values[0] ?? "") : values,
  ]);
  return readForm(type, Object.fromEntries(read), (message, faults) => {
    const issues = faults.map(({ pointer, code, fix }) => ({ pointer, code, fix }));
    return invalid(message, issues);
  });
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

const invalid = (message: string, issues: readonly object[]): ApiError =>
  new ApiError("API_PARAMETER_INVALID", message, { details: { issues } });
