import { FIELDS, LADDERS } from "@safepassage/schema";
import type { Answer } from "../../app/gateway.ts";

/** An agreement, as far as it lets something be sent to a partner. */
export type SendableAgreement = Answer<"whatMayBeSent">["agreements"][number];
export type SendablePurpose = SendableAgreement["purposes"][number];
export type SendableField = SendablePurpose["fields"][number];
type SendableRung = SendableField["rungs"][number];

/** `full`: it goes as it is. `part`: on a condition, less precisely, or not with every value. `none`: it never goes. */
export type Mark = "full" | "part" | "none";

/** A field, and how each purpose carries it. */
export interface MatrixRow {
  readonly field: string;
  /** By purpose. A purpose that does not carry it is left out. */
  readonly cells: ReadonlyMap<string, SendableField>;
}

/** Fields of one kind of group. */
export interface MatrixPart {
  readonly kind: string;
  readonly rows: readonly MatrixRow[];
}

/** Puts the fields of some purposes side by side, by kind, in the order of the catalogue. A field that none carries is left out. */
export function matrixOf(purposes: readonly SendablePurpose[]): readonly MatrixPart[] {
  const found = purposes.flatMap(({ purpose, fields }) =>
    fields.map((field) => ({ purpose, field })),
  );
  const byField = Map.groupBy(found, ({ field }) => field.field);
  const rows = [...byField.entries()]
    .map(([field, cells]) => ({
      ...{ field, kind: cells[0]?.field.kind ?? "" },
      cells: new Map(cells.map((cell) => [cell.purpose, cell.field])),
    }))
    .sort((a, b) => placeOf(a.field) - placeOf(b.field));
  return [...Map.groupBy(rows, ({ kind }) => kind).entries()].map(([kind, ofKind]) => ({
    kind,
    rows: ofKind.map(({ field, cells }) => ({ field, cells })),
  }));
}

/** How far a purpose carries a field. */
export function markOf(field: SendableField | undefined): Mark {
  if (field === undefined) return "none";
  const { ways, rungs, barredValues = [], mostValues, field: id } = field;
  const isFree = ways.every(({ need }) => need !== "conditional") && mostValues === undefined;
  return isFree && barredValues.length === 0 && rungs.every((rung) => isFinest(rung, id))
    ? "full"
    : "part";
}

/** Whether a field may be as precise as it can be, whatever holds. On some ladders each rung is a field of its own. */
function isFinest({ ladder, rung, when }: SendableRung, field: string): boolean {
  const all = LADDERS[ladder] ?? [];
  const finest = all.findLast((one) => one.field === field) ?? all.at(-1);
  return when === undefined && finest?.rung === rung;
}

/** Fields of a later catalogue come last. */
const placeOf = (field: string): number => PLACES.get(field) ?? PLACES.size;
const PLACES: ReadonlyMap<string, number> = new Map(FIELDS.map(({ id }, place) => [id, place]));
