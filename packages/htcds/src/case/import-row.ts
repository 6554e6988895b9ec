import type { Body, Code, Evaluation, Group, Leaf } from "@safepassage/schema";
import type { HtcdsProblem } from "../errors/problem.ts";
import type { LeftBehind } from "../row/columns.ts";
import type { CaseEntry } from "../row/report.ts";
import type { RowReader } from "../row/row.ts";
import { readPerson } from "./build-person.ts";
import { readPlace } from "./build-place.ts";
import { createLeafSet, type LeafSet, type ValueCheck } from "./leaf-writer.ts";
import { ageClassOf } from "./person-age.ts";
import type { ImportStatement } from "./statement.ts";

/** One person in one case, in the catalogue's terms. Row, line and digests are never sent. */
export interface ImportedCase extends CaseEntry {
  /** The whole record, which holds far more than any purpose permits. Minimise it before sending. */
  readonly groups: Body;
  readonly leftBehind: readonly LeftBehind[];
  readonly problems: readonly HtcdsProblem[];
}

/** A row that did not become a case. It is still a person, perhaps the one a request means. */
export interface RefusedRow extends Omit<CaseEntry, "digest"> {
  /** Digest of the row's content; absent if the row could not be read. */
  readonly digest?: string;
  /** Why it was refused, and what else is wrong with it. */
  readonly problems: readonly HtcdsProblem[];
}

/** What became of one row. Only a case has `groups`. */
export type ImportedRow = ImportedCase | RefusedRow;

/** What importing a row needs. */
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
 * Builds the groups of one row; `undefined` if the row does not say that the person is a victim or a
 * possible victim.
 *
 * @param others - The same row with the cells of its second and later historic events.
 */
export function importRow(
  row: RowReader,
  others: readonly RowReader[],
  { statement, meta, asOf, isValue, newId }: RowOptions,
): Body | undefined {
  const set = createLeafSet(row, isValue);
  const { write, of } = set;
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
  const context = readTrafficking(row, set);
  const moment = readMoment(row, set, type);
  readPlace(row, write, type);

  // Without a prototype, V8 does not make a hidden class for each set of random ids: ten times faster.
  const groups: Record<string, Group> = Object.create(null);
  /** Adds a group unless it would be empty. Returns its id, as the links of other groups. */
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
  // The standard's victim context describes the exploitation. A recruitment or transit is a separate
  // event, so that its date and place are not taken for those of the exploitation.
  const isOneEvent = type === undefined || type === "exploitation";
  const event = add("event", subject, isOneEvent ? [...context, ...moment] : context);
  const historic = isOneEvent ? event : add("event", subject, moment);
  add("online", event, of("online"));
  add("location", historic, of("location"));
  for (const other of others) {
    const leaves = createLeafSet(other, isValue);
    const otherType = readOne(other, "hte_Type");
    const own = readMoment(other, leaves, otherType);
    readPlace(other, leaves.write, otherType);
    const links = add("event", subject, own);
    // A place links to its event, or to nothing if the file says nothing else about the event.
    add("location", links, leaves.of("location"));
  }
  return groups;
}

/** Reads a column that takes one code. */
function readOne(row: RowReader, column: string): string | undefined {
  const codes = row.codes(column);
  if (codes.length > 1) row.refuse(column, "HTCDS_TOO_MANY_VALUES", "one value");
  return codes.length === 1 ? codes[0] : undefined;
}

/** Reads the deciding body, the support, and the standard's victim context. */
function readTrafficking(row: RowReader, { write, of }: LeafSet): readonly Leaf[] {
  for (const [column, field] of CODED) {
    for (const code of row.codes(column)) write(column, field, code);
  }
  return [...of("event")];
}

/** Reads the type and date of a historic event. */
function readMoment(row: RowReader, { write, of }: LeafSet, type = ""): readonly Leaf[] {
  const before = of("event").length;
  if (type !== "") write("hte_Type", "event.type", type);
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
