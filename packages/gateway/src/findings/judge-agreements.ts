import { isDeserted, isPast } from "@safepassage/agency";
import { type AgreementFile, FOLDER } from "@safepassage/agency/node";
import { ProtocolError, toInstant } from "@safepassage/core";
import { verifyAgreement } from "@safepassage/message";
import { type Agreement, findDuty, PROFILE_DIGEST, purposesWithoutDay } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { type Finding, finding } from "./finding.ts";

interface Judging {
  readonly registry: AgencyRegistry;
  readonly entity: string;
  readonly at: Date;
}

/** Finds which agreements count, and for how long. */
export function judgeAgreements(
  files: readonly AgreementFile[],
  judging: Judging,
): readonly Finding[] {
  const judged = files.map((file) => judgeOne(file, judging));
  const usable = judged.flatMap(({ agreement }) => agreement ?? []);
  const signed = judged.flatMap(({ known }) => known ?? []);
  const standing = { ...judging, agreements: usable };
  // An agreement that is past stays while its parties owe each other something: that it does not verify, or lacks what the version in its
  // place has, is no fault. A party that has left signs no other.
  const told = judged.flatMap(({ findings }, index) =>
    findings.filter(({ code }) => {
      const known = judged[index]?.known;
      if (known !== undefined && TO_SIGN.has(code) && isDeserted(known, judging)) return false;
      if (code === "AGREEMENT_ENDS") return !isFollowed(known, signed);
      if (code === "AGREEMENT_OVER") return !isRenewed(known, signed);
      return !OF_THE_PRESENT.has(code) || !isPast(files[index]?.text ?? "", standing);
    }),
  );
  return [...told, ...judgeInForce(usable, judging.entity)];
}

/** The agreements of some files that are in force now, and name the agency. */
export const agreementsInForce = (files: readonly AgreementFile[], judging: Judging) =>
  files.flatMap((one) => {
    const { agreement } = judgeOne(one, judging);
    return agreement === undefined ? [] : [{ file: one.file, agreement }];
  });

/** Finds whether anything can be exchanged at all under the agreements that are in force. */
export function judgeInForce(inForce: readonly Agreement[], entity: string): readonly Finding[] {
  const usable = inForce.some((agreement) => isOurs(agreement, entity) && isCurrent(agreement));
  return usable ? [] : [finding("AGREEMENT_NONE", FOLDER.agreements)];
}

interface Judged {
  /** If it is in force. */
  readonly agreement?: Agreement;
  /** If it verifies and names the agency, whatever its days. */
  readonly known?: Agreement;
  readonly findings: readonly Finding[];
}

function judgeOne({ file, text }: AgreementFile, { registry, entity, at }: Judging): Judged {
  const agreement = verified(text, registry, at);
  if (agreement === undefined) return { findings: [finding("AGREEMENT_INVALID", file)] };
  if (!isOurs(agreement, entity)) return { findings: [finding("AGREEMENT_OF_OTHERS", file)] };
  const [today, soon] = [at, new Date(at.getTime() + SOON_MS)].map((day) =>
    toInstant(day).slice(0, 10),
  ) as [string, string];
  const known = agreement;
  if (agreement.from > today) return { known, findings: [finding("AGREEMENT_NOT_YET", file)] };
  if (agreement.until < today) return { known, findings: [finding("AGREEMENT_OVER", file)] };
  const findings = [
    ...(agreement.until < soon ? [finding("AGREEMENT_ENDS", file)] : []),
    ...(isCurrent(agreement) ? [] : [finding("AGREEMENT_OUTDATED", file)]),
    ...(lacksDuty(agreement, registry, entity, at)
      ? [finding("AGREEMENT_DUTY_MISSING", file)]
      : []),
    ...(purposesWithoutDay(agreement).length > 0
      ? [finding("AGREEMENT_RETENTION_SHORT", file)]
      : []),
    // Keys that end are those of today's registry: a new one may list more.
    ...(verified(text, registry, new Date(at.getTime() + SOON_MS)) === undefined
      ? [finding("AGREEMENT_KEY_ENDS", file)]
      : []),
  ];
  return { agreement, known, findings };
}

/** Whether another version is there that goes on without a gap: nobody has to sign one. */
function isFollowed(ending: Agreement | undefined, signed: readonly Agreement[]): boolean {
  if (ending === undefined) return false;
  const { id, until } = ending;
  const next = toInstant(new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS)).slice(0, 10);
  return signed.some(
    (one) => one.id === id && one.from <= next && one.until > until && isCurrent(one),
  );
}

/** Whether a later version is there, with or without a gap: of that one it is told what is still to be done. */
const isRenewed = (over: Agreement | undefined, signed: readonly Agreement[]): boolean =>
  signed.some(({ id, until }) => over !== undefined && id === over.id && until > over.until);

function verified(text: string, registry: AgencyRegistry, at: Date): Agreement | undefined {
  try {
    return verifyAgreement(text, registry, at);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return undefined;
  }
}

/** Whether the agency could not cite any law for an erasure or a correction. Whether it is registered now is told elsewhere. */
function lacksDuty(
  agreement: Agreement,
  registry: AgencyRegistry,
  entity: string,
  at: Date,
): boolean {
  const own = registry.findAgencyAt(entity, at);
  if (own === undefined) return false;
  return agreement.purposes.some((one) => findDuty("certify", own, one, agreement) === undefined);
}

const isOurs = ({ parties }: Agreement, entity: string): boolean => parties.includes(entity);
const isCurrent = ({ profiles }: Agreement): boolean => profiles.includes(PROFILE_DIGEST);

/** What asks the parties to sign another version. */
const TO_SIGN: ReadonlySet<string> = new Set([
  ...["AGREEMENT_DUTY_MISSING", "AGREEMENT_ENDS", "AGREEMENT_OUTDATED", "AGREEMENT_OVER"],
  "AGREEMENT_RETENTION_SHORT",
]);
/** What matters only while something is exchanged under an agreement: that its keys do not count, now or soon, or what it lacks. */
const OF_THE_PRESENT: ReadonlySet<string> = new Set([
  ...["AGREEMENT_DUTY_MISSING", "AGREEMENT_INVALID", "AGREEMENT_KEY_ENDS", "AGREEMENT_OUTDATED"],
  "AGREEMENT_RETENTION_SHORT",
]);
const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;
