import type { Body, Code, Evaluation, Group, Leaf } from "@safepassage/schema";
import { readPerson } from "./build-person.ts";
import { readPlace } from "./build-place.ts";
import { createLeafSet, type LeafWriter, type ValueCheck } from "./leaf-writer.ts";
import { ageClassOf } from "./person-age.ts";
import type { HtcdsProblem } from "./problem.ts";
import type { CaseEntry } from "./report.ts";
import type { LeftBehind, RowReader } from "./row.ts";
import type { ImportStatement } from "./statement.ts";

/** One person in one case, in the terms of the catalogue. What names the row is never sent. */
export interface ImportedCase extends CaseEntry {
  /** The whole record: far more than any purpose permits. Not a message until it is minimised. */
  readonly groups: Body;
  readonly leftBehind: readonly LeftBehind[];
  readonly problems: readonly HtcdsProblem[];
}

/** A row that became no case. It is a person all the same, perhaps the one who is meant. */
export interface RefusedRow extends Omit<CaseEntry, "digest"> {
  /** Digest of all that the row holds; absent where the row could not be read. */
  readonly digest?: string;
  /** What it was refused for, and what else is wrong with it. */
  readonly problems: readonly HtcdsProblem[];
}

/** What became of one row: only a case has `groups`. */
export type ImportedRow = ImportedCase | RefusedRow;

/** What a row is imported with. */
export interface RowOptions {
  readonly statement: ImportStatement;
  /** `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Evaluation of every group. */
  readonly meta: Evaluation;
  readonly isValue: ValueCheck;
  readonly newId: () => string;
}

/**
 * Groups of one row, or `undefined` where the person's category cannot be told.
 *
 * @param others - The same row with the cells of its second and further historic events.
 */
export function importRow(
  row: RowReader,
  others: readonly RowReader[],
  { statement, meta, asOf, isValue, newId }: RowOptions,
): Body | undefined {
  const { write, of } = createLeafSet(row, isValue);
  const status = readOne(row, "vic_TraffickingStatus");
  const ledCategory = status === undefined ? undefined : LED_CATEGORIES[status];
  if (status === undefined || ledCategory === undefined) {
    row.refuse(
      "vic_TraffickingStatus",
      "HTCDS_CATEGORY_UNDECIDED",
      "PossibleVictimOfTrafficking or ActualVictimOfTrafficking",
    );
    return undefined;
  }
  write("vic_TraffickingStatus", "subject.traffickingStatus", status);
  const ages = readPerson(row, write, statement, asOf);
  const type = readOne(row, "hte_Type");
  const context = readTrafficking(row, write, of);
  const moment = readMoment(row, write, of, type);
  readPlace(row, write, type);

  // Without a prototype V8 keeps no class of objects for each set of random ids: ten times faster.
  const groups: Record<string, Group> = Object.create(null);
  /** Adds a group unless it would be empty, and returns its id as the links of others. */
  const add = (kind: string, links: readonly string[], leaves: readonly Leaf[]) => {
    if (leaves.length === 0) return NO_LINKS;
    const gid = newId();
    groups[gid] = { kind, links, meta, leaves };
    return [gid];
  };
  const person = newId();
  const subject = [person];
  groups[person] = {
    kind: "subject",
    links: NO_LINKS,
    meta,
    ledCategory,
    ageClass: ageClassOf(ages),
    leaves: [{ f: "subject.pseudonym", v: newId() }, ...of("subject")],
  };
  for (const kind of ["identity", "contact", "need"]) add(kind, subject, of(kind));
  // What the standard says of the person's trafficking is the exploitation; a recruitment or a
  // transit is an event of its own, or its date and place would be taken for those of another.
  const isOneEvent = type === undefined || type === "exploitation";
  const event = add("event", subject, isOneEvent ? [...context, ...moment] : context);
  const historic = isOneEvent ? event : add("event", subject, moment);
  add("online", event, of("online"));
  add("location", historic, of("location"));
  for (const other of others) {
    const leaves = createLeafSet(other, isValue);
    const otherType = readOne(other, "hte_Type");
    const own = readMoment(other, leaves.write, leaves.of, otherType);
    readPlace(other, leaves.write, otherType);
    const links = add("event", subject, own);
    // A place links to its event, or to nothing where the file says nothing of the event.
    add("location", links, leaves.of("location"));
  }
  return groups;
}

/** The one code of a list that takes one. */
function readOne(row: RowReader, column: string): string | undefined {
  const codes = row.codes(column);
  if (codes.length > 1) row.refuse(column, "HTCDS_TOO_MANY_VALUES", "one value");
  return codes.length === 1 ? codes[0] : undefined;
}

/** Deciding body, support, and what the victim context of the standard says of the exploitation. */
function readTrafficking(
  row: RowReader,
  write: LeafWriter,
  of: (kind: string) => readonly Leaf[],
): readonly Leaf[] {
  for (const [column, field] of CODED) {
    for (const code of row.codes(column)) write(column, field, code);
  }
  return [...of("event")];
}

/** Type and date of the historic event. */
function readMoment(
  row: RowReader,
  write: LeafWriter,
  of: (kind: string) => readonly Leaf[],
  type: string | undefined,
): readonly Leaf[] {
  const before = of("event").length;
  if (type !== undefined) write("hte_Type", "event.type", type);
  const date = row.read("hte_Date");
  if (/^\d{4}(-\d{2}){0,2}$/.test(date)) write("hte_Date", "event.period", date);
  else if (date !== "")
    row.refuse("hte_Date", "HTCDS_VALUE_MALFORMED", "YYYY-MM-DD, YYYY-MM or YYYY");
  return of("event").slice(before);
}

const NO_LINKS: readonly string[] = [];
const LED_CATEGORIES: Readonly<Record<string, Code<"led6_category">>> = {
  possibleVictim: "possibleVictim",
  actualVictim: "victim",
};
const CODED = [
  ["vic_TraffickingStatusDecisionMakingOrg", "subject.statusDecisionBody"],
  ["vic_TypeOfExploitation", "event.exploitation"],
  ["vic_TypeOfSexExploitation", "event.sexualSubtype"],
  ["vic_MethodsOfControl", "event.methodOfControl"],
  ["vic_MethodOfRecruitment", "event.recruitmentMethod"],
  ["vic_ForcedLabourIndustry", "event.isic"],
  ["vic_RelationshipToTrafficker", "event.relationship"],
  ["vic_RecruitmentWebsitesAndApps", "online.platform"],
  ["spl_Type", "need.services"],
] as const;
