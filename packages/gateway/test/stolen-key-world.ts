import type { AgencyStore } from "@safepassage/agency";
import { type AgreementText, signAgreement } from "@safepassage/message";
import { PROFILE_DIGEST } from "@safepassage/schema";
import {
  type AgencyRegistry,
  createSigner,
  generateSigningKey,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import type { GatewayOptions } from "../src/index.ts";
import { createFederation, entityOf, type Name, NGO_B, NGO_C } from "./federation.ts";
import { createExchange, type TestExchange } from "./world.ts";

export const STOLEN_AT = "2026-11-24T08:00:00Z";
export const NEXT_FROM = "2026-11-24T11:00:00Z";
const TOLD_AT = "2026-11-24T12:00:00Z";

/** Two agencies of which one loses a key. */
export interface World extends TestExchange {
  /** The registry tells those named of the theft, by default both, and the next key is used. */
  steal(told?: readonly Name[]): void;
}

/** Two agencies. The next key of one is listed, from an hour before the theft is told, and has signed the agreement too. */
export function createWorld(
  victim: Name,
  {
    hasNext = true,
    becomes = stolen(STOLEN_AT),
    wrap = (store) => store,
  }: { hasNext?: boolean; becomes?: object; wrap?: (store: AgencyStore) => AgencyStore } = {},
): World {
  const federation = createFederation();
  const next = generateSigningKey("Ed25519");
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const both = [NGO_B, NGO_C];
  const roles = { ...terms.roles, controllers: both };
  const text: AgreementText = { ...terms, parties: both, roles, profiles: [PROFILE_DIGEST] };
  const { signers } = federation;
  const signing = [signers["NGO-B"], signers["NGO-C"], ...(hasNext ? [createSigner(next)] : [])];
  const registryWith = (change: object): AgencyRegistry => {
    const file = federation.registryFile();
    const keys = file.agencies.find(({ entity }) => entity === entityOf(victim))?.keys as object[];
    Object.assign(keys[0] ?? {}, change);
    if (hasNext) keys.push({ jwk: publicJwk(next), from: NEXT_FROM, status: "active" });
    return parseRegistry(file);
  };
  const [before, after] = [registryWith({}), registryWith(becomes)];
  const registries = new Map<Name, AgencyRegistry>();
  let signer = signers[victim];
  const own = (name: Name): Partial<GatewayOptions> => ({
    registry: () => registries.get(name) ?? before,
    ...(name === victim && {
      signer: {
        get alg() {
          return signer.alg;
        },
        get kid() {
          return signer.kid;
        },
        sign: (input) => signer.sign(input),
      },
    }),
  });
  const exchange = createExchange({
    ...{ federation, wrap },
    options: { agreements: [signAgreement(text, signing)] },
    own: { "NGO-B": own("NGO-B"), "NGO-C": own("NGO-C") },
  });
  return {
    ...exchange,
    steal(told = ["NGO-B", "NGO-C"]) {
      exchange.setTime(TOLD_AT);
      for (const name of told) registries.set(name, after);
      if (hasNext) signer = createSigner(next);
    },
  };
}

/** How a registry lists a stolen key. */
export const stolen = (compromisedAt: string) => ({ status: "compromised", compromisedAt });
