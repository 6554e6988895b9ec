import {
  ANSWER_CLOCKS,
  allLicences,
  CODE_LISTS,
  CONDITIONS,
  type CodeEntry,
  DATE_PROFILES,
  explanations,
  FIELDS,
  type FieldEntry,
  type FieldType,
  KINDS,
  LADDERS,
  laddersOf,
  licencesOf,
  MANDATORY_CHANNELS,
  PATTERNS,
  SCHEMA_ISSUES,
} from "@safepassage/schema";
import { changes } from "./catalogue-changes.ts";
import { exchangeTypes, purposes } from "./catalogue-purposes.ts";
import { code, mark, section } from "./catalogue-text.ts";
import { marksOf } from "./code-marks.ts";
import { markdownTable } from "./page.ts";

/** Where the page is kept, from the root of the repository. */
export const path = "docs/spec/catalogue.md";

/** The catalogue as a page that people read. */
export function generate(): string {
  const sections = [kinds, fields, types, ladders, conditions, purposes, exchangeTypes];
  const rest = [channels, clocks, codeLists, issues, changes];
  return `${[HEAD, ...[...sections, ...rest].map((render) => render())].join("\n\n")}\n`;
}

const HEAD = `# Catalogue

The catalogue lists everything a message may hold, and under which conditions. What is not listed here does not travel.

This page is made from \`packages/schema/src/catalogue/data\` by \`npx -y pnpm@12 generate\`.

## Status of sources

Each source, basis and list carries a mark that says how it was established.

| Mark | Meaning |
| --- | --- |
| V | The text itself was read in a stored copy. |
| V2 | Read in a secondary text or an official translation. |
| **R** | **Recalled, not read.** Check the text before relying on it or citing it. |
| P | A proposal of this project. No authority is claimed for it. |

Longer marks say which part has which status. Nothing here is legal advice.

Sensitivity: P0 no personal data about a case person; P1 pseudonymous or coded; P2 a fact about a
person that helps to single her out; P3 identifies directly; P4 special category (LED Art 10, GDPR
Art 9); P5 safety-critical.`;

function kinds(): string {
  const rows = Object.entries(KINDS).map(([name, kind]) => {
    const { min, max, to } = kind.links;
    return [
      code(name),
      kind.person ? "person" : kind.asserted ? "assertion" : "no assertion",
      to.length === 0 ? "none" : `${to.map(code).join(", ")} (${min} to ${max})`,
      String(kind.fields.length),
      kind.note,
    ];
  });
  const head = ["Kind", "States", "Links to", "Fields", "Note"];
  return section(
    "Kinds of group",
    "An assertion carries an evaluation block (`meta`): nature, source and information evaluation, date, verification, completeness. A person also carries `ledCategory` and `ageClass`.",
    markdownTable(head, rows),
  );
}

function fields(): string {
  const groups = [...new Set(FIELDS.map(({ group }) => group))];
  const parts = groups.map((group) => {
    const rows = FIELDS.filter((field) => field.group === group).map(fieldRow);
    const head = ["Field", "Type", "Values", "Sensitivity", "Ladder", "Source", "Note"];
    return `### ${group}\n\n${markdownTable(head, rows)}`;
  });
  return section(
    "Fields",
    `${FIELDS.length} fields. Values: smallest and largest number. A field in the clear part names its claim on the wire.`,
    ...parts,
  );
}

function fieldRow(field: FieldEntry): string[] {
  const { min, max } = field.card;
  const marks = field.flags.length === 0 ? "" : ` (${field.flags.join(", ")})`;
  const notes = [
    field.id.startsWith("env.digest.") ? "no claim: it stands in `_sd`" : claimOf(field),
    field.granted === false ? "never granted" : "",
    field.ordered === true ? "ordered" : "",
    explanations().fields[field.id] ?? "",
  ];
  return [
    code(field.id),
    typeText(field.type),
    min === max ? String(min) : `${min} to ${max}`,
    field.sensitivity + marks,
    laddersOf(field)
      .map(({ name, rung }) => (rung === undefined ? `${name}, by value` : `${name}: ${rung}`))
      .join("; "),
    field.sources.map(({ ref, status }) => `${ref} ${mark(status)}`).join("; "),
    notes.filter((note) => note !== "").join("; "),
  ];
}

function typeText(type: FieldType): string {
  switch (type.t) {
    case "enum":
    case "code":
    case "band":
      return `${type.t} ${code(type.list)}`;
    case "date":
      return `date ${code(type.profile)}`;
    case "pattern":
      return `pattern ${code(type.pattern)}`;
    case "opaque":
      return `${type.bits} random bits`;
    case "bytes":
      return `${type.min} to ${type.max} octets`;
    case "int":
      return `${type.min} to ${type.max}`;
    case "digest":
      return "SHA-256";
    case "record":
    case "personName":
      return `{ ${type.members
        .map(
          ({ id, type: member, card, ordered }) =>
            `${id}${card.min === 0 ? "?" : ""}${card.max > 1 ? "[]" : ""}: ${typeText(member)}${ordered === true ? ", in order" : ""}`,
        )
        .join(", ")} }`;
    case "choice":
      return Object.entries(type.of)
        .map(([kind, option]) => `${kind}: ${typeText(option)}`)
        .join(" or ");
    case "fieldId":
      return type.orKind === true ? "field id or kind" : "field id";
    case "jws":
    case "sdjwt":
      return `${type.t} ${code(type.typ)}`;
    case "sameAs":
      return "type of the field corrected";
    default:
      return type.t;
  }
}

const claimOf = ({ claim }: FieldEntry): string =>
  claim === undefined ? "" : `claim ${code(claim)}`;

