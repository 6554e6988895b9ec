import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock, toInstant } from "@safepassage/core";
import {
  AGREEMENT_TYPE,
  type AgreementText,
  PROTOCOL_VERSIONS,
  signAgreement,
} from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import {
  addSignature,
  createSigner,
  type GeneralJws,
  generateSigningKey,
  issueRegistry,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import { FOLDER } from "../folder/names.ts";
import { AgencyError } from "../setting/agency-error.ts";
import { makeAgencyFolder, writeNew } from "./make-folder.ts";

/** How a test exchange is made. */
export interface TestExchangeOptions {
  readonly clock?: Clock;
  /** Port of the first agency's gateway on this machine; the second gets `port + 2`. Left out: none. */
  readonly port?: number;
}

/**
 * Makes a test exchange on this machine: two victim services, ngo-b and ngo-c, of the invented countries XB and XC, a
 * registry that lists them, and an agreement that both have signed. All of it is marked as a test.
 *
 * The registry lasts a year. In a real exchange each party makes its part on its own machine.
 *
 * @returns The folders of the two agencies.
 * @throws AgencyError `AGENCY_FOLDER_EXISTS`.
 */
export function makeTestExchange(
  folder: string,
  { clock = systemClock, port }: TestExchangeOptions = {},
): readonly string[] {
  if (existsSync(join(folder, "registry"))) {
    throw new AgencyError("AGENCY_FOLDER_EXISTS", "there is an exchange in this folder already");
  }
  const now = clock.now();
  const authority = generateSigningKey("Ed25519");
  const agencies = PARTIES.map(({ name, country }, index) => {
    const own = join(folder, name);
    const entity = `https://${name}.test`;
    const registry = join("..", "registry", "registry.jwt");
    const trusted = { registry, registryKey: publicJwk(authority), registryMaxAgeDays: 365 };
    const key = makeAgencyFolder(own, { entity, ...trusted });
    const endpoint = port === undefined ? undefined : `http://127.0.0.1:${port + 2 * index}`;
    return { own, name, country, entity, key, endpoint };
  });
  writeRegistry(folder, agencies, { authority, now });
  writeAgreement(agencies, now);
  return agencies.map(({ own }) => own);
}

interface Party {
  readonly own: string;
  readonly name: string;
  readonly country: string;
  readonly entity: string;
  readonly key: PrivateJwk;
  readonly endpoint: string | undefined;
}

function writeRegistry(
  folder: string,
  agencies: readonly Party[],
  { authority, now }: { readonly authority: PrivateJwk; readonly now: Date },
): void {
  const from = toInstant(now);
  const union = { eu: true, schengen: true, adequacyLed: true, adequacyGdpr: true };
  const state = { ...union, deathPenalty: false, crueltyRisk: false };
  const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
  const registry = {
    spp: "1.0",
    test: true,
    issuedAt: from,
    states: Object.fromEntries(agencies.map(({ country }) => [country, state])),
    agencies: agencies.map(({ entity, name, country, key, endpoint }) => ({
      entity,
      name,
      ...(endpoint && { endpoint }),
      facts: [{ from, type: "victimServiceNGO", country, regime: "GDPR", flags }],
      keys: [{ jwk: publicJwk(key), from, status: "active" }],
    })),
  };
  parseRegistry(registry);
  const own = join(folder, "registry");
  writeNew(join(own, "registry.json"), registry);
  writeNew(join(own, "key.json"), { ...authority, d: authority.d });
  writeNew(join(own, "registry.jwt"), issueRegistry(registry, createSigner(authority)));
}

/** Writes an agreement: one text that each party signs with its own key. */
function writeAgreement(agencies: readonly Party[], now: Date): void {
  const parties = agencies.map(({ entity }) => entity);
  const until = toInstant(new Date(now.getTime() + YEAR_MS)).slice(0, 10);
  const terms: AgreementText = {
    id: "AGR-ASSIST",
    version: "1.0",
    from: toInstant(now).slice(0, 10),
    until,
    parties,
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
    roles: { controllers: parties, joint: false, processors: [] },
    dpo: true,
    dpiaRef: "dpia-agr-assist",
    logRetention: "P5Y",
    documentation: "P5Y",
    justificationReaders: ["dataProtectionOfficer", "supervisoryAuthority"],
    profiles: [PROFILE_DIGEST],
    protocols: [...PROTOCOL_VERSIONS],
  };
  const [first, ...others] = agencies.map(({ key }) => createSigner(key));
  if (first === undefined) throw new TypeError("an agreement has parties");
  const signed = others.reduce<GeneralJws>(
    (jws, signer) => addSignature(jws, signer, { typ: AGREEMENT_TYPE }),
    JSON.parse(signAgreement(terms, [first])),
  );
  for (const { own } of agencies) {
    writeNew(join(own, FOLDER.agreements, "agr-assist.json"), JSON.stringify(signed));
  }
}

const PARTIES = [
  { name: "ngo-b", country: "XB" },
  { name: "ngo-c", country: "XC" },
] as const;
const YEAR_MS = 365 * 86_400_000;
