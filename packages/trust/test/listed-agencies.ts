import { expect } from "vitest";
import { publicJwk } from "../src/keys/jwk.ts";
import { generateSigningKey } from "../src/keys/keys-node.ts";

/** A service for victims, in another State since March 2026. */
export const NGO = "https://ngo-b.test";

/** A police. */
export const POLICE = "https://police-d.test";

/** A place of refuge. */
export const SHELTER = "https://shelter-b.test";

/** The key that the service has retired. */
export const old = generateSigningKey("ES256");

/** Its key in force. */
export const current = generateSigningKey("Ed25519");

/** Its key that was stolen. */
export const stolen = generateSigningKey("Ed25519");

/** The key of the police. */
export const police = generateSigningKey("ES256");

/** The key that signs the registry. */
export const registryKey = generateSigningKey("Ed25519");

/** What no agency is unless it is said. */
export const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };

/** What the service was from the beginning. */
export const facts = {
  from: "2025-01-01T00:00:00Z",
  type: "victimServiceNGO",
  country: "XB",
  regime: "GDPR",
  flags,
};

/** A State. */
export const state = {
  eu: true,
  schengen: true,
  adequacyLed: true,
  adequacyGdpr: true,
  deathPenalty: false,
  crueltyRisk: false,
};

/** The keys of the service. */
export const ngoKeys = [
  {
    jwk: publicJwk(old),
    from: "2025-01-01T00:00:00Z",
    until: "2026-01-15T00:00:00Z",
    status: "retired",
  },
  { jwk: publicJwk(current), from: "2026-01-01T00:00:00Z", status: "active" },
  {
    jwk: publicJwk(stolen),
    from: "2025-06-01T00:00:00Z",
    status: "compromised",
    compromisedAt: "2026-03-01T00:00:00Z",
  },
];

/** The service. */
export const ngo = {
  entity: NGO,
  name: "NGO B",
  endpoint: "http://127.0.0.1:4101",
  facts: [
    { ...facts, until: "2026-02-01T00:00:00Z" },
    { ...facts, from: "2026-03-01T00:00:00Z", country: "XD", regime: "UK-GDPR" },
  ],
  keys: ngoKeys,
};

/** A registry of these agencies. */
export const file = {
  spp: "1.0",
  test: true,
  issuedAt: "2026-11-01T00:00:00Z",
  states: { XB: state, XD: { ...state, eu: false } },
  agencies: [
    ngo,
    {
      entity: POLICE,
      name: "Police D",
      facts: [{ ...facts, type: "police", country: "XD", regime: "UK-DPA-P3" }],
      keys: [{ jwk: publicJwk(police), from: "2025-01-01T00:00:00Z", status: "active" }],
    },
    {
      entity: SHELTER,
      name: "Shelter B",
      facts: [{ ...facts, flags: { ...flags, shelter: true } }],
      keys: [],
    },
  ],
};

/** The registry with a change of the service. */
export function withAgency(changed: object): object {
  return { ...file, agencies: [{ ...ngo, ...changed }] };
}

/** The registry with more about a State. */
export function withState(more: object): object {
  return { ...file, states: { ...file.states, XB: { ...state, ...more } } };
}

/** The registry with a change of the key in force. */
export function withKey(changed: object): object {
  return withAgency({ keys: [{ ...ngoKeys[1], ...changed }] });
}

/** The beginning of a day. */
export function day(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

/** An error of this code. */
export function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}
