import {
  type Agency,
  type Agreement,
  type AgreementRow,
  type Authorisation,
  type Body,
  type Consent,
  type Draft,
  EXCHANGE_TYPES,
  FIELDS,
  findCode,
  findField,
  type Group,
  KINDS,
  LADDERS,
  type Leaf,
  laddersOf,
  PROFILE_DIGEST,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";
import type * as fc from "fast-check";
import type { PolicyInput } from "../src/index.ts";
import { drawOpaque, drawValue } from "./arbitrary-value.ts";
import { arbitraryBy, type Draw } from "./draw.ts";

/** What a generated message may hold beside what every one does. */
export interface MessageOptions {
  /**
   * Only what the condition and purpose tables decide: bases count, the agreement applies and sets
   * no ceilings, nothing is inherited, nobody is under a no-identification clause.
   */
  readonly plain?: boolean;
  /** Ids of purposes. Left out: all, those that coarsen much more often. */
  readonly purposes?: readonly string[];
  /** Much of what conditions ask for is there. All purposes alike. */
  readonly generous?: boolean;
  /** Two or three persons. */
  readonly crowded?: boolean;
}

/**
 * Well-typed messages of all purposes and types, as a case file would fill them: more than anyone
 * should get, and much of it too precise.
 */
export function arbitraryInput(options: MessageOptions = {}): fc.Arbitrary<PolicyInput> {
  return arbitraryBy((draw) => drawInput(draw, options));
}

function drawInput(draw: Draw, options: MessageOptions): PolicyInput {
  const { plain = false, generous = false, crowded = false, purposes } = options;
  const chosen = PURPOSES.filter(({ id }) => purposes?.includes(id));
  const purpose = draw.pick(
    purposes ? chosen : draw.chance(0.6) && !generous ? COARSENING : PURPOSES,
  );
  const messageType = draw.chance(0.9)
    ? draw.pick(purpose.opens.messageTypes)
    : draw.pick([...Object.keys(EXCHANGE_TYPES), "response", "response"]);
  const sender = drawAgency(draw, "https://sender.test", purpose.opens.senders);
  const recipient = drawAgency(draw, "https://recipient.test", purpose.opens.recipients);
  const body = drawBody(draw, purpose, messageType, { generous, crowded });
  const agreement = drawAgreement(draw, purpose, options);
  const necessity = drawNecessity(draw, body, generous);
  const message: Draft = {
    clear: {
      "env.messageId": "865ff681-7704-4470-8135-68a89da147d0",
      "env.protocol": "1.0",
      "env.profile": PROFILE_DIGEST,
      "env.test": true,
      "env.messageType": messageType,
      "env.createdAt": "2026-11-24T09:00:00Z",
      "env.deliverBy": "2026-11-26T09:00:00Z",
      "env.sender.agencyId": sender.entity,
      "env.sender.agencyType": sender.type,
      "env.sender.country": sender.country,
      "env.sender.regime": sender.regime,
      "env.recipient.agencyId": recipient.entity,
      "env.recipient.agencyType": recipient.type,
      "env.recipient.country": recipient.country,
      "env.recipient.regime": recipient.regime,
      "env.holder": { entity: recipient.entity, thumbprint: drawOpaque(draw, 256) },
      "env.purpose": purpose.id,
      "env.legalBasis": drawBases(draw, purpose, messageType, sender, plain),
      "env.agreementRef": {
        id: agreement.id,
        version: agreement.version,
        sha256: agreement.sha256,
      },
      "env.shapeMark": draw.pick(
        Object.values(body).some(({ kind }) => kind === "subject")
          ? ["full", "full", "sis"]
          : ["full", "noSubject"],
      ),
      "env.handling.europol": [],
      "env.handling.conditions": draw.some(PASSED_ON, 0.7),
      "env.retention.eraseBy": "2026-12-19",
      "env.transfer.basis": "INTRA_EU",
      "env.channelGround": "none",
      "env.classification": "unclassified",
    },
    private: {
      "private.caseRef": "GZLBk5jwS-ZaGeoBSFNZnw",
      "private.officerRef": "DbuugpeO5suWeHb8_3XMg5zlU1n9JAA0dE3u6WVhuOQ",
      "private.officerAssurance": 2,
      "private.exchangeId": "JPudh73WRpbPUd4sNyzTBA",
      "private.necessity": necessity,
      "private.urgency": draw.pick([
        { level: "routine", ground: "none" },
        { level: "urgent", ground: "threatToLife" },
        { level: "emergency", ground: "threatToLife" },
      ]),
      "private.consentRefs": [],
      "private.consentAssertions": [],
      "private.authorisations": [],
      "private.priorAuthorisations": [],
      "private.provenance": plain || draw.chance(0.88) ? [] : [drawSource(draw)],
    },
    body,
  };
  return {
    message,
    agreement,
    consents: drawConsents(draw, purpose, body),
    authorisations: draw.chance(generous ? 0.9 : 0.6)
      ? [
          drawAuthorisation(draw, {
            purpose: purpose.id,
            body,
            country: sender.country,
            recipient: recipient.entity,
          }),
        ]
      : [],
    registry: { sender, recipient, states: {}, shelters: [], named: NAMED },
    now: "2026-11-24T09:02:00Z",
    exchange: draw.chance(generous ? 0.7 : 0.2) ? [EARLIER_SEARCH] : [],
  };
}

function drawAgency(draw: Draw, entity: string, types: readonly string[]): Agency {
  const type = draw.chance(0.95) ? draw.pick(types) : "serviceProvider";
  return {
    entity,
    type,
    country: draw.pick(["XB", "XC"]),
    regime: LED_TYPES.has(type) ? "LED" : "GDPR",
    flags: { vawa: false, shelter: false, publicPowers: true, officialAuthority: true },
    ...(["prosecutor", "court"].includes(type) && { judicialRoles: ["publicProsecutor", "judge"] }),
  };
}

/** Bases that count; now and then consent alone, or none that counts. */
function drawBases(
  draw: Draw,
  purpose: PurposeEntry,
  messageType: string,
  { regime, country }: Agency,
  plain: boolean,
): readonly string[] {
  const own = Object.hasOwn(EXCHANGE_TYPES, messageType)
    ? EXCHANGE_TYPES[messageType]?.bases
    : "purpose";
  const entries = own === undefined || own === "purpose" ? purpose.legalBases : own;
  const counting = entries.filter(({ basis, validFrom, validUntil, inForce, onlyFor }) => {
    const regimes = findCode("legal_instrument", basis.split("#")[0] ?? "")?.["regimes"];
    const isLive = inForce !== false && onlyFor === undefined && (validFrom ?? "") <= "2026-11-24";
    return (
      isLive &&
      (validUntil ?? "9") >= "2026-11-24" &&
      Array.isArray(regimes) &&
      regimes.includes(regime)
    );
  });
  const national = `NAT-${country}#act-1`;
  if (draw.chance(0.15) && counting.some(({ basis }) => basis === "GDPR#6(1)(a)")) {
    return ["GDPR#6(1)(a)"];
  }
  const chosen = draw.some(counting, 0.6).map(({ basis }) => basis);
  const named = [...chosen.slice(0, 7), national];
  if (!plain)
    return draw.chance(0.04)
      ? ["GDPR#5(1)(c)"]
      : draw.chance(0.9) || chosen.length === 0
        ? named
        : chosen.slice(0, 8);
  return named;
}

function drawAgreement(
  draw: Draw,
  purpose: PurposeEntry,
  { plain = false, generous = false }: MessageOptions,
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

/** Persons first, then groups of the kinds that the purpose knows, and some that it does not. */
function drawBody(
  draw: Draw,
  purpose: PurposeEntry,
  messageType: string,
  { generous, crowded }: { readonly generous: boolean; readonly crowded: boolean },
): Body {
  const known = knownFields(purpose, messageType);
  const fine = FIELDS.flatMap(({ id }) => (isTooFineFor(purpose, id) ? [id] : []));
  const groups = new Map<string, Group>();
  const few = () => (draw.chance(generous ? 0.2 : 0.1) ? 0 : draw.chance(0.15) ? 2 : 1);
  const persons = crowded ? draw.int(2, 3) : few();
  for (let index = 0; index < persons; index += 1) addGroup(draw, groups, "subject", known, fine);
  const kindOf = (field: string): string => findField(field)?.group ?? "";
  const kinds = [...new Set(known.map(kindOf))].filter((kind) => kind !== "subject");
  const fineKinds = [...new Set(fine.map(kindOf))].filter((kind) => kind !== "subject");
  if (generous) {
    // What some conditions look for beside the leaf they judge.
    addGroup(draw, groups, "event", ["event.offence"], [], 0.8);
    addGroup(
      draw,
      groups,
      "assessment",
      ["assessment.childProtection", "assessment.humanCheck"],
      [],
      0.8,
    );
  }
  for (const kind of draw.some(fineKinds, 0.8)) addGroup(draw, groups, kind, known, fine);
  const share = generous ? 0.7 : 0.25;
  for (const kind of draw.some(kinds, generous ? 0.8 : 0.3)) {
    addGroup(draw, groups, kind, known, fine, share);
  }
  if (draw.chance(0.1)) addGroup(draw, groups, draw.pick(Object.keys(KINDS)), known, fine);
  return Object.fromEntries(groups);
}

/** Whether case files hold a field finer than the purpose takes it, and a coarser value is taken. */
function isTooFineFor({ required, allowed }: PurposeEntry, field: string): boolean {
  const coarser = COARSER[field];
  return coarser !== undefined && [...required, ...allowed].includes(coarser);
}

function addGroup(
  draw: Draw,
  groups: Map<string, Group>,
  kind: string,
  known: readonly string[],
  fine: readonly string[],
  share = 0.25,
): void {
  const entry = KINDS[kind];
  if (entry === undefined) return;
  const targets = [...groups].flatMap(([gid, group]) =>
    kind !== "subject" && entry.links.to.includes(group.kind) ? [gid] : [],
  );
  if (targets.length === 0 && entry.links.min > 0) return;
  const links =
    targets.length === 0 ? [] : [...new Set([draw.pick(targets), ...draw.some(targets, 0.1)])];
  const isLinked = entry.links.min > 0 || draw.chance(0.85);
  groups.set(drawOpaque(draw, 128), {
    kind,
    links: isLinked ? links : [],
    ...(entry.asserted ? { meta: drawMeta(draw) } : {}),
    ...(kind === "subject"
      ? {
          ledCategory: draw.pick(["victim", "victim", "possibleVictim", "suspect", "witness"]),
          ageClass: draw.pick(["adult", "adult", "child", "presumedChild", "unknown"]),
        }
      : {}),
    leaves: entry.fields.flatMap((field) => drawLeaves(draw, field, known, fine, share)),
  });
}

function drawMeta(draw: Draw): NonNullable<Group["meta"]> {
  return {
    nature: draw.pick(["fact", "fact", "assessment", "statement"]),
    sourceEval: "B",
    infoEval: "2",
    asOf: draw.pick(["2026-11", "2026-06", "2026"]),
    verified: "notVerified",
    complete: "partial",
  };
}

function drawLeaves(
  draw: Draw,
  field: string,
  known: readonly string[],
  fine: readonly string[],
  knownShare: number,
): Leaf[] {
  const entry = findField(field);
  if (entry === undefined || entry.place !== "leaf" || entry.flags.includes("inherits")) return [];
  const isFine = fine.includes(field);
  const share =
    entry.card.min > 0 ? 0.95 : isFine ? 0.85 : known.includes(field) ? knownShare : 0.02;
  if (!draw.chance(share)) return [];
  const count = isFine ? draw.int(1, Math.min(entry.card.max, 4)) : 1;
  const values = Array.from({ length: count }, () => drawValue(draw, field, isFine));
  const distinct = values.filter(
    (value, index) =>
      values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === index,
  );
  return distinct.map((v) => ({
    f: field,
    v,
    ...(draw.chance(0.1) ? { nature: draw.pick(["fact", "statement"]) } : {}),
  }));
}

function drawNecessity(
  draw: Draw,
  body: Body,
  generous: boolean,
): Draft["private"]["private.necessity"] {
  const reasons = new Map<string, { path: string; reason: string }>();
  for (const [gid, { kind, leaves }] of Object.entries(body)) {
    const paths = leaves.map(({ f }) => `${gid}/${f}`);
    if (kind === "subject") paths.push(`${gid}/subject.ageClass`);
    for (const path of draw.some([...new Set(paths)], generous ? 0.9 : 0.4)) {
      const own = path.endsWith("ageClass") ? "PROVE_AGE" : draw.pick(REASONS);
      const all = generous ? [own, draw.pick(REASONS), "INCAPABLE_OF_CONSENT"] : [own];
      for (const reason of all) reasons.set(`${path} ${reason}`, { path, reason });
    }
  }
  return [...reasons.values()].slice(0, 64);
}

function drawConsents(draw: Draw, purpose: PurposeEntry, body: Body): readonly Consent[] {
  const kinds = [...new Set(Object.values(body).map(({ kind }) => kind))];
  return Object.entries(body).flatMap(([gid, { kind }]): Consent[] => {
    if (kind !== "subject" || !draw.chance(0.65)) return [];
    return [
      {
        ref: drawOpaque(draw, 128),
        subject: gid,
        status: draw.pick([
          "ConsentGiven",
          "ConsentGiven",
          "RenewedConsentGiven",
          "ConsentWithdrawn",
        ]),
        giver: draw.pick(["self", "self", "guardian"]),
        giverIsSuspect: draw.chance(0.05),
        purposes: [purpose.id],
        recipients: ["https://recipient.test"],
        scope: draw.some(kinds, 0.8),
        validFrom: "2026-11-01T00:00:00Z",
        validUntil: draw.pick([
          "2027-05-01T00:00:00Z",
          "2027-05-01T00:00:00Z",
          "2026-11-20T00:00:00Z",
        ]),
        withdrawnAt: null,
        language: "eng",
        languageUnderstood: true,
        withdrawalMethod: true,
      },
    ];
  });
}

function drawAuthorisation(
  draw: Draw,
  { purpose, body, country, recipient }: Authorised,
): Authorisation {
  return {
    issuer: {
      entity: "https://judge-b.test",
      type: "court",
      country: draw.chance(0.9) ? country : "XE",
      regime: "LED",
      judicialRoles: ["judge", "court", "publicProsecutor"],
    },
    purposes: [draw.chance(0.9) ? purpose : "STATISTICS"],
    recipient: draw.chance(0.9) ? recipient : "https://other.test",
    binds: draw.some(Object.keys(body), 0.9),
    entry: "private.authorisations/0",
    kind: draw.pick(["judicialOrder", "judicialOrder", "biometricSearch", "providerConsent"]),
    authority: draw.pick(["judge", "court", "publicProsecutor", "otherWithValidator"]),
    issuedAt: "2026-11-20T00:00:00Z",
    validUntil: draw.pick(["2026-12-31", "2026-11-24", "2026-11-23"]),
    scope: draw.some(["identity", "evidence", "match", "identity.names"], 0.8),
  };
}

interface Authorised {
  readonly purpose: string;
  readonly body: Body;
  readonly country: string;
  readonly recipient: string;
}

function drawSource(draw: Draw): Draft["private"]["private.provenance"][number] {
  return {
    commitment: drawOpaque(draw, 256),
    originState: draw.pick(["XB", "XC"]),
    originRegime: draw.pick(["LED", "GDPR", "FIU-AMLD6"]),
    conditions: draw.some(PASSED_ON, 0.15),
    europol: draw.some(["H0", "H1"], 0.2),
    purpose: draw.pick(PURPOSES).id,
  };
}

/** Fields that the purpose or the type knows, under whatever condition. */
function knownFields(purpose: PurposeEntry, messageType: string): readonly string[] {
  const type = Object.hasOwn(EXCHANGE_TYPES, messageType) ? EXCHANGE_TYPES[messageType] : undefined;
  return [
    ...purpose.required,
    ...purpose.allowed,
    ...purpose.conditional.map(({ field }) => field),
    ...(type?.required ?? []),
    ...(type?.allowed ?? []),
  ].filter((field) => findField(field)?.place !== "header");
}

/** Purposes that grant a coarse rung of much that case files hold in a finer one. */
const COARSENING = PURPOSES.filter(({ id }) =>
  ["VICTIM_IDENTIFICATION", "CRIMINAL_INVESTIGATION", "LABOUR_INSPECTION", "RISK_ALERT"].includes(
    id,
  ),
);
const LED_TYPES = new Set([
  "police",
  "prosecutor",
  "court",
  "borderGuard",
  "fiu",
  "assetRecoveryOffice",
]);
const REASONS = [
  "PREVENT_IMMINENT_HARM",
  "PROVIDE_MEDICAL_CARE",
  "TRACE_PROCEEDS",
  "ESTABLISH_IDENTITY",
  "INCAPABLE_OF_CONSENT",
];
const PASSED_ON = ["ASSISTANCE_ONLY", "NO_OTHER_PURPOSE", "NO_ONWARD", "REPORT_ON_USE"];
const EARLIER_SEARCH = {
  message: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
  exchangeId: "JPudh73WRpbPUd4sNyzTBA",
  from: "https://recipient.test",
  to: "https://sender.test",
  purpose: "IDENTITY_CROSS_CHECK",
  digest: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I",
  searchKind: "postRemoteSuspectSearch",
};

/** Fields that case files hold too fine, and the field that takes the coarser value. */
const COARSER: Readonly<Record<string, string>> = {
  "identity.dateOfBirth": "subject.ageBand",
  "identity.document": "identity.documentStatusOnly",
  "event.period": "event.period",
  "event.offence": "event.offence",
  "event.sexualSubtype": "event.exploitation",
  "finance.typology": "finance.typology",
  "location.adminArea": "location.country",
};

/** Of the agencies that are drawn as values one may be a guardian. */
const NAMED: PolicyInput["registry"]["named"] = {
  "https://ngo-b.test": {
    entity: "https://ngo-b.test",
    type: "childProtection",
    country: "XB",
    regime: "GDPR",
    flags: { vawa: false, shelter: false, publicPowers: true, officialAuthority: true },
  },
};
