import type * as z from "zod";
import { PROFILE_DIGEST } from "../catalogue/catalogue.ts";
import { agreementSchema, agreementTextSchema } from "../context/agreement.ts";
import { authorisationClaimsSchema } from "../context/authorisation.ts";
import { consentClaimsSchema, consentRecordSchema, consentSchema } from "../context/consent.ts";
import { walkDraft, walkMessage } from "../message/message-shape.ts";
import { CLAIMS, LAST_SECOND, NUMERIC_DATES } from "../message/wire.ts";
import { receiptClaimsSchema } from "../receipt/receipt.ts";
import { checkedTypeOf, noteOf } from "../value/note.ts";
import { walkValues } from "../value/walk.ts";
import { describeField } from "./describe-field.ts";
import { createDefinitions, type Definitions, type JsonSchema } from "./json-schema.ts";
import { say, sentence } from "./say.ts";
import { createSayings } from "./say-shape.ts";
import { sayText } from "./say-text.ts";

/** Names of all JSON Schemas. */
export type JsonSchemaName = keyof typeof DOCUMENTS;

/** Names of all JSON Schemas, sorted. */
export function jsonSchemaNames(): readonly JsonSchemaName[] {
  return Object.keys(DOCUMENTS).sort() as JsonSchemaName[];
}

/** Whether a text is the name of a JSON Schema. */
export function isJsonSchemaName(name: string): name is JsonSchemaName {
  return Object.hasOwn(DOCUMENTS, name);
}

/** Title and description of a JSON Schema. */
export function describeJsonSchema(name: JsonSchemaName): Omit<DocumentHead, "name"> {
  const { title, description } = DOCUMENTS[name];
  return { title, description };
}

/**
 * The `$id` of a JSON Schema.
 *
 * A name and not an address: `.example` is reserved (RFC 2606), so that nothing is ever fetched.
 * The number is that of the protocol.
 */
export function jsonSchemaId(name: string): string {
  return `https://safepassage.example/schemas/1.0/${name}.json`;
}

/**
 * Builds a JSON Schema (draft 2020-12) that stands alone: it refers to nothing but itself.
 *
 * It accepts whatever this package accepts, and refuses what keywords can refuse; what they cannot
 * is in `UNSAID`.
 *
 * @see docs/spec/schema.md#json-schemas
 */
export function buildJsonSchema(name: JsonSchemaName): JsonSchema {
  const { title, description, build } = DOCUMENTS[name];
  return documentOf({ name, title, description }, build);
}

/** Builds the JSON Schema of a zod type, as {@link buildJsonSchema} does of those of this package. */
export function describeType(head: DocumentHead, type: z.ZodType): JsonSchema {
  return documentOf(head, (defs) => say(type, defs));
}

/**
 * What a zod type checks by functions, in JSON Schema; `undefined` for a type that zod itself knows all of. For documents
 * that are made by zod.
 *
 * @returns References begin with `#/$defs/`, and name `definitions`.
 */
export function describeChecks(type: z.core.$ZodType): SaidPart | undefined {
  const { field, text, form, count } = noteOf(type);
  const isNoted = [field, text, form, count, checkedTypeOf(type)].some((it) => it !== undefined);
  if (!isNoted) return undefined;
  const defs = createDefinitions();
  return { schema: say(type, defs), definitions: defs.all() };
}

