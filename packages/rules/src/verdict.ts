import { NEVER_QUARANTINED } from "@safepassage/schema";
import type { Finding, Verdict } from "./judgement.ts";

/** Decides what becomes of a message from what was found. */
export function decideVerdict(findings: readonly Finding[], threatToLife: boolean): Verdict {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return findings.length === 0 ? "accept" : "acceptWithWarnings";
  // Forged or leaking is refused even then: holding it would spread what must not be known.
  return threatToLife && !errors.some(isNeverQuarantined) ? "quarantine" : "reject";
}

/** Whether the sender says that a life is at stake. Read from a sound claim, or it does not count. */
export function isThreatToLife(claims: Readonly<Record<string, unknown>>): boolean {
  const urgency = claims["private.urgency"] as { level: string; ground: string } | undefined;
  return urgency?.level === "emergency" && urgency.ground === "threatToLife";
}

function isNeverQuarantined({ rule, stage }: Finding): boolean {
  return stage === "structural" || NEVER_QUARANTINED.includes(rule);
}
