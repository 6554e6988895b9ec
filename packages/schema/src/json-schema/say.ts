import type * as z from "zod";
import { findField } from "../catalogue/catalogue.ts";
import { checkedTypeOf, type Note, noteOf } from "../value/note.ts";
import { walkField } from "../value/walk.ts";
import type { Definitions, JsonSchema } from "./json-schema.ts";
import { alike, END } from "./patterns.ts";
import { createSayings, sayBounds, sayObject, sayRungs } from "./say-shape.ts";
import { sayForm, sayText } from "./say-text.ts";

/**
 * Says in JSON Schema what a zod type of this package accepts, as far as keywords can.
 *
 * Structure comes from the type itself; checks by functions come from its notes. An unknown kind of zod
 * type is an error, so that nothing is left out in silence.
 *
 * @throws TypeError for such a type.
 */
export function say(schema: z.core.$ZodType, defs: Definitions): JsonSchema {
  const note = noteOf(schema);
  const said = sayNoted(schema, note, defs);
  if (note.says === undefined) return said;
  const description = sentence(note.says);
  const { description: _, ...rest } = said;
  return { description, ...rest };
}

/** Makes a sentence of what a note says. */
export const sentence = (says: string): string =>
  `${says.charAt(0).toUpperCase()}${says.slice(1)}.`;

function sayNoted(schema: z.core.$ZodType, note: Note, defs: Definitions): JsonSchema {
  const checked = checkedTypeOf(schema);
  if (checked !== undefined) return say(checked, defs);
  const field = findField(note.field ?? "");
  if (field !== undefined) return walkField(field, createSayings(defs));
  if (note.text !== undefined) return sayText(note.text, defs);
  if (note.form !== undefined) return sayForm(note.form.pattern, note.form.max, defs);
  const said = sayStructure(schema, defs);
  const { count, unique = false } = note;
  if (said.type === "array") return { ...said, ...(count && sayBounds({ ...count, unique })) };
  return note.rung === true ? { ...said, ...sayRungs() } : said;
}

function sayStructure(schema: z.core.$ZodType, defs: Definitions): JsonSchema {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return sayPlainText(schema as unknown as z.ZodString);
    case "boolean":
      return { type: "boolean" };
    case "number": {
      const { minValue, maxValue } = schema as unknown as z.ZodNumber;
      if (minValue === null || maxValue === null) break;
      return { type: "integer", minimum: minValue, maximum: maxValue };
    }
    case "literal":
      return { const: String(def.values[0]) };
    case "enum":
      return { type: "string", enum: Object.values(def.entries).map(String) };
    case "optional":
      return say(def.innerType, defs);
    case "nullable":
      return { anyOf: [say(def.innerType, defs), { type: "null" }] };
    case "pipe":
      return say(def.out, defs);
    case "array":
      return { type: "array", items: say(def.element, defs) };
    case "union":
      return { oneOf: def.options.map((option) => say(option, defs)) };
    case "object":
      return sayObject(
        Object.fromEntries(
          Object.entries(def.shape).map(([name, type]) => [
            name,
            { of: say(type, defs), optional: type._zod.def.type === "optional" },
          ]),
        ),
      );
    case "record":
      return {
        type: "object",
        propertyNames: say(def.keyType, defs),
        additionalProperties: say(def.valueType, defs),
      };
    case "unknown":
      // Any JSON: what it must be is said where it stands.
      return {};
    default:
      break;
  }
  throw new TypeError(`no JSON Schema is known for the zod type ${def.type}`);
}

/** A text that zod itself bounds. What else is asked of it, its description says. */
function sayPlainText({ minLength, maxLength, def }: z.ZodString): JsonSchema {
  const checks: readonly object[] = [def, ...(def.checks ?? []).map(({ _zod }) => _zod.def)];
  const [pattern] = checks.flatMap((check) =>
    "pattern" in check && check.pattern instanceof RegExp ? [check.pattern] : [],
  );
  return {
    type: "string",
    ...(minLength === null ? {} : { minLength }),
    ...(maxLength === null ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern: alike(pattern.source, END) }),
  };
}
