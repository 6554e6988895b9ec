import type { LogEvent } from "@safepassage/agency";
import { type AgreementFile, readAgreements } from "@safepassage/agency/node";
import { type Clock, ProtocolError, toInstant } from "@safepassage/core";
import type { AgencyRegistry } from "@safepassage/trust";
import type { Finding, FindingCode } from "../findings/finding.ts";
import { judgeAgreements } from "../findings/judge-agreements.ts";

/** The agreements of a gateway that runs, read again when somebody asks. */
export interface AgreementWatch {
  /** The signed texts; the same list until others count. */
  texts(): readonly string[];
  /** Reads the folder again. If something in it is no agreement, those before stay. */
  look(): void;
  /** What in the folder is no agreement, and which agreements do not hold or end soon. */
  findings(): readonly Finding[];
}

interface FollowOptions {
  readonly entity: string;
  /** The registry that is used now. It may throw. */
  readonly registry: () => AgencyRegistry;
  readonly clock: Clock;
  readonly log: (event: LogEvent) => void;
}

export function followAgreements(
  folder: string,
  first: readonly AgreementFile[],
  { entity, registry, clock, log }: FollowOptions,
): AgreementWatch {
  const textsOf = (files: readonly AgreementFile[]) => files.map(({ text }) => text);
  let files = first;
  let texts = textsOf(first);
  let refused: readonly Finding[] = [];
  /** The last judgement. Health is asked for often, and each judgement verifies all signatures twice. */
  let judged:
    | { readonly by: readonly unknown[]; readonly findings: readonly Finding[] }
    | undefined;
  const judge = (): readonly Finding[] => {
    const held = heldOf(registry);
    // Without a registry nobody knows whose signatures count. Readiness tells that.
    if (held === undefined) return [];
    const at = clock.now();
    const by = [held, files, toInstant(at).slice(0, "2026-11-24T09:02".length)];
    if (judged === undefined || by.some((one, index) => one !== judged?.by[index])) {
      const findings = judgeAgreements(files, { registry: held, entity, at });
      judged = { by, findings: findings.filter(({ code }) => TOLD.has(code)) };
    }
    return judged.findings;
  };
  return {
    texts: () => texts,
    look() {
      const { value, faults } = readAgreements(folder);
      refused = faults.map((fault): Finding => ({ ...fault, level: "warning" }));
      if (value === undefined || faults.length > 0) return log({ event: "agreementsRefused" });
      const next = textsOf(value);
      if (next.join("\n") === texts.join("\n")) return;
      files = value;
      texts = next;
      log({ event: "agreementsRead" });
    },
    findings: () => [...refused, ...judge()],
  };
}

export function heldOf(registry: () => AgencyRegistry): AgencyRegistry | undefined {
  try {
    return registry();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** What comes about while a gateway runs. That none is in force is found by readiness. */
const TOLD: ReadonlySet<string> = new Set<FindingCode>([
  ...(["AGREEMENT_INVALID", "AGREEMENT_ENDS", "AGREEMENT_KEY_ENDS"] as const),
  "AGREEMENT_DUTY_MISSING",
  "AGREEMENT_RETENTION_SHORT",
]);
