import type { Json, JsonObject } from "@safepassage/core";
import { distinct, generateAgency, generateType, generateUuid } from "./generate-value.ts";
import type { Random } from "./random.ts";

/** A receipt of a kind: `delivered`, `decided` or `refused`. */
export function generateReceipt(random: Random, kind: string): JsonObject {
  const digest = (): string => random.octets(32);
  const code = (): string => random.pick(["MESSAGE_SENDER_UNKNOWN", "TRUST_REPLAYED"]);
  const base = {
    kind,
    iss: generateAgency(random),
    jti: generateUuid(random),
    iat: random.int(0, 253_402_300_799),
    spp: "1.0",
  };
  if (kind === "refused") {
    return {
      ...base,
      ...(random.chance(0.5) ? { aud: generateAgency(random) } : {}),
      sealed: digest(),
      ...(random.chance(0.5) ? { msg: digest() } : {}),
      code: code(),
      ...(random.chance(0.5) ? { rule: "E07" } : {}),
    };
  }
  const evidence = {
    ...base,
    aud: generateAgency(random),
    profile: digest(),
    msg: digest(),
    sd_hash: digest(),
    resolved: distinct(random.int(0, 20), digest).sort(),
  };
  if (kind === "delivered") return evidence;
  return {
    ...evidence,
    verdict: random.pick(["accept", "acceptWithWarnings", "reject", "quarantine"]),
    tier: random.pick(["structural", "schema", "context", "state"]),
    findings: Array.from({ length: random.int(0, 4) }, () => ({
      rule: "R01",
      severity: random.pick(["error", "warn"]),
      kind: random.pick(["message", "subject"]),
      code: random.pick(["R01_FIELD_NOT_PERMITTED", "R01_X2"]),
    })),
    decidedBy: random.pick(["rules", "person"]),
  };
}

/** What one consent says. */
export function generateScope(random: Random): JsonObject {
  const instants = distinct(2, () => generateType(random, { t: "instant" })).sort();
  const code = (list: string): Json => generateType(random, { t: "enum", list });
  return {
    subject: random.octets(16),
    status: code("consent_status"),
    giver: code("consent_giver"),
    giverIsSuspect: random.chance(0.5),
    purposes: distinct(random.int(1, 5), () => code("purpose")),
    recipients: distinct(random.int(1, 4), () => generateAgency(random)),
    scope: distinct(random.int(1, 8), () => generateType(random, { t: "fieldId", orKind: true })),
    validFrom: instants[0] ?? "2026-01-01T00:00:00Z",
    validUntil: instants.at(-1) ?? "2026-01-01T00:00:00Z",
    withdrawnAt: random.chance(0.5) ? null : generateType(random, { t: "instant" }),
    language: code("iso639-3"),
    languageUnderstood: random.chance(0.5),
    withdrawalMethod: random.chance(0.5),
  };
}

/** A record of consent, as a sender keeps it. */
export function generateRecord(random: Random): JsonObject {
  const { subject: _, ...terms } = generateScope(random);
  const person = random.pick(["case-17", "17", "дело 17", "A".repeat(128)]);
  const { validFrom } = terms;
  return { person, givenAt: validFrom ?? "2026-01-01T00:00:00Z", ...terms } as JsonObject;
}

/** Claims of a consent assertion. */
export function generateClaims(random: Random): JsonObject {
  const scope = generateScope(random);
  const consent = {
    ...scope,
    purposes: (scope["purposes"] as Json[]).slice(0, 1),
    recipients: (scope["recipients"] as Json[]).slice(0, 1),
    validFrom: "1990-01-01T00:00:00Z",
    validUntil: "2090-01-01T00:00:00Z",
  } as JsonObject;
  const exp = random.int(1_000_000_000, Date.parse("2090-01-01T00:00:00Z") / 1000);
  return {
    iss: generateAgency(random),
    aud: random.pick(consent["recipients"] as readonly string[]),
    jti: random.octets(16),
    iat: random.int(0, exp),
    exp,
    consent,
  };
}

/** Claims of an authorisation. */
export function generateAuthorisation(random: Random): JsonObject {
  const isOrder = random.chance(0.5);
  const exp = random.int(1_000_000_000, Date.parse("2090-01-01T00:00:00Z") / 1000);
  const members: JsonObject = isOrder
    ? {
        kind: "judicialOrder",
        authority: random.pick(["judge", "court", "investigatingJudge", "publicProsecutor"]),
        capacity: random.pick(["issued", "validated"]),
        scope: [random.pick(["evidence", "identity.names"])],
        ...(random.chance(0.5) ? { evidenceKind: "EPOC", categories: ["trafficData"] } : {}),
        ...(random.chance(0.5) ? { offence: "0204" } : {}),
      }
    : { kind: "providerConsent", decision: random.octets(32) };
  return {
    iss: generateAgency(random),
    aud: generateAgency(random),
    jti: random.octets(16),
    iat: random.int(0, exp - 1),
    exp,
    nonce: random.octets(16),
    authorisation: {
      ...members,
      purposes: ["JUDICIAL_EVIDENCE"],
      recipient: generateAgency(random),
      content: random.octets(32),
      validUntil: "2090-01-01",
    },
  };
}