function types(): string {
  const profiles = Object.entries(DATE_PROFILES).map(([name, { regex, precision }]) => [
    code(name),
    precision.join(", "),
    code(regex),
  ]);
  const patterns = Object.entries(PATTERNS).map(([name, { regex, closed, leakChecked }]) => [
    code(name),
    closed ? "closed" : leakChecked ? "open, could hold a sentence" : "open",
    code(regex),
  ]);
  return section(
    "Dates and patterns",
    "[Schema](schema.md) says how the types are checked beyond these expressions.",
    markdownTable(["Date profile", "Precision", "Expression"], profiles),
    markdownTable(["Pattern", "Closed", "Expression"], patterns),
  );
}

function ladders(): string {
  const parts = Object.entries(LADDERS).map(([name, rungs]) => {
    const rows = rungs.map((rung) => [
      String(rung.rank),
      code(rung.rung),
      rung.field === null ? "" : code(rung.field) + (rung.precision ? `, ${rung.precision}` : ""),
      rung.derivedFromFiner ?? (rung.derivable === false ? "not derivable" : ""),
    ]);
    return `### Ladder ${name}\n\n${markdownTable(["Rank", "Rung", "Field", "Derived from the finer rung by"], rows)}`;
  });
  return section(
    "Ladders",
    "Rungs from coarse to fine. A rung admits its own and every coarser one.",
    ...parts,
  );
}

function conditions(): string {
  const rows = CONDITIONS.map(({ id, citation, citationStatus }) => [
    code(id),
    explanations().conditions[id]?.text ?? "",
    explanations().conditions[id]?.safeguard ?? "",
    `${citation} ${mark(citationStatus)}`,
  ]);
  return section(
    "Conditions",
    "A conditional field is admitted only while its expression holds.",
    markdownTable(["Condition", "Holds where", "Safeguard", "Source"], rows),
  );
}

function channels(): string {
  const rows = MANDATORY_CHANNELS.map((entry) => [
    code(entry.basis),
    entry.channel,
    entry.grounds.map(code).join(", "),
    entry.validFrom ?? "",
    `${entry.citation} ${mark(entry.status)}`,
  ]);
  return section(
    "Mandatory channels",
    "A basis that the law ties to another channel travels here only on one of the grounds.",
    markdownTable(["Basis", "Channel", "Grounds", "From", "Source"], rows),
  );
}

function clocks(): string {
  const rows = ANSWER_CLOCKS.flatMap(({ basis, purpose, messageType, periods, citation, status }) =>
    periods.map(({ urgent, access, hours, then }) => [
      code(basis ?? purpose ?? ""),
      messageType,
      urgent ? "urgent" : "routine",
      access,
      then === undefined ? String(hours) : `${hours}, then ${then}`,
      `${citation} ${mark(status)}`,
    ]),
  );
  return section(
    "Answer clocks",
    "Hours within which a message on this basis, or for this purpose, is answered, from the moment it arrives. Every level except `routine` is urgent. *Then*: a second period, which begins when an answer [accepts](gateway-receiving.md#two-periods) the request.",
    markdownTable(["Basis or purpose", "Type", "Urgency", "Accessible", "Hours", "Source"], rows),
  );
}

function codeLists(): string {
  const parts = Object.entries(CODE_LISTS).map(([name, list]) => {
    const source = `${list.source} ${mark(list.status)}`;
    const extra = list.extra ?? [];
    const lines = [
      `### List ${name}`,
      `Source: ${source}.${list.note === undefined ? "" : ` ${list.note}.`} Licence: ${licencesOf(
        name,
      )
        .map(({ id }) => code(id))
        .join(", ")}.`,
    ];
    if (list.pattern !== undefined) lines.push(`Form: ${code(list.pattern)}`);
    if (list.codes.length > 0) lines.push(list.codes.map(codeText).join(", "));
    if (extra.length > 0) lines.push(`Added: ${extra.map(code).join(", ")}`);
    return lines.join("\n\n");
  });
  return section(
    "Code lists",
    `${Object.keys(CODE_LISTS).length} lists. *Special*: reveals a special category when it concerns a person. *Forbidden*: known, so that a finding can name it, and never admitted. In parentheses stand the marks of a code that rules and conditions ask for: a mark that is not there is false or not stated.`,
    licences(),
    ...parts,
  );
}

function licences(): string {
  const rows = allLicences().map(({ id, name, holder, note }) => [code(id), name, holder, note]);
  return `Licences:\n\n${markdownTable(["Id", "Licence", "Holder", "Note"], rows)}`;
}

function codeText(entry: CodeEntry): string {
  const status = entry["status"];
  const marks = [
    entry.special === true ? "*special*" : "",
    entry["offence"] === true ? "*offence*" : "",
    entry.forbidden === true ? "*forbidden*" : "",
    typeof status === "string" ? mark(status) : "",
  ].filter((text) => text !== "");
  const label = entry.label === undefined ? "" : ` ${entry.label}`;
  return `${code(entry.code)}${label}${marksOf(entry)}${marks.length === 0 ? "" : ` ${marks.join(" ")}`}`;
}

function issues(): string {
  const rows = Object.entries(SCHEMA_ISSUES).map(([name, { text, fix, spec }]) => [
    code(name),
    text,
    fix,
    `[${spec.slice("schema#".length)}](schema.md#${spec.slice("schema#".length)})`,
  ]);
  return section(
    "Issues of shape",
    "A check of the shape can say these things. Each names a place by JSON Pointer and never a value.",
    markdownTable(["Code", "Says", "Fix", "Section"], rows),
  );
}
