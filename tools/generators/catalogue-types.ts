import {
  CODE_LISTS,
  EXCHANGE_TYPES,
  FIELDS,
  type FieldEntry,
  type FieldType,
  PURPOSES,
} from "@safepassage/schema";
import { describeField } from "@safepassage/schema/json-schema";
import type { Page } from "./page.ts";

/**
 * TypeScript types made from the catalogue's data, so that an editor completes codes, and so that a
 * field is stated once: in the data.
 */
export const catalogueTypes: readonly Page[] = [
  { path: "packages/schema/src/catalogue/codes.generated.ts", render: codesModule },
  { path: "packages/schema/src/message/fields.generated.ts", render: fieldsModule },
];

function codesModule(): string {
  const lists = SHORT_LISTS.map(
    ([name, codes]) => `  readonly ${JSON.stringify(name)}: ${unionOf(codes)};`,
  );
  const bases = [
    ...PURPOSES.flatMap(({ legalBases }) => legalBases),
    ...Object.values(EXCHANGE_TYPES).flatMap(({ bases: own, alsoBases = [] }) => [
      ...(own === "purpose" ? [] : own),
      ...alsoBases,
    ]),
  ];
  const admitted = [...new Set(bases.map(({ basis }) => basis))].sort();
  return [
    MADE,
    `/** Codes of each list of at most ${LONGEST} codes, by the name of the list. */`,
    "export interface Codes {",
    ...lists,
    "}",
    "",
    "/** A legal basis that the catalogue lists. */",
    `export type ListedBasis = ${unionOf(admitted)};`,
    "",
  ].join("\n");
}

function fieldsModule(): string {
  const clear = FIELDS.filter(({ place }) => place === "clear");
  const isDigest = ({ id }: FieldEntry) => id.startsWith("env.digest.");
  const header = (group: string) =>
    FIELDS.filter((field) => field.place === "header" && field.group === group);
  return [
    MADE,
    'import type { Code, LegalBasis } from "../catalogue/codes.ts";',
    "",
    "/** Signed and kept as evidence, under the field ids of the catalogue. */",
    ...interfaceOf(
      "DraftClear",
      clear.filter((field) => !isDigest(field)),
      byId,
    ),
    "/** {@link DraftClear} with the digests of the two hidden parts. */",
    ...interfaceOf("Clear extends DraftClear", clear.filter(isDigest), byId),
    "/** Destroyed at erasure. */",
    ...interfaceOf(
      "Private",
      FIELDS.filter(({ place }) => place === "private"),
      byId,
    ),
    "/** LED Art 7: what the recipient needs to judge accuracy, completeness and reliability. */",
    ...interfaceOf("Evaluation", header("meta"), byLastPart),
    "/** What the header of a group says about a person. Other groups have none of it. */",
    ...interfaceOf("PersonHeader", header("subject"), (field) => ({
      ...byLastPart(field),
      optional: true,
    })),
  ].join("\n");
}

interface MemberName {
  readonly name: string;
  readonly optional: boolean;
}

const byId = ({ id, card }: FieldEntry): MemberName => ({
  name: JSON.stringify(id),
  optional: card.min === 0 && card.max === 1,
});

const byLastPart = ({ id, group, card }: FieldEntry): MemberName => ({
  name: id.slice(group.length + 1),
  optional: card.min === 0,
});

function interfaceOf(
  name: string,
  fields: readonly FieldEntry[],
  memberOf: (field: FieldEntry) => MemberName,
): string[] {
  const members = fields.flatMap((field) => {
    const member = memberOf(field);
    const type = typeOf(field.type, true);
    const all = field.card.max > 1 ? `readonly ${inList(type)}[]` : type;
    return [
      `  /** ${describeField(field.id).description} */`,
      `  readonly ${member.name}${member.optional ? "?" : ""}: ${all};`,
    ];
  });
  return [`export interface ${name} {`, ...members, "}", ""];
}

/** @param isSet - Whether lists are always there, if only empty. */
function typeOf(type: FieldType, isSet: boolean): string {
  switch (type.t) {
    case "bool":
      return "boolean";
    case "int":
      return "number";
    case "enum":
    case "code":
    case "band":
      return SHORT_LISTS.some(([name]) => name === type.list)
        ? `Code<${JSON.stringify(type.list)}>`
        : "string";
    case "pattern":
      return type.pattern === "legal_basis" ? "LegalBasis" : "string";
    case "record":
    case "personName": {
      const members = type.members.map(({ id, type: inner, card }) => {
        const one = typeOf(inner, isSet);
        const all = card.max > 1 ? `readonly ${inList(one)}[]` : one;
        return `readonly ${id}${card.min === 0 && !(card.max > 1 && isSet) ? "?" : ""}: ${all}`;
      });
      return `{ ${members.join("; ")} }`;
    }
    case "choice":
    case "sameAs":
      throw new TypeError(
        "teach this how to write such a type, as no field of these places had it",
      );
    default:
      return "string";
  }
}

const inList = (type: string): string => (type.includes("|") ? `(${type})` : type);
const unionOf = (codes: readonly string[]): string =>
  codes.map((code) => JSON.stringify(code)).join(" | ");

/** Above this a list of completions helps nobody. */
const LONGEST = 60;
const SHORT_LISTS = Object.entries(CODE_LISTS).flatMap(([name, { codes }]) => {
  const admitted = codes.filter(({ forbidden }) => forbidden !== true).map(({ code }) => code);
  return admitted.length > 0 && admitted.length <= LONGEST ? [[name, admitted] as const] : [];
});
const MADE = "// Made by `npx -y pnpm@12 generate` from the catalogue's data.\n";
