/** A schema of JSON Schema, draft 2020-12, with the keywords that are used here. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $comment?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: "object" | "array" | "string" | "integer" | "boolean" | "null";
  readonly const?: string | boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly contains?: JsonSchema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | false;
  readonly propertyNames?: JsonSchema;
  readonly maxProperties?: number;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Schemas of one document that others refer to, by name. */
export interface Definitions {
  /** Refers to a schema; it is made when first asked for. */
  refer(name: string, make: () => JsonSchema): JsonSchema;
  /** All that were asked for, sorted by name. */
  all(): Readonly<Record<string, JsonSchema>>;
}

export function createDefinitions(): Definitions {
  const made = new Map<string, JsonSchema>();
  return {
    refer(name, make) {
      if (!made.has(name)) {
        // Registered before it is made: its parts may refer to it.
        made.set(name, {});
        made.set(name, make());
      }
      return { $ref: `#/$defs/${name.replaceAll("~", "~0").replaceAll("/", "~1")}` };
    },
    all: () => Object.fromEntries([...made].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Says what holds for a value under a condition, and what holds otherwise. */
export function when(
  condition: JsonSchema,
  consequence: JsonSchema,
  otherwise?: JsonSchema,
): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; nobody awaits a schema.
  const said = { if: condition, then: consequence };
  return otherwise === undefined ? said : { ...said, else: otherwise };
}
