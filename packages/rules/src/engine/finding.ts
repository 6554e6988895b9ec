import { isCitationRead, type RuleEntry } from "@safepassage/schema";
import { compare } from "../in-order.ts";
import type { Finding, Severity, Tier } from "../judgement.ts";
import type { Wording } from "../messages/wording.ts";
import type { PackEntry } from "../pack.ts";
import type { Hit } from "../rule.ts";

/** Puts a hit into words, which come from messages and catalogue, never from the judged message. */
export function toFinding(
  hit: Hit,
  entry: RuleEntry | PackEntry,
  { wording, purpose }: { readonly wording: Wording; readonly purpose?: string | undefined },
  { stage, severity }: { readonly stage: Tier; readonly severity: Severity },
): Finding {
  const place = { field: hit.field, kind: hit.groupKind, purpose };
  return {
    rule: entry.id,
    code: hit.code,
    severity,
    stage,
    pointer: hit.pointer,
    ...(hit.groupKind === undefined ? {} : { groupKind: hit.groupKind }),
    ...(hit.field === undefined ? {} : { field: hit.field }),
    sentence: wording.sentence(hit.code, place),
    citation: entry.citation,
    citationStatus: entry.citationStatus,
    citationRead: isCitationRead(entry.citationStatus),
    fix: wording.fix(hit.code, entry.id, place),
  };
}

/**
 * A field with several values, each refused for the same reason, is one finding. Fields that are
 * missing are one each, though all of them are missing from the same place.
 */
export function dedupe(findings: readonly Finding[]): Finding[] {
  if (findings.length === 0) return [];
  const byPlace = new Map(
    findings.map((finding) => [
      `${finding.code} ${finding.pointer} ${finding.field ?? ""} ${finding.corrected?.pointer ?? ""}`,
      finding,
    ]),
  );
  return [...byPlace.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, finding]) => finding);
}
