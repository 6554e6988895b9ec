import * as z from "zod";
import { type Note, noteOf } from "../value/note.ts";
import { once } from "../value/once.ts";

/** A place of a file: its type, the value there, and the names that lead to it. */
export interface Place {
  readonly type: z.ZodType;
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  /** Whether the value is one of a case. */
  readonly ofCase?: boolean;
}

/** Types in one another, such as a list that may be left out: what is noted of them, and the innermost. */
export interface Layers {
  readonly note: Note;
  readonly def: z.core.$ZodTypes["_zod"]["def"];
}

/** Looks through what wraps a type. What is noted outside counts more. */
export function layersOf(type: z.core.$ZodType): Layers {
  const note = noteOf(type as z.ZodType);
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
 * Follows a path as far as its names are those of the type. A name that the writer chose may be that
 * of a person, so what it leads to is told as the object it stands in.
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

/** The check of the catalogue has found it: each step into the value of a field is a name of the catalogue. */
function typeInValue({ type }: Place): z.ZodType | undefined {
  const isInValue = type === inValue() || layersOf(type).note.field !== undefined;
  return isInValue ? inValue() : undefined;
}

/** Made when it is asked for: a page that reads no file then does without zod. */
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

/** Of objects that one member tells apart: the type of that member, or of one beside it. */
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
  const mark = (value as Readonly<Record<string, unknown>>)[discriminator];
  const index = marks.findIndex((one) => one?.safeParse(mark).success === true);
  const option = options[index];
  return option && shapeOf(option)[String(step)];
}

/** The type of a member in the object that is meant: the one that has all members of the value. */
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

/** Whether the names of a record are codes, which name no person, and this is one of them. */
function hasKnownNames(type: z.core.$ZodType, step: PropertyKey): boolean {
  const { note, def } = layersOf(type);
  const isClosed = note.text !== undefined || def.type === "enum" || note.code === true;
  return isClosed && (type as z.ZodType).safeParse(step).success;
}
