import type { Json, JsonObject } from "@safepassage/core";
import { BODY_BOUNDS, FIELDS, findField, KINDS } from "../src/catalogue/catalogue.ts";
import type { JsonSchemaName } from "../src/json-schema/index.ts";
import type { DraftClear } from "../src/message-model.ts";
import { clearToClaims } from "../src/wire.ts";
import {
  distinct,
  generateAgency,
  generateCount,
  generateField,
  generateRung,
  generateType,
  generateUuid,
  generateValue,
} from "./generate-value.ts";
import type { Random } from "./random.ts";

/** A document that this package accepts. */
export function generateDocument(random: Random, name: JsonSchemaName): JsonObject {
  switch (name) {
    case "draft":
      return generateMessage(random, false);
    case "message":
      return generateMessage(random, true);
    case "payload":
      return {
        ...clearToClaims(generatePlace(random, "clear", false) as unknown as DraftClear),
        _sd: distinct(2, () => random.octets(32)).sort(),
        _sd_alg: "sha-256",
      };
    case "receipt":
      return generateReceipt(random, random.pick(["delivered", "decided", "refused"]));
    case "receipt-delivered":
      return generateReceipt(random, "delivered");
    case "receipt-decided":
      return generateReceipt(random, "decided");
    case "receipt-refused":
      return generateReceipt(random, "refused");
    case "agreement":
      return generateAgreement(random);
    case "agreement-text": {
      const { sha256: _digest, state: _state, ...text } = generateAgreement(random);
      return text;
    }
    case "consent":
      return { ref: random.octets(16), ...generateScope(random) };
    case "consent-record":
      return generateRecord(random);
    case "consent-claims":
      return generateClaims(random);
    case "authorisation-claims":
      return generateAuthorisation(random);
  }
}

function generateMessage(random: Random, decoded: boolean): JsonObject {
  return {
    clear: generatePlace(random, "clear", decoded),
    private: generatePlace(random, "private", true),
    body: generateBody(random),
  };
}

function generatePlace(random: Random, place: "clear" | "private", decoded: boolean): JsonObject {
  const fields = FIELDS.filter(
    (field) => field.place === place && (decoded || !field.id.startsWith("env.digest.")),
  );
  const entries = fields.flatMap(({ id, card }): [string, Json][] => {
    const isOptional = card.min === 0 && card.max === 1;
    if (isOptional && random.chance(0.5)) return [];
    return [[id, id === "env.test" ? true : generateField(random, id)]];
  });
  return Object.fromEntries(entries);
}

function generateBody(random: Random): JsonObject {
  const gids = distinct(random.int(0, 6), () => random.octets(16)) as string[];
  return Object.fromEntries(gids.map((gid) => [gid, generateGroup(random, gids)]));
}

function generateGroup(random: Random, gids: readonly string[]): JsonObject {
  const kinds = Object.keys(KINDS);
  // A kind that nobody knows is for rule R71 to refuse, and may hold fields of any kind.
  const kind = random.chance(0.08) ? "somethingElse" : random.pick([...kinds, ...NAMED]);
  const fields = FIELDS.filter(
    ({ group, place }) => place === "leaf" && (group === kind || kind === "somethingElse"),
  );
  const leaves = random
    .some(fields, kind === "somethingElse" ? 0.05 : 0.6)
    .flatMap(({ id }) => generateLeaves(random, id));
  return {
    kind,
    links: random.some(gids, 0.3).slice(0, BODY_BOUNDS.links),
    ...(random.chance(0.7) ? { meta: generateMeta(random) } : {}),
    ...(random.chance(0.3) ? { ledCategory: generateValue(random, "subject.ledCategory") } : {}),
    ...(random.chance(0.3) ? { ageClass: generateValue(random, "subject.ageClass") } : {}),
    leaves: leaves.slice(0, BODY_BOUNDS.leaves),
  };
}

function generateLeaves(random: Random, field: string): Json[] {
  const nature = (): JsonObject =>
    random.chance(0.1) ? { nature: generateValue(random, "meta.nature") } : {};
  if (field === "correction.value") {
    const target = random.pick(
      FIELDS.filter(({ type }) => type.t !== "sameAs").map(({ id }) => id),
    );
    const path = `${random.octets(16)}/${target}`;
    const value = generateValue(random, "correction.target") as JsonObject;
    return [
      { f: "correction.target", v: { ...value, path } },
      { f: field, v: generateValue(random, target), ...nature() },
    ];
  }
  const { max } = findField(field)?.card ?? { max: 1 };
  const count = generateCount(random, 1, Math.min(max, 8));
  return Array.from({ length: count }, () => ({
    f: field,
    v: generateValue(random, field),
    ...nature(),
  }));
}

function generateMeta(random: Random): JsonObject {
  const fields = FIELDS.filter(({ group }) => group === "meta");
  return Object.fromEntries(
    fields.flatMap(({ id, card }): [string, Json][] =>
      card.min === 0 && random.chance(0.5)
        ? []
        : [[id.slice("meta.".length), generateValue(random, id)]],
    ),
  );
}

function generateReceipt(random: Random, kind: string): JsonObject {
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

function generateAgreement(random: Random): JsonObject {
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
  };
}

function generateScope(random: Random): JsonObject {
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

function generateRecord(random: Random): JsonObject {
  const { subject: _, ...terms } = generateScope(random);
  const person = random.pick(["case-17", "17", "дело 17", "A".repeat(128)]);
  const { validFrom } = terms;
  return { person, givenAt: validFrom ?? "2026-01-01T00:00:00Z", ...terms } as JsonObject;
}

function generateClaims(random: Random): JsonObject {
  const consent = {
    ...generateScope(random),
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

function generateAuthorisation(random: Random): JsonObject {
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

/** Kinds with texts that most can be wrong with, so that they are more often there. */
const NAMED = Array(6).fill(["identity", "organisation"]).flat();
