import { encodeBase64url, encodeBase64urlText, sha256Base64url } from "@safepassage/core";
import { EMERGENCY } from "./emergency.ts";
import { entityOf, type Name } from "./federation.ts";
import { type Forge, signJwt } from "./forge.ts";
import type { TestExchange } from "./world.ts";

/** Signs a message to NGO-C that claims a threat to life, and that no gateway can take in. */
export function forgeEmergency(
  { federation }: Pick<TestExchange, "federation">,
  { claims }: Forge,
  as: Name,
): string {
  const disclose = (name: string, value: object): string => {
    const salt = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)));
    return encodeBase64urlText(JSON.stringify([salt, name, value]));
  };
  const parts = [disclose("private", { urgency: EMERGENCY }), disclose("body", {})];
  const _sd = parts.map((part) => sha256Base64url(part)).sort();
  const own = { iss: entityOf(as), jti: crypto.randomUUID(), _sd };
  return `${[signJwt(federation.signers[as], { ...claims, ...own }, {}), ...parts].join("~")}~`;
}

/** Seals what {@link forgeEmergency} has signed. Each call makes another package. */
export const sealAs = (forge: Forge, sdJwt: string, as: Name): string =>
  forge.pack(sdJwt, forge.seed, { apu: sha256Base64url(entityOf(as)) });
