import type { Json } from "@safepassage/core";
import type * as z from "zod";
import { allowed } from "./advice.ts";
import { layersOf } from "./place.ts";

/**
 * Makes a file to fill in: each required member says in words what to write. The words do not fit the
 * form of the member, so a member that was not filled in is an issue.
 */
export function templateOf(type: z.ZodType): Json {
  return fill(type);
}

function fill(type: z.core.$ZodType): Json {
  if (isNullable(type)) return null;
  const layers = layersOf(type);
  const { def, note } = layers;
  switch (def.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(def.shape).flatMap(([name, member]) =>
          member._zod.def.type === "optional" ? [] : [[name, fill(member)]],
        ),
      );
    case "record":
      return {};
    case "literal":
      return String(def.values[0]);
    case "array":
      return (note.count?.min ?? 0) === 0
        ? []
        : [toFillIn(note.says, allowed(layersOf(def.element)))];
    default:
      return toFillIn(note.says, allowed(layers));
  }
}

/** No code, id, date or address looks like this. */
function toFillIn(says = "fill in", choice = ""): string {
  return `<${says}> ${choice}`.trimEnd();
}

function isNullable(type: z.core.$ZodType): boolean {
  const { def } = (type as z.core.$ZodTypes)._zod;
  return def.type === "nullable" || (def.type === "optional" && isNullable(def.innerType));
}