/** A schema, and those that it refers to. */
export interface SaidPart {
  readonly schema: JsonSchema;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/** What to write for a type, as `described` says it: one sentence. */
export function sentenceOf(type: z.core.$ZodType): string | undefined {
  const { says } = noteOf(type);
  return says === undefined ? undefined : sentence(says);
}

/** What a JSON Schema is called, and what it is of. */
export interface DocumentHead {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

function documentOf(
  { name, title, description }: DocumentHead,
  build: (defs: Definitions) => JsonSchema,
): JsonSchema {
  const defs = createDefinitions();
  const { description: _, ...said } = build(defs);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: jsonSchemaId(name),
    $comment: `Made from the catalogue with the digest ${PROFILE_DIGEST}. Licences of the code lists: docs/spec/catalogue.md.`,
    title,
    description,
    ...said,
    $defs: defs.all(),
  };
}

interface Document extends Omit<DocumentHead, "name"> {
  readonly build: (defs: Definitions) => JsonSchema;
}

const DOCUMENTS = {
  draft: {
    title: "Draft",
    description: "What a sender writes: a message before the digests of its hidden parts exist.",
    build: (defs) => walkDraft(createSayings(defs)),
  },
  message: {
    title: "Decoded message",
    description: "A message as it stands after its signature and digests have been checked.",
    build: (defs) => walkMessage(createSayings(defs)),
  },
  payload: {
    title: "Issuer-signed payload",
    description:
      "The claims that the sender signs, in the JWT of typ spp-message+sd-jwt: the clear part under the names of the wire, and the digests of private and body.",
    build: sayPayload,
  },
  receipt: {
    title: "Receipt",
    description: "The claims of a receipt of any kind.",
    build: (defs) => say(receiptClaimsSchema(), defs),
  },
  "receipt-delivered": {
    title: "Receipt: delivered",
    description: "The message arrived, was well-formed, and is kept.",
    build: (defs) => sayReceipt("delivered", defs),
  },
  "receipt-decided": {
    title: "Receipt: decided",
    description: "What was decided about the message.",
    build: (defs) => sayReceipt("decided", defs),
  },
  "receipt-refused": {
    title: "Receipt: refused",
    description: "The message was refused before it could be judged.",
    build: (defs) => sayReceipt("refused", defs),
  },
  agreement: {
    title: "Agreement",
    description: "An agreement between agencies as both hold it, with its digest and its state.",
    build: (defs) => say(agreementSchema(), defs),
  },
  "agreement-text": {
    title: "Text of an agreement",
    description:
      "What the parties of an agreement sign, in a JWS of typ spp-agreement+jws: an agreement without its digest and its state.",
    build: (defs) => say(agreementTextSchema(), defs),
  },
  consent: {
    title: "Consent",
    description: "One consent as its holder asserts it to one recipient, with its reference.",
    build: (defs) => say(consentSchema(), defs),
  },
  "consent-record": {
    title: "Consent record",
    description:
      "What an agency keeps of one consent of one person. It never travels; what a recipient gets is an assertion of a part of it.",
    build: (defs) => say(consentRecordSchema(), defs),
  },
  "consent-claims": {
    title: "Claims of a consent assertion",
    description:
      "What the holder of a consent record signs for one recipient, in a JWT of typ spp-consent+jwt.",
    build: (defs) => say(consentClaimsSchema(), defs),
  },
  "authorisation-claims": {
    title: "Claims of an authorisation",
    description:
      "What an authority signs for one agency and one recipient, in a JWT of typ spp-authorisation+jwt.",
    build: (defs) => say(authorisationClaimsSchema(), defs),
  },
} satisfies Record<string, Document>;

/** The clear fields under the names of their claims; a dot opens an object. */
function sayPayload(defs: Definitions): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = ["_sd", "_sd_alg"];
  const sayings = createSayings(defs);
  for (const { field, path } of CLAIMS) {
    const { id, card } = field;
    const [first, second] = path;
    const said = NUMERIC_DATES.has(id) ? numericDate(id, defs) : walkValues(field, sayings);
    // A list is always there, if only empty.
    const isRequired = card.min > 0 || card.max > 1;
    if (second === undefined) {
      properties[first] = said;
      if (isRequired) required.push(first);
      continue;
    }
    const outer = properties[first] ?? { type: "object", additionalProperties: false };
    properties[first] = {
      ...outer,
      properties: { ...outer.properties, [second]: said },
      required: [...(outer.required ?? []), ...(isRequired ? [second] : [])],
    };
    if (isRequired && !required.includes(first)) required.push(first);
  }
  const digest = sayText({ t: "digest", alg: "sha-256" }, defs);
  properties["_sd"] = {
    description: "The digests of the disclosures private and body, sorted.",
    type: "array",
    items: digest,
    minItems: 2,
    maxItems: 2,
    uniqueItems: true,
  };
  properties["_sd_alg"] = { const: "sha-256" };
  return { type: "object", properties, required: required.sort(), additionalProperties: false };
}

function numericDate(id: string, defs: Definitions): JsonSchema {
  return defs.refer(`claim.${id}`, () => ({
    ...describeField(id),
    type: "integer",
    minimum: 0,
    maximum: LAST_SECOND,
  }));
}

function sayReceipt(kind: string, defs: Definitions): JsonSchema {
  const { options } = (receiptClaimsSchema() as unknown as z.ZodUnion).def;
  const schema = options.find((option) => {
    const member = (option as z.ZodObject).def.shape["kind"];
    return member?.safeParse(kind).success === true;
  });
  if (schema === undefined) throw new TypeError("there is no such kind of receipt");
  return say(schema, defs);
}
