import {
  COMPANIONS,
  conditionText,
  EXCHANGE_TYPES,
  type ExchangeTypeEntry,
  explanations,
  type NarrowedParty,
  NO_RESPONSE_TO,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";
import { code, mark, section } from "./catalogue-text.ts";
import { markdownTable } from "./page.ts";

/** What each purpose opens. */
export function purposes(): string {
  return section(
    "Purposes",
    `${PURPOSES.length} purposes, each a closed list of fields. Default is deny: an agreement may narrow a list, never widen it.`,
    ROLES,
    ...PURPOSES.map(purpose),
  );
}

function purpose(entry: PurposeEntry): string {
  const { opens, retention } = entry;
  const review = retention.review === null ? "" : `, reviewed every ${retention.review.every}`;
  const rows = [
    ["Opened by", opens.senders.map(code).join(", ")],
    ["Opened towards", opens.recipients.map(code).join(", ")],
    ["Opens with", opens.messageTypes.map(code).join(", ")],
    ["Opened only between", (opens.only ?? []).map(narrowed).join("; ")],
    ["Required", entry.required.map(code).join(", ")],
    ["One of", (entry.requiredOneOf ?? []).map(code).join(", ")],
    ["Types with fields of their own", perTypes(entry)],
    ["Rules that yield", (entry.yields ?? []).join(", ")],
    ["Required where stated", requiredWhere(entry)],
    ["Allowed", entry.allowed.map(code).join(", ")],
    ["Finest rung", entry.maxPrecision.map(precision).join("; ")],
    [
      "Most values",
      Object.entries(entry.mostValues ?? {})
        .map(most)
        .join("; "),
    ],
    ["Past scenes", entry.pastScenes === true ? "a precise place that she has left (R36)" : ""],
    ["Legal bases", entry.legalBases.map(basis).join("; ")],
    ["National provision", entry.nationalProvision ? "where the agreement names it" : "none"],
    [
      "Erased",
      `${retention.erase ?? "by review"} from ${retention.from}${review}, at most ${retention.ceiling} ${mark(retention.status)}${retention.note === "" ? "" : `; ${retention.note}`}`,
    ],
    ["Mandatory conditions", entry.mandatoryConditions.map(code).join(", ")],
    ["Refused to a type of recipient", forbids(entry)],
    [
      "Refused values",
      entry.valueForbids
        .map((v) => `${code(v.field)}: ${v.values.map(code).join(", ")} (${v.rule})`)
        .join("; "),
    ],
    ["Kinds never held", (entry.forbiddenKinds ?? []).map(code).join(", ")],
    ["Reason", explanations().purposes[entry.id] ?? ""],
  ].filter(([, text]) => text !== "");
  const conditional = entry.conditional.map(({ field, when }) => [
    code(field),
    conditionText(when),
  ]);
  const head = `### ${entry.id}\n\n${entry.title}.`;
  const parts = [head, markdownTable(["", ""], rows)];
  if (conditional.length > 0)
    parts.push(markdownTable(["Conditional field", "While"], conditional));
  return parts.join("\n\n");
}

function requiredWhere({ requiredWhen = [] }: PurposeEntry): string {
  return requiredWhen
    .map(({ value: [field = "", values = []] = [], fields }) => {
      const stated = values.map(code).join(", ");
      return `${fields.map(code).join(", ")} where ${code(field)} is ${stated}`;
    })
    .join("; ");
}

function precision(entry: PurposeEntry["maxPrecision"][number]): string {
  const field = entry.field === undefined ? "" : ` for ${code(entry.field)}`;
  const when = entry.when === undefined ? "" : ` while ${conditionText(entry.when)}`;
  return `${entry.ladder}: ${entry.rung}${field}${when}`;
}

function narrowed({ of, with: others, domestic }: NarrowedParty): string {
  const place = domestic === true ? ", in the same State" : "";
  return `${code(of)} and ${others.map(code).join(", ")}${place}`;
}

const most = ([field, count]: [string, number]): string => `${count} of ${code(field)}`;

function basis(entry: PurposeEntry["legalBases"][number]): string {
  const dates = [
    entry.validFrom === undefined ? "" : `from ${entry.validFrom}`,
    entry.validUntil === undefined ? "" : `until ${entry.validUntil}`,
    entry.inForce === false ? "not in force" : "",
    entry.onlyFor === undefined ? "" : `only for ${entry.onlyFor}`,
    entry.note ?? "",
  ].filter((text) => text !== "");
  const extra = dates.length === 0 ? "" : ` (${dates.join(", ")})`;
  return `${code(entry.basis)} ${entry.role} ${mark(entry.status)}${extra}`;
}

/** Types that hold none of the purpose's fields, and what they hold instead. */
function perTypes({ perType }: PurposeEntry): string {
  return Object.entries(perType)
    .filter(([, { purposeFields }]) => purposeFields === false)
    .map(([type, { required = [], allowed = [] }]) => {
      return `${code(type)}: only ${[...required, ...allowed].map(code).join(", ")}`;
    })
    .join("; ");
}

function forbids(entry: PurposeEntry): string {
  return Object.entries(entry.recipientTypeForbids)
    .map(([type, ids]) => `${code(type)}: ${ids.map(code).join(", ")}`)
    .join("; ");
}

/** What passes in an open exchange, whatever its purpose. */
export function exchangeTypes(): string {
  const rows = Object.entries(EXCHANGE_TYPES).map(([name, type]) => [
    code(name),
    type.dir,
    (type.required ?? []).map(code).join(", "),
    (type.allowed ?? []).map(code).join(", "),
    (type.conditional ?? [])
      .map(({ field, when }) => `${code(field)} while ${conditionText(when)}`)
      .join("; "),
    type.purposeFields ? "yes" : "no",
    [
      ...(type.bases === "purpose" ? ["of the purpose"] : type.bases.map(basis)),
      ...(type.alsoBases ?? []).map(basis),
    ].join("; "),
    inClosed(type),
    type.note ?? "",
  ]);
  const companions = COMPANIONS.map((entry) => [
    code(entry.field),
    entry.with.map(code).join(", "),
    entry.when === undefined ? "" : conditionText(entry.when),
  ]);
  return section(
    "Exchange-level types",
    "Admitted in every purpose between the parties of an open exchange.",
    markdownTable(
      [
        ...["Type", "From", "Required", "Allowed", "Only while", "Fields of the purpose"],
        ...["Bases", "In a closed exchange", "Note"],
      ],
      rows,
    ),
    `Nobody answers a message of type ${NO_RESPONSE_TO.map(code).join(", ")}.`,
    "Companions are admitted wherever a field they accompany is.",
    markdownTable(["Companion", "Accompanies", "While"], companions),
  );
}

/** Whether a type is admitted once the exchange is closed. */
function inClosed({ closes, afterClosing }: ExchangeTypeEntry): string {
  const ends = closes === true ? "closes it" : undefined;
  const after =
    afterClosing === undefined
      ? undefined
      : afterClosing === true
        ? "admitted"
        : `as an answer to ${afterClosing.answersTo.map(code).join(", ")}, or one still owed`;
  return [ends, after].filter((text) => text !== undefined).join("; ");
}

const ROLES =
  "A legal basis has a role: `processing` is a ground for processing, `task` gives the task and `duty` obliges to what is done; `treaty` gives the task to agencies of third States and organisations only (R04); `special` lifts the ban on special categories (GDPR Art 9), and carries no message alone.";
