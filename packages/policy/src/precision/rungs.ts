import { isJsonObject, type Json } from "@safepassage/core";
import {
  datePrecision,
  findCode,
  findField,
  LADDERS,
  type LadderPosition,
  laddersOf,
} from "@safepassage/schema";
import type { Rung } from "../tables/model.ts";

/** Lists the rungs of a value, one for each ladder of its field. */
export function rungsOf(fieldId: string, value: Json | undefined): readonly Rung[] {
  const field = findField(fieldId);
  if (field === undefined || field.ladder === null || value === undefined) return [];
  const rungs: Rung[] = [];
  for (const position of laddersOf(field)) {
    const rung = rungAt(position, value);
    if (rung !== undefined) rungs.push({ ladder: position.name, rung });
  }
  return rungs;
}

function rungAt(position: LadderPosition, value: Json): string | undefined {
  const deciding = position.member === undefined ? value : decidingMember(value, position.member);
  if (deciding === undefined) return undefined;
  if (position.rung !== undefined) return position.rung;
  return rungOfText(position, deciding) ?? LADDERS[position.name]?.at(-1)?.rung;
}

/** The rung of a code or date. The caller takes an unknown one for the finest. */
function rungOfText(position: LadderPosition, deciding: Json): string | undefined {
  if (typeof deciding !== "string") return undefined;
  if (position.list !== undefined) return findCode(position.list, deciding)?.rung;
  const precision = deciding.includes("T") ? "second" : datePrecision(deciding);
  const map = position.map ?? {};
  return Object.hasOwn(map, precision) ? map[precision] : undefined;
}

function decidingMember(value: Json, name: string): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const record = isJsonObject(value["value"]) ? value["value"] : value;
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
