import { NEVER_QUARANTINED } from "@safepassage/schema";
import type { Finding, Verdict } from "../judgement.ts";

/** Decides what becomes of a message from what was found. */
export function decideVerdict(findings: readonly Finding[], threatToLife: boolean): Verdict {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return findings.length === 0 ? "accept" : "acceptWithWarnings";
  // Forged or leaking is refused even then: holding it would spread what must not be known.
  return threatToLife && !errors.some(isNeverQuarantined) ? "quarantine" : "reject";
}

function isNeverQuarantined({ rule, stage }: Finding): boolean {
  return stage === "structural" || NEVER_QUARANTINED.includes(rule);
}
