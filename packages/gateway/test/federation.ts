import type { Signer } from "@safepassage/core";
import { type AgreementText, signAgreement } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { createSigner, generateSigningKey, type PrivateJwk, publicJwk } from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

export const NAMES = [
  "NGO-B",
  "NGO-C",
  "Police-D",
  "DPA-B",
  "Police-B",
  "Police-C",
  "NRM-D",
] as const;
export type Name = (typeof NAMES)[number];
type AgreementId = keyof typeof scenarios.agreements;
export const entityOf = (name: Name): string => scenarios.parties[name].entity;
export const NGO_B = entityOf("NGO-B");
export const NGO_C = entityOf("NGO-C");

/** Keys, registry and agreements of the invented agencies. */
export interface Federation {
  readonly keys: Readonly<Record<Name, PrivateJwk>>;
  readonly signers: Readonly<Record<Name, Signer>>;
  /** Between the two victim services. */
  readonly agreement: string;
  /** Between the two police authorities. */
  readonly policeAgreement: string;
  /** Another agreement of the scenario file, or one between other parties. */
  sign(id: AgreementId, ...parties: readonly Name[]): string;
  /** The same with other terms. */
  signTerms(id: AgreementId, change: Partial<AgreementText>, ...parties: readonly Name[]): string;
  registryFile(endpoints?: Partial<Record<Name, string>>): RegistryFile;
}

/** As much of the registry's file as tests change. */
export interface RegistryFile extends Record<string, unknown> {
  readonly agencies: readonly {
    readonly entity: string;
    readonly keys: readonly { readonly status: string }[];
  }[];
}

/**
 * Makes the agencies, with new keys.
 *
 * @param profiles - Catalogues that their agreements admit: that of this version, and some `also`; or only these.
 */
export function createFederation({
  also = [],
  only,
}: {
  readonly also?: readonly string[];
  readonly only?: readonly string[];
} = {}): Federation {
  const keys = Object.fromEntries(
    NAMES.map((name, index) => [name, generateSigningKey(index % 2 === 0 ? "ES256" : "Ed25519")]),
  ) as Record<Name, PrivateJwk>;
  const signers = Object.fromEntries(
    NAMES.map((name) => [name, createSigner(keys[name])]),
  ) as Record<Name, Signer>;
  const sign = (id: AgreementId, ...parties: readonly Name[]): string =>
    signTerms(id, {}, ...parties);
  const signTerms: Federation["signTerms"] = (id, change, ...parties) => {
    const { sha256: _, state: __, ...terms } = scenarios.agreements[id];
    const text: AgreementText = {
      ...terms,
      parties: parties.map(entityOf),
      roles: { ...terms.roles, controllers: parties.map(entityOf) },
      profiles: (only ?? [PROFILE_DIGEST, ...also]).toSorted(),
      ...change,
    };
    return signAgreement(
      text,
      parties.map((name) => signers[name]),
    );
  };
  const from = "2026-01-01T00:00:00Z";
  return {
    keys,
    signers,
    sign,
    signTerms,
    agreement: sign("AGR-ASSIST", "NGO-B", "NGO-C"),
    policeAgreement: sign("AGR-LE", "Police-B", "Police-C"),
    registryFile: (endpoints = {}) => ({
      spp: "1.0",
      test: true,
      issuedAt: "2026-11-24T00:00:00Z",
      // A test may change its own.
      states: structuredClone(scenarios.states),
      agencies: NAMES.map((name) => {
        const { entity, type, country, regime, flags } = scenarios.parties[name];
        return {
          entity,
          name,
          endpoint: endpoints[name] ?? `http://127.0.0.1:${9000 + NAMES.indexOf(name)}`,
          facts: [{ from, type, country, regime, flags }],
          keys: [{ jwk: publicJwk(keys[name]), from, status: "active" }],
        };
      }),
    }),
  };
}
