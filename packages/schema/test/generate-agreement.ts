import type { Json, JsonObject } from "@safepassage/core";
import { distinct, generateAgency, generateRung, generateType } from "./generate-value.ts";
import type { Random } from "./random.ts";

/** An agreement, with its state and digest. */
export function generateAgreement(random: Random): JsonObject {
  const pattern = (name: string): Json => generateType(random, { t: "pattern", pattern: name });
  const codes = (list: string, min: number, max: number): Json[] =>
    distinct(random.int(min, max), () => generateType(random, { t: "enum", list }));
  const agencies = (min: number, max: number): Json[] =>
    distinct(random.int(min, max), () => generateAgency(random));
  const days = distinct(2, () => generateType(random, { t: "date", profile: "day" })).sort();
  const purpose = (): Json => generateType(random, { t: "enum", list: "purpose" });
  const duration = (): Json => generateType(random, { t: "duration" });
  return {
    id: pattern("agreement_id"),
    version: pattern("semver"),
    sha256: random.octets(32),
    state: random.pick(["inForce", "suspended", "ended"]),
    from: days[0] ?? "2026-01-01",
    until: days.at(-1) ?? "2026-01-01",
    parties: agencies(2, 5),
    purposes: codes("purpose", 1, 6),
    purposeDefault: random.chance(0.5),
    rows: distinct(random.int(0, 12), () => ({
      purpose: purpose(),
      field: generateType(random, { t: "fieldId" }),
      explicit: random.chance(0.5),
      strict: random.chance(0.5),
      ...(random.chance(0.3) ? { recipient: generateAgency(random) } : {}),
      ...(random.chance(0.3)
        ? { max: Array.from({ length: random.int(0, 3) }, () => generateRung(random)) }
        : {}),
    })),
    nationalProvisions: distinct(random.int(0, 3), () => ({
      purpose: purpose(),
      basis: pattern("legal_basis"),
      ...(random.chance(0.3) ? { transposes: pattern("legal_basis") } : {}),
    })),
    noIdentificationClause: random.chance(0.5),
    quasiIdentifierBound: random.int(0, 64),
    k: random.int(3, 100),
    epsilonBudget: random.chance(0.5) ? "1.0" : pattern("decimal2"),
    staleness: duration(),
    domesticConditions: codes("handling_conditions", 0, 4),
    schengenAsEu: random.chance(0.5),
    minAssurance: random.int(1, 3),
    equivalentRegimes: codes("regime", 0, 3),
    roles: {
      controllers: agencies(1, 3),
      joint: random.chance(0.5),
      processors: agencies(0, 2),
    },
    dpo: random.chance(0.5),
    dpiaRef: pattern("slug"),
    logRetention: duration(),
    documentation: duration(),
    ...(random.chance(0.5) ? { justificationReaders: ["supervisor", "criminalCourt"] } : {}),
    profiles: distinct(random.int(1, 4), () => random.octets(32)),
    ...(random.chance(0.3) ? laterMembers(random) : {}),
  };
}

function laterMembers(random: Random): JsonObject {
  const purposes = distinct(random.int(1, 4), () =>
    generateType(random, { t: "enum", list: "purpose" }),
  );
  const duration = (): Json => generateType(random, { t: "duration" });
  const witness = (supervisory: boolean) => ({
    entity: generateAgency(random),
    key: `witness.test/w${random.int(0, 99_999)}+${random.int(10_000_000, 99_999_999)}+BGk=`,
    supervisory,
  });
  const members = [witness(true), ...distinct(random.int(0, 2), () => witness(random.chance(0.5)))];
  return {
    protocols: distinct(random.int(1, 3), () => `${random.int(1, 9)}.${random.int(0, 9)}`),
    retention: purposes.map((purpose) => ({
      purpose,
      ceiling: duration(),
      ...(random.chance(0.5) ? { from: "caseClosed" } : {}),
    })),
    secondOfficer: purposes,
    degraded: { queue: duration(), journal: random.int(0, 10_000) },
    witnesses: { quorum: random.int(1, members.length), members },
  };
}
