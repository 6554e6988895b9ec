import { CoreError, decodeBase64url } from "@safepassage/core";
import { FIELDS, type FieldType, findField, type Leaf } from "@safepassage/schema";

/** A text in a value that is not a code of a list. */
export interface OpenText {
  readonly text: string;
  /** Form of the text: the name of a pattern, or `date`, `agency` or `octets`. */
  readonly form: string;
}

/** Finds the open texts of a value by the type of its field, and what octets say when they are decoded. */
export const openTexts = (leaf: Pick<Leaf, "f" | "v">): readonly OpenText[] =>
  textsOf(leaf, hiddenText);

/** {@link openTexts}, with octets also as they are written: base64url has room for words. */
export const writtenTexts = (leaf: Pick<Leaf, "f" | "v">): readonly OpenText[] =>
  textsOf(leaf, function* (value) {
    yield { text: value, form: "octets" };
    yield* hiddenText(value);
  });

/** Finds what octets in base64url say. */
type OctetReader = (value: string) => Generator<OpenText>;

function textsOf({ f, v }: Pick<Leaf, "f" | "v">, read: OctetReader): readonly OpenText[] {
  const field = findField(f);
  return field === undefined || !OPEN.has(field.id) ? [] : [...textsIn(field.type, v, read)];
}

function* textsIn(type: FieldType, value: unknown, read: OctetReader): Generator<OpenText> {
  if (type.t === "record" || type.t === "personName") {
    for (const { id, type: inner } of type.members) {
      for (const one of listOf(isRecord(value) ? value[id] : undefined)) {
        yield* textsIn(inner, one, read);
      }
    }
  } else if (type.t === "choice") {
    const kind = isRecord(value) ? value["kind"] : undefined;
    const chosen = typeof kind === "string" ? type.of[kind] : undefined;
    if (chosen !== undefined && isRecord(value)) {
      yield* textsIn(chosen, value["value"], read);
    }
  } else if (typeof value === "string") {
    yield* textOf(type, value, read);
  }
}

function* textOf(type: FieldType, value: string, read: OctetReader): Generator<OpenText> {
  const form = formOf(type);
  if (form === "octets") yield* read(value);
  else if (form === "agency") yield { text: hostOf(value), form };
  else if (form !== undefined) yield { text: value, form };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** An agency's host name without its top-level domain, which many share. */
const hostOf = (entity: string): string =>
  entity.replace(/^https:\/\//, "").replace(/\.[a-z-]+(?=\/|:|$)/, "");

/** Finds a text hidden in octets that should be random. */
function* hiddenText(value: string): Generator<OpenText> {
  let octets: Uint8Array;
  try {
    octets = decodeBase64url(value);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    // R53 reports BASE64URL_MALFORMED.
    return;
  }
  const text = decoder.decode(octets);
  if (PRINTED.test(text)) yield { text, form: "octets" };
}

function formOf(type: FieldType): string | undefined {
  if (type.t === "pattern") return SILENT.has(type.pattern) ? undefined : type.pattern;
  if (type.t === "agency" || type.t === "date") return type.t;
  return type.t === "opaque" || type.t === "bytes" || type.t === "digest" ? "octets" : undefined;
}

/** Creates a test whether a field has a text in one of these forms. */
export function hasForm(forms: ReadonlySet<string>): (field: string) => boolean {
  const fields = new Set(
    FIELDS.filter(({ type }) => formsIn(type).some((form) => forms.has(form))).map(({ id }) => id),
  );
  return (field) => fields.has(field);
}

function formsIn(type: FieldType): readonly string[] {
  if (type.t === "record" || type.t === "personName") {
    return type.members.flatMap((member) => formsIn(member.type));
  }
  if (type.t === "choice") return Object.values(type.of).flatMap(formsIn);
  const form = formOf(type);
  return form === undefined ? [] : [form];
}

/** Patterns without room for a word: versions, coordinates, codes of places, numbers. */
const SILENT: ReadonlySet<string> = new Set([
  ..."semver rule_id ladder_name lat lon admin_area".split(" "),
  ..."unlocode_or_country gazetteer_id decimal2 epoch".split(" "),
]);

const OPEN: ReadonlySet<string> = new Set(
  FIELDS.filter(({ type }) => formsIn(type).length > 0).map(({ id }) => id),
);
const decoder = new TextDecoder();
/** Five letters or digits in a row. */
const PRINTED = /[\p{L}\p{N}]{5}/u;
