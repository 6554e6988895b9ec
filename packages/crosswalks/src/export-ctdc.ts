import { alpha3Of, type Body, type Group, type Leaf } from "@safepassage/schema";
import { type ExportAccount, fateOf, type LossReason, type NoteFate } from "./account.ts";
import { CTDC_VARIABLES, mapCode } from "./crosswalk.ts";
import { CrosswalkError } from "./crosswalk-error.ts";
import { completedMonths, intervalOf } from "./months.ts";
import { exportPersons, leavesOf, type Person, states } from "./persons.ts";

/** The known values of the 27 variables. A flag is 1 or missing, and missing does not mean no. */
export type CtdcRow = Readonly<Record<string, string | number>>;

/** What a row needs and the record cannot say. */
export interface CtdcOptions {
  /** Year in which the agency registered the person, 1900 to 2999. Applies to every row. */
  readonly registered?: number;
}

/** One row for each victim or possible victim of a record, and what became of the rest. */
export interface CtdcExport {
  readonly rows: readonly CtdcRow[];
  readonly account: ExportAccount;
}

/**
 * Exports the victims of a record as rows of CTDC's 27 variables.
 *
 * A row is about one person, so it is personal data and not anonymised for publication. It holds no name,
 * number or id, and nothing that says more than the record.
 *
 * @throws {@link CrosswalkError} `CROSSWALK_YEAR_INVALID`.
 * @see docs/spec/crosswalks.md#ctdc
 */
export function exportCtdc(body: Body, { registered }: CtdcOptions = {}): CtdcExport {
  if (registered !== undefined && !isYear(registered)) {
    throw new CrosswalkError("CROSSWALK_YEAR_INVALID", "the option registered is no year");
  }
  const { written, account } = exportPersons(body, (person, note, lack) => {
    const values: Values = {};
    if (registered !== undefined) values["yearOfRegistration"] = registered;
    fillRow(person, values, note);
    for (const name of SINGLE_VALUED) if (!(name in values)) lack(name);
    return inOrder(values);
  });
  return { rows: written, account };
}

type Values = Record<string, string | number>;

function fillRow({ subject, events, exploitations }: Person, values: Values, note: NoteFate): void {
  for (const [field, list, variable] of OF_THE_PERSON) {
    for (const leaf of leavesOf(subject, field)) {
      const { to, ...fate } = fateOf(mapCode(list, String(leaf.v), "ctdc"));
      if (to !== undefined) values[variable] = to;
      note(leaf, fate);
    }
  }
  writeCountry(leavesOf(subject, "subject.nationality"), "citizenship", values, note);

  for (const event of events) {
    for (const flags of MEANS) writeFlags(event, flags, values, note);
    // A trafficker is the recruiter only if the event is the recruitment.
    const isRecruitment = states(event, "event.type", "recruitment");
    writeFlags(event, RELATION, values, note, isRecruitment ? undefined : "notRecruitment");
  }
  for (const { event } of exploitations) {
    for (const flags of EXPLOITATION) writeFlags(event, flags, values, note);
    // Without forced labour the section may be, say, a hotel's.
    const isLabour = states(event, "event.exploitation", "forcedLabourOrServices");
    writeFlags(event, LABOUR, values, note, isLabour ? undefined : "notLabour");
  }
  writeMonths(
    exploitations.flatMap(({ event }) => leavesOf(event, "event.period")),
    values,
    note,
  );
  // A place shared by two events counts once.
  const places = new Set(exploitations.flatMap((one) => one.places));
  const countries = [...places].flatMap((place) => leavesOf(place, "location.country"));
  writeCountry(countries, "CountryOfExploitation", values, note);
}

/** @param barred - Why no value of the field may be written, if none may. */
function writeFlags(
  event: Group,
  [field, list, prefix]: Flags,
  values: Values,
  note: NoteFate,
  barred?: LossReason,
): void {
  for (const leaf of leavesOf(event, field)) {
    const mapping = mapCode(list, String(leaf.v), "ctdc");
    const { to, ...fate }: ReturnType<typeof fateOf> =
      barred === undefined ? fateOf(mapping) : { outcome: "lost", reason: barred };
    if (to !== undefined) values[`${prefix}${to}`] = 1;
    note(leaf, fate);
  }
}

function writeCountry(
  leaves: readonly Leaf[],
  variable: string,
  values: Values,
  note: NoteFate,
): void {
  const several = new Set(leaves.map(({ v }) => v)).size > 1;
  for (const leaf of leaves) {
    const country = several ? undefined : alpha3Of(String(leaf.v));
    if (country === undefined) {
      note(leaf, { outcome: "lost", reason: several ? "severalValues" : "noCode" });
    } else {
      values[variable] = country;
      note(leaf, { outcome: "close" });
    }
  }
}

function writeMonths(leaves: readonly Leaf[], values: Values, note: NoteFate): void {
  const several = new Set(leaves.map(({ v }) => v)).size > 1;
  for (const leaf of leaves) {
    const interval = intervalOf(String(leaf.v));
    const band = interval && !several ? bandOf(interval) : undefined;
    if (band !== undefined) {
      values["traffickMonths"] = band;
      note(leaf, { outcome: "coarsened" });
    } else if (several) note(leaf, { outcome: "lost", reason: "severalValues" });
    else note(leaf, { outcome: "lost", reason: interval === undefined ? "noPeriod" : "imprecise" });
  }
}

/** The band of months; `undefined` if the dates allow two. */
function bandOf({ start, end }: { start: string; end: string }): string | undefined {
  const { fewest, most } = completedMonths(start, end);
  const bandAt = (months: number): string =>
    months <= 12 ? "0--12 (0-1 yr)" : months <= 24 ? "13--24 (1-2 yrs)" : "25+ (2+ yrs)";
  return bandAt(fewest) === bandAt(most) ? bandAt(fewest) : undefined;
}

function isYear(year: number): boolean {
  return Number.isInteger(year) && year >= 1900 && year <= 2999;
}

function inOrder(values: Values): CtdcRow {
  return Object.fromEntries(
    CTDC_VARIABLES.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const OF_THE_PERSON = [
  ["subject.sex", "sex_iso5218", "gender"],
  ["subject.ageBand", "age_band_ctdc", "ageBroad"],
] as const;
/** A field, the list of its codes, and how the variables of the codes begin. */
type Flags = readonly [field: string, list: string, prefix: string];
const MEANS: readonly Flags[] = [
  ["event.methodOfControl", "method_of_control", "means"],
  ["event.means", "palermo_means", "means"],
  ["event.indicators", "ilo_indicators_2012", "means"],
];
const RELATION: Flags = ["event.relationship", "relationship_to_trafficker", "recruiterRelation"];
const EXPLOITATION: readonly Flags[] = [
  ["event.exploitation", "exploitation_purpose", "is"],
  ["event.sexualSubtype", "sexual_subtype", "typeOfSex"],
];
const LABOUR: Flags = ["event.isic", "isic_rev4_section", "typeOfLabour"];
const SINGLE_VALUED = CTDC_VARIABLES.slice(0, 6);
