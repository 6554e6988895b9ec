import { FIELDS, KINDS, PROFILE_DIGEST, RULES } from "@safepassage/schema";
import type { JsonSchema } from "@safepassage/schema/json-schema";

/** Name and description of the JSON Schema `judgement`. */
export const JUDGEMENT_SCHEMA = {
  name: "judgement",
  $id: "https://safepassage.example/schemas/1.0/judgement.json",
  title: "Judgement",
  description:
    "One line of validate --format json: what is said of one message, or why nothing is.",
} as const;

/**
 * Builds the JSON Schema (draft 2020-12) of what `validate` prints as JSON. It stands alone.
 *
 * @see docs/spec/cli.md#json
 */
export function buildJudgementSchema(): JsonSchema {
  const { $id, title, description } = JUDGEMENT_SCHEMA;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id,
    $comment: `Made from the catalogue with the digest ${PROFILE_DIGEST}.`,
    title,
    description,
    oneOf: ["passed", "open", "refused", "unread"].map(refer),
    $defs: {
      passed: entry("Nothing speaks against the message.", {
        ...judged(["accept", "acceptWithWarnings"]),
      }),
      open: entry(
        "No fault was found, and rules without which nothing may be called accepted were not judged.",
        {
          ...judged(["noFaultFound"]),
          undecided: list(refer("notEvaluated"), "Those rules, with what each lacks."),
          give: list(TEXT, "Options of the command that supply it."),
        },
      ),
      refused: entry(
        "The message may not be sent, or not be read by everybody.",
        {
          ...judged(["reject", "quarantine"]),
          refused: refer("refusal"),
          wouldPass: { oneOf: [refer("passing"), refer("nothingPasses")] },
        },
        ["wouldPass"],
      ),
      unread: entry("There is no message to judge.", { refused: refer("refusal") }),
      finding: FINDING,
      notEvaluated: NOT_EVALUATED,
      refusal: REFUSAL,
      passing: PASSING,
      nothingPasses: NOTHING_PASSES,
      outcome: OUTCOME,
      rule: {
        description: "A rule of the catalogue, or of a pack.",
        anyOf: [
          { type: "string", enum: RULES.map(({ id }) => id) },
          { type: "string", pattern: "^(?![RE][0-9]{2}$)[A-Z][A-Z0-9-]{1,30}[0-9]$" },
        ],
      },
    },
  };
}

type Members = Readonly<Record<string, JsonSchema>>;

function entry(
  description: string,
  members: Members,
  optional: readonly string[] = [],
): JsonSchema {
  const place: Members = {
    file: { type: "string", description: "Name of the file as it was given; - is standard input." },
    line: {
      type: "integer",
      minimum: 1,
      description: "Its line, in a file that holds one message a line.",
    },
  };
  return object({ ...place, ...members }, ["line", ...optional], description);
}

function judged(verdicts: readonly string[]): Members {
  return {
    verdict: { type: "string", enum: verdicts },
    tier: { type: "string", enum: ["schema", "context", "state"] },
    profile: { ...TEXT, description: "Digest of the catalogue that decided." },
    findings: list(refer("finding"), "Sorted by code and place."),
    evaluated: list(refer("rule"), "Judged in full; passed unless a finding names them."),
    notApplicable: list(refer("rule"), "These have nothing to say about such a message."),
    notEvaluated: list(refer("notEvaluated"), "These lack an input, and have not passed."),
    notImplemented: list(refer("rule"), "This version has no evaluator for these."),
    packs: list(TEXT, "Packs of rules that judged it, with their versions."),
  };
}

function object(
  members: Members,
  optional: readonly string[] = [],
  description?: string,
): JsonSchema {
  const required = Object.keys(members).filter((name) => !optional.includes(name));
  return {
    ...(description === undefined ? {} : { description }),
    type: "object",
    properties: members,
    required,
    additionalProperties: false,
  };
}

function list(items: JsonSchema, description: string): JsonSchema {
  return { description, type: "array", items };
}

function refer(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` };
}

const TEXT: JsonSchema = { type: "string" };
const READ: JsonSchema = {
  type: "boolean",
  description: "False where the text of the law was not read for this.",
};
const CODE: JsonSchema = { type: "string", pattern: "^[A-Z][A-Z0-9_]+$" };
const FIELD: JsonSchema = { type: "string", enum: FIELDS.map(({ id }) => id) };
const POINTER: JsonSchema = {
  type: "string",
  pattern: "^(/.*)?$",
  description: "JSON Pointer (RFC 6901) into the message.",
};

const FINDING = object(
  {
    rule: refer("rule"),
    code: { ...CODE, description: "Stable; branch on it, never on the sentence." },
    severity: { type: "string", enum: ["error", "warn"] },
    stage: { type: "string", enum: ["structural", "schema", "context", "state"] },
    pointer: POINTER,
    groupKind: { type: "string", enum: Object.keys(KINDS) },
    field: FIELD,
    sentence: { ...TEXT, description: "What is wrong, for a caseworker." },
    citation: TEXT,
    citationStatus: TEXT,
    citationRead: READ,
    fix: { ...TEXT, description: "What to do." },
    corrected: object(
      { message: { ...TEXT, description: "Its digest." }, pointer: POINTER },
      [],
      "Of a value that a correction carries: where the rule is broken in the message corrected.",
    ),
  },
  ["groupKind", "field", "corrected"],
);

const NOT_EVALUATED = object(
  {
    rule: refer("rule"),
    part: { type: "string", pattern: "^[a-z]$", description: "Of a rule of several parts." },
    missing: list(TEXT, "Claims of the message, facts of the judge, or the tier not asked for."),
  },
  ["part"],
);

const REFUSAL = object(
  {
    code: CODE,
    title: TEXT,
    hint: TEXT,
    fault: { type: "string", enum: ["caller", "peer", "self"] },
    detail: TEXT,
    issues: list(
      object(
        {
          pointer: POINTER,
          code: CODE,
          sentence: TEXT,
          rule: refer("rule"),
          field: FIELD,
          fix: TEXT,
        },
        ["field", "rule"],
      ),
      "What is wrong with the shape.",
    ),
  },
  ["issues"],
);

const PASSING = object({
  passes: { const: true },
  verdict: { type: "string", enum: ["accept", "acceptWithWarnings"] },
  account: list(refer("outcome"), "What became of each value of the message. Holds none."),
  isMaximal: {
    description: "Whether no value that is gone can be put back. False: there was too much to try.",
    type: "boolean",
  },
  draft: {
    description: "A draft, as the JSON Schema of that name says. Holds values of the message.",
    type: "object",
  },
});

const OUTCOME = object(
  {
    group: { ...TEXT, description: "Id of the group." },
    field: FIELD,
    outcome: { type: "string", enum: ["allowed", "coarsened", "withheld"] },
    sentence: TEXT,
    citation: TEXT,
    citationRead: READ,
  },
  ["sentence", "citation", "citationRead"],
);

const NOTHING_PASSES = object({
  passes: { const: false },
  because: { type: "string", enum: ["facts", "rules", "required"] },
  missing: list(TEXT, "Facts that were not given."),
  codes: list(CODE, "Of the findings that stand in the way."),
});
