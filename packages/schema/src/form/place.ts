import * as z from "zod";
import { type Note, noteOf } from "../value/note.ts";
import { once } from "../value/zod-types.ts";

/** A place of a file: its type, the value there, and the names that lead to it. */
export interface Place {
  readonly type: z.ZodType;
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  /** Whether the value is one of a case. */
  readonly ofCase?: boolean;
}

/** A type inside its wrappers, such as a list that may be absent: the notes of all, and the innermost. */
export interface Layers {
  readonly note: Note;
  readonly def: z.core.$ZodTypes["_zod"]["def"];
}

/** Looks through the wrappers of a type. An outer note overrides an inner one. */
export function layersOf(type: z.core.$ZodType): Layers {
  const note = noteOf(type);
  const { def } = (type as z.core.$ZodTypes)._zod;
  const inner = wrapped(def);
  if (inner === undefined) return { note, def };
  const layers = layersOf(inner);
  return { ...layers, note: { ...layers.note, ...note } };
}

function wrapped(def: Layers["def"]): z.core.$ZodType | undefined {
  switch (def.type) {
    case "optional":
    case "nullable":
      return def.innerType;
    case "pipe":
      return def.out;
    default:
      return undefined;
  }
}

/**
 * Follows a path as far as its names come from the type. A name that the writer chose may be the name of
 * a person, so the path ends at the object around it.
 */
export function follow(from: Place, steps: readonly PropertyKey[]): Place & { isWhole: boolean } {
  let place = from;
  for (const step of steps) {
    const type = typeInside(place, step) ?? typeInValue(place);
    if (type === undefined || typeof step === "symbol") return { ...place, isWhole: false };
    const { value } = place;
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, step);
    place = {
      type: type as z.ZodType,
      value: isObject ? (value as Readonly<Record<PropertyKey, unknown>>)[step] : undefined,
      path: [...place.path, step],
      ofCase: place.ofCase === true || layersOf(type).note.ofCase === true,
    };
  }
  return { ...place, isWhole: true };
}

/** A field's value is checked by the catalogue, which names every member inside it. */
function typeInValue({ type }: Place): z.ZodType | undefined {
  const isInValue = type === inValue() || layersOf(type).note.field !== undefined;
  return isInValue ? inValue() : undefined;
}

/** Made on demand, so that a page that reads no file needs no zod. */
const inValue = (): z.ZodType => once("in a value", () => z.unknown());

function typeInside({ type, value }: Place, step: PropertyKey): z.core.$ZodType | undefined {
  const { def } = layersOf(type);
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined;
    case "array":
      return typeof step === "number" ? def.element : undefined;
    case "record":
      return hasKnownNames(def.keyType, step) ? def.valueType : undefined;
    case "union":
      return "discriminator" in def && typeof def.discriminator === "string"
        ? typeInChoice(def.options, def.discriminator, value, step)
        : typeInOption(def.options, value, step);
    default:
      return undefined;
  }
}

/** The type of a member, where one member tells the objects apart. */
function typeInChoice(
  options: readonly z.core.$ZodType[],
  discriminator: string,
  value: unknown,
  step: PropertyKey,
): z.core.$ZodType | undefined {
  const marks = options.map((option) => shapeOf(option)[discriminator]);
  if (step === discriminator) {
    return z.enum(
      marks.flatMap((mark) => (mark && "values" in mark.def ? mark.def.values.map(String) : [])),
    );
  }
  const option = chosen(options, discriminator, value);
  return option && shapeOf(option)[String(step)];
}

/** Which of some objects is meant, by the member that tells them apart. */
function chosen(
  options: readonly z.core.$ZodType[],
  discriminator: string,
  value: unknown,
): z.core.$ZodType | undefined {
  const mark = ((value ?? {}) as Readonly<Record<string, unknown>>)[discriminator];
  return options.find((option) => shapeOf(option)[discriminator]?.safeParse(mark).success === true);
}

/** The names of the members that an object of a type may have. None for another type. */
export function membersOf({ type, value }: Pick<Place, "type" | "value">): readonly string[] {
  const { def } = layersOf(type);
  if (def.type === "object") return Object.keys(def.shape);
  if (def.type !== "union" || !("discriminator" in def)) return [];
  const option = chosen(def.options, String(def.discriminator), value);
  return option === undefined ? [] : Object.keys(shapeOf(option));
}

/** The type of a member in the option that has all members of the value, else in the first. */
function typeInOption(
  options: readonly z.core.$ZodType[],
  value: unknown,
  step: PropertyKey,
): z.core.$ZodType | undefined {
  const shapes = options.flatMap((option) => {
    const { def } = layersOf(option);
    return def.type === "object" && Object.hasOwn(def.shape, step) ? [def.shape] : [];
  });
  const names = Object.keys(value ?? {});
  const whole = shapes.find((shape) => names.every((name) => Object.hasOwn(shape, name)));
  return (whole ?? shapes[0])?.[String(step)];
}

const shapeOf = (option: z.core.$ZodType): Readonly<Record<string, z.ZodLiteral>> =>
  (option as z.ZodObject<Record<string, z.ZodLiteral>>).shape;

/** Whether a record has codes as names, which name no person, and this is one of them. */
function hasKnownNames(type: z.core.$ZodType, step: PropertyKey): boolean {
  const { note, def } = layersOf(type);
  const isClosed = note.text !== undefined || def.type === "enum" || note.code === true;
  return isClosed && (type as z.ZodType).safeParse(step).success;
}
