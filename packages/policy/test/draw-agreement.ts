import {
  type Agreement,
  type AgreementRow,
  findField,
  LADDERS,
  laddersOf,
  PROFILE_DIGEST,
  type PurposeEntry,
} from "@safepassage/schema";
import type { Draw } from "./draw.ts";

/** An agreement on the purpose, with rows for most of its fields. */
export function drawAgreement(
  draw: Draw,
  purpose: PurposeEntry,
  { plain = false, generous = false }: { readonly plain?: boolean; readonly generous?: boolean },
): Agreement {
  const fields = [
    ...purpose.required,
    ...purpose.allowed,
    ...purpose.conditional.map(({ field }) => field),
  ];
  const conditional = purpose.conditional.map(({ field }) => field);
  return {
    id: "AGR-TEST",
    version: "1.0",
    sha256: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
    state: plain || draw.chance(0.97) ? "inForce" : "suspended",
    from: "2026-09-01",
    until: "2028-08-31",
    parties: ["https://sender.test", "https://recipient.test"],
    purposes: [purpose.id],
    purposeDefault: draw.chance(0.85),
    rows: [...draw.some(fields, 0.7), ...draw.some(conditional, generous ? 0.9 : 0.3)].map(
      (field) => drawRow(draw, purpose, field, plain),
    ),
    nationalProvisions: ["XB", "XC"].map((country) => ({
      purpose: purpose.id,
      basis: `NAT-${country}#act-1`,
    })),
    noIdentificationClause: !plain && draw.chance(0.4),
    quasiIdentifierBound: draw.int(10, 24),
    k: 11,
    epsilonBudget: "1.0",
    staleness: "P12M",
    domesticConditions: [],
    schengenAsEu: true,
    minAssurance: 2,
    equivalentRegimes: [],
    roles: {
      controllers: ["https://sender.test", "https://recipient.test"],
      joint: false,
      processors: [],
    },
    dpo: true,
    dpiaRef: "dpia-test",
    logRetention: "P5Y",
    documentation: "P5Y",
    justificationReaders: ["dataProtectionOfficer", "supervisoryAuthority"],
    profiles: [PROFILE_DIGEST],
  };
}

function drawRow(draw: Draw, purpose: PurposeEntry, field: string, plain: boolean): AgreementRow {
  const row = { purpose: purpose.id, field, explicit: draw.chance(0.6), strict: draw.chance(0.6) };
  if (plain) return row;
  const recipient = draw.pick([
    undefined,
    undefined,
    "https://recipient.test",
    "https://other.test",
  ]);
  const entry = findField(field);
  const position = entry === undefined ? undefined : laddersOf(entry)[0];
  const rungs = position === undefined ? [] : (LADDERS[position.name] ?? []);
  const max =
    position !== undefined && draw.chance(0.3)
      ? [{ ladder: position.name, rung: draw.pick(rungs).rung }]
      : undefined;
  return {
    ...row,
    ...(recipient === undefined ? {} : { recipient }),
    ...(max === undefined ? {} : { max }),
  };
}
