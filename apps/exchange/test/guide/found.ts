import "./explain.ts";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toInstant } from "@safepassage/core";
import { AGREEMENT_TYPE, type AgreementText, signAgreement } from "@safepassage/message";
import { PROFILE_DIGEST, parseConsentRecord } from "@safepassage/schema";
import {
  addSignature,
  createSigner,
  type GeneralJws,
  generateSigningKey,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";

// node found.ts FOLDER [PORT]: two invented agencies on this machine, with five ports from PORT on.
const [folder = "federation", firstPort = "8400"] = process.argv.slice(2);
const port = Number(firstPort);
const from = toInstant(new Date());
const nextYear = toInstant(new Date(Date.now() + 365 * 86_400_000));

// 1. Each agency, by itself: keys and tokens. Only the public half of the signing key leaves it.
const found = (name: string, country: string, firstPort: number) => {
  const own = join(folder, name);
  const key = generateSigningKey("Ed25519");
  const token = () => randomBytes(32).toString("base64url");
  mkdirSync(join(own, "agreements"), { recursive: true, mode: 0o700 });
  mkdirSync(join(own, "epochs"), { mode: 0o700 });
  const write = (file: string, content: string | Uint8Array) =>
    writeFileSync(join(own, file), content, { mode: 0o600 });
  write("signing-key.json", JSON.stringify(key));
  write("officer.key", randomBytes(32));
  for (const file of ["local", "duty-officer", "protection-officer"]) {
    write(`${file}.token`, token());
  }
  const entity = `https://${name}.test`;
  const ports = { port: firstPort, localPort: firstPort + 1 };
  const registry = `http://127.0.0.1:${port}/registry`;
  write("config.json", JSON.stringify({ entity, registry, ...ports }));
  return { own, entity, name, country, port: firstPort, key };
};
const agencies = [found("ngo-b", "XB", port + 1), found("ngo-c", "XC", port + 3)] as const;

// 2. The registry's authority: who takes part, with which key, where. Everyone gets its public key.
const registryKey = generateSigningKey("Ed25519");
const state = { eu: true, schengen: true, adequacyLed: true, adequacyGdpr: true };
const registry = {
  spp: "1.0",
  test: true,
  issuedAt: from,
  states: Object.fromEntries(
    agencies.map(({ country }) => [country, { ...state, deathPenalty: false, crueltyRisk: false }]),
  ),
  agencies: agencies.map(({ entity, name, country, port, key }) => ({
    entity,
    name,
    endpoint: `http://127.0.0.1:${port}`,
    facts: [
      {
        from,
        type: "victimServiceNGO",
        country,
        regime: "GDPR",
        flags: { vawa: false, shelter: false, publicPowers: false, officialAuthority: false },
      },
    ],
    keys: [{ jwk: publicJwk(key), from, status: "active" }],
  })),
};
parseRegistry(registry); // Throws where the file breaks a rule.
mkdirSync(join(folder, "registry"), { mode: 0o700 });
writeFileSync(join(folder, "registry", "registry.json"), JSON.stringify(registry, null, 2));
writeFileSync(join(folder, "registry", "key.json"), JSON.stringify(registryKey), { mode: 0o600 });

// 3. The parties: one text, signed by each with its own key, one after the other.
const terms: AgreementText = {
  id: "AGR-ASSIST",
  version: "1.0",
  from: from.slice(0, 10),
  until: nextYear.slice(0, 10),
  parties: agencies.map(({ entity }) => entity),
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
  roles: { controllers: agencies.map(({ entity }) => entity), joint: false, processors: [] },
  dpo: true,
  dpiaRef: "dpia-agr-assist",
  logRetention: "P5Y",
  documentation: "P5Y",
  justificationReaders: ["dataProtectionOfficer", "supervisoryAuthority"],
  profiles: [PROFILE_DIGEST],
};
const [b, c] = agencies;
const signedByB: GeneralJws = JSON.parse(signAgreement(terms, [createSigner(b.key)]));
const signedByBoth = addSignature(signedByB, createSigner(c.key), { typ: AGREEMENT_TYPE });
for (const { own } of agencies) {
  writeFileSync(join(own, "agreements", "agr-assist.json"), JSON.stringify(signedByBoth));
  writeFileSync(join(own, "registry-key.json"), JSON.stringify(publicJwk(registryKey)));
}

// 4. NGO B, when a woman was asked: what it may tell of her to whom, and for how long.
const record = {
  person: "B-1",
  givenAt: from,
  status: "ConsentGiven",
  giver: "self",
  giverIsSuspect: false,
  purposes: ["ASSISTANCE_REFERRAL"],
  recipients: [c.entity],
  scope: ["subject", "need", "contact"],
  validFrom: from,
  validUntil: nextYear,
  withdrawnAt: null,
  language: "rus",
  languageUnderstood: true,
  withdrawalMethod: true,
};
parseConsentRecord(record); // Throws where a member is missing.
mkdirSync(join(b.own, "consents"), { mode: 0o700 });
writeFileSync(join(b.own, "consents", "ngo-b.consent.json"), JSON.stringify(record, null, 2), {
  mode: 0o600,
});
console.log(`made the registry and the agencies ngo-b and ngo-c in ${folder}`);
