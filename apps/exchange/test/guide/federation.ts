import { toInstant } from "@safepassage/core";
import { type AgreementText, signAgreement, verifyAgreement } from "@safepassage/message";
import { type ConsentRecord, PROFILE_DIGEST } from "@safepassage/schema";
import {
  createSigner,
  generateSigningKey,
  issueEpochs,
  newEpoch,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";

/** Two invented agencies with keys, a registry that lists them, and an agreement both signed. */
export function createTestFederation(now: Date) {
  const keys = { b: generateSigningKey("Ed25519"), c: generateSigningKey("ES256") };
  const signers = { b: createSigner(keys.b), c: createSigner(keys.c) };
  const from = "2026-11-01T00:00:00Z";
  const state = {
    eu: true,
    schengen: true,
    adequacyLed: true,
    adequacyGdpr: true,
    deathPenalty: false,
    crueltyRisk: false,
  };
  const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
  const registryFile = {
    spp: "1.0",
    test: true,
    issuedAt: from,
    states: { XB: state, XC: state },
    agencies: (["b", "c"] as const).map((letter) => ({
      entity: `https://ngo-${letter}.test`,
      name: `NGO ${letter.toUpperCase()}`,
      facts: [
        {
          from,
          type: "victimServiceNGO",
          country: `X${letter.toUpperCase()}`,
          regime: "GDPR",
          flags,
        },
      ],
      keys: [{ jwk: publicJwk(keys[letter]), from, status: "active" }],
    })),
  };
  const registry = parseRegistry(registryFile);

  const terms: AgreementText = {
    id: "AGR-ASSIST",
    version: "1.0",
    from: "2026-11-01",
    until: "2028-10-31",
    parties: registry.entities(),
    purposes: ["ASSISTANCE_REFERRAL"],
    purposeDefault: true,
    rows: [],
    nationalProvisions: [],
    noIdentificationClause: false,
    quasiIdentifierBound: 20,
    k: 11,
    epsilonBudget: "1.0",
    staleness: "P12M",
    domesticConditions: ["ASSISTANCE_ONLY"],
    schengenAsEu: true,
    minAssurance: 2,
    equivalentRegimes: [],
    roles: { controllers: registry.entities(), joint: false, processors: [] },
    dpo: true,
    dpiaRef: "dpia-agr-assist",
    logRetention: "P5Y",
    documentation: "P5Y",
    justificationReaders: ["dataProtectionOfficer", "supervisoryAuthority"],
    profiles: [PROFILE_DIGEST],
  };
  const signedAgreement = signAgreement(terms, [signers.b, signers.c]);

  // What NGO B wrote down when she was asked, ten days ago. It is invented, as everything here is.
  const daysFromNow = (days: number) => toInstant(new Date(now.getTime() + days * 86_400_000));
  const consentRecord: ConsentRecord = {
    person: "B-1",
    givenAt: daysFromNow(-10),
    status: "ConsentGiven",
    giver: "self",
    giverIsSuspect: false,
    purposes: ["ASSISTANCE_REFERRAL"],
    recipients: ["https://ngo-c.test"],
    scope: ["subject", "need", "contact"],
    validFrom: daysFromNow(-10),
    validUntil: daysFromNow(150),
    withdrawnAt: null,
    language: "rus",
    languageUnderstood: true,
    withdrawalMethod: true,
  };

  const epoch = newEpoch({ crv: "X25519", from: now });
  return {
    registry,
    /** What `parseRegistry` and `issueRegistry` take, and the command line reads. */
    registryFile,
    agreement: verifyAgreement(signedAgreement, registry, now),
    /** What both keep, gateways load and the command line reads. */
    signedAgreement,
    signers,
    /** Stays with NGO B. */
    consentRecord,
    /** Stays with NGO C, and outside its backups. */
    epoch,
    /** What NGO C publishes. */
    publishedEpochs: issueEpochs([epoch], {
      entity: "https://ngo-c.test",
      signer: signers.c,
      now,
    }),
  };
}
