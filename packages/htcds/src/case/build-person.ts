import type { Json } from "@safepassage/core";
import { alpha2Of, isOverstatedBirthDate } from "@safepassage/schema";
import { type RowReader, splitValues } from "../row/row.ts";
import { iso639Part3Of } from "./codes.ts";
import type { LeafWriter } from "./leaf-writer.ts";
import { type AgeRange, ageBandOf, agesOn } from "./person-age.ts";
import { readNameCell } from "./person-names.ts";
import type { ImportStatement } from "./statement.ts";

/** Reads the person of a row, except her status. Returns the ages that her birth date allows. */
export function readPerson(
  row: RowReader,
  write: LeafWriter,
  statement: ImportStatement,
  day: string,
): AgeRange | undefined {
  const ages = readBirthdate(row, write, statement.birthdate.basis, day);
  for (const code of row.codes("prs_Gender")) write("prs_Gender", "subject.sex", code);

  // One that cannot be read is a citizenship, too.
  const citizenships = splitValues(row.read("prs_Citizenship")).map((part) => {
    const country = toCountry(row, "prs_Citizenship", part);
    return write("prs_Citizenship", "subject.nationality", country) ? country : undefined;
  });
  const residence = row.read("prs_MailingCountry");
  if (residence !== "") {
    const country = toCountry(row, "prs_MailingCountry", residence);
    write("prs_MailingCountry", "subject.residenceCountry", country);
  }
  for (const column of ["prs_PrimaryLanguage", "prs_SecondaryLanguage"]) {
    const language = row.read(column);
    if (language === "") continue;
    const code = iso639Part3Of(language);
    const written = write(column, "subject.languages", code);
    if (written && code !== language) row.normalised(column, "language");
  }

  for (const [column, part] of NAME_PARTS) readName(row, write, statement.names, column, part);
  readIdentityNumber(row, write, statement.identityNumberIssuer, citizenships);
  readContact(row, write);
  return ages;
}

/** Converts a three-letter country code to two letters. Anything else is left to the field's own check. */
export function toCountry(row: RowReader, column: string, text: string): string {
  const two = alpha2Of(text) ?? INVENTED.exec(text)?.[1]?.toUpperCase();
  if (two === undefined) return text;
  row.normalised(column, "country");
  return two;
}

function readBirthdate(
  row: RowReader,
  write: LeafWriter,
  basis: string,
  day: string,
): AgeRange | undefined {
  const column = "prs_Birthdate";
  const text = row.read(column);
  if (text === "") return undefined;
  let edtf = text;
  // Of anything but a date, as 2007-2010, the first year would be a guess that makes a child an adult.
  if (DATE.test(text) && isOverstatedBirthDate({ edtf, basis })) {
    edtf = text.slice(0, 4);
    row.normalised(column, "estimatedDate");
  }
  const ages = DATE.test(edtf) ? agesOn(edtf, day) : undefined;
  if (ages === undefined || ages.youngest > OLDEST) {
    row.refuse(column, "HTCDS_VALUE_MALFORMED", "YYYY-MM-DD, YYYY-MM or YYYY, not after today");
    return undefined;
  }
  if (!write(column, "identity.dateOfBirth", { edtf, basis })) return undefined;
  const band = ageBandOf(ages);
  if (band !== undefined) write(column, "subject.ageBand", band);
  return ages;
}

function readName(
  row: RowReader,
  write: LeafWriter,
  { certainty, latinScheme }: ImportStatement["names"],
  column: string,
  part: string,
): void {
  const cell = row.read(column);
  if (cell === "") return;
  const name = readNameCell(cell);
  if (name?.latin === undefined) {
    row.refuse(column, "HTCDS_NAME_FORMS", "a name in one script, its Latin form in parentheses");
    return;
  }
  if (name.script !== "Latn" && latinScheme === undefined) {
    row.leave(column, "unstated");
    return;
  }
  const scheme = name.script === "Latn" ? "native" : (latinScheme ?? "");
  const { original, script, latin } = name;
  write(column, "identity.names", { part, original, script, latin, scheme, certainty });
}

function readIdentityNumber(
  row: RowReader,
  write: LeafWriter,
  stated: string | undefined,
  citizenships: readonly (Json | undefined)[],
): void {
  const column = "prs_IdentityNumber";
  const number = row.read(column);
  if (number === "") return;
  const only = new Set(citizenships).size === 1 ? citizenships[0] : undefined;
  const issuer = stated === "citizenship" ? only : stated;
  if (issuer === undefined) row.leave(column, "unstated");
  else write(column, "identity.nationalNumber", { issuer, number });
}

function readContact(row: RowReader, write: LeafWriter): void {
  const mobile = row.read("prs_MobilePhone");
  if (mobile !== "") {
    const digits = mobile.replace(/[ ()-]/g, "");
    const phone = digits.startsWith("+") ? digits : `+${digits}`;
    const written = write("prs_MobilePhone", "contact.phone", phone);
    if (written && phone !== mobile) row.normalised("prs_MobilePhone", "phone");
  }
  const email = row.read("prs_Email");
  if (email !== "") write("prs_Email", "contact.email", email);
}

const OLDEST = 130;
const DATE = /^\d{4}(-\d{2}){0,2}$/;
/** XAA to XEE for the test countries XA to XE, from the user-assigned range of ISO 3166-1. */
const INVENTED = /^(X([A-E]))\2$/i;
const NAME_PARTS = [
  ["prs_FirstName", "forename"],
  ["prs_MiddleName", "forename"],
  ["prs_SecondName", "surname"],
] as const;
