import type { LogEvent } from "@safepassage/agency";
import { FOLDER, readPart } from "@safepassage/agency/node";
import type { Verifier } from "@safepassage/core";
import { createVerifier, parsePublicJwk } from "@safepassage/trust";
import { type Finding, raise } from "../findings/finding.ts";
import { stampOf } from "../keys/key-files.ts";

/** The key of the registry's authority in the folder of a gateway that runs. */
export interface RegistryKeyWatch {
  /** Verifies with the key that is there now. */
  readonly verifier: Verifier;
  /** Looks at the file, and verifies with another key from now on if one is there. */
  look(): void;
  findings(): readonly Finding[];
}

/**
 * Follows the key of the registry's authority. What stands there and is no key is not taken: the one before stays.
 *
 * @param before - What {@link stampOf} said of the file before `first` was read from it.
 */
export function followRegistryKey(
  folder: string,
  first: Verifier,
  log: (event: LogEvent) => void,
  before: string,
): RegistryKeyWatch {
  let current = first;
  let stamp = before;
  let refused: readonly Finding[] = [];
  return {
    verifier: {
      get alg() {
        return current.alg;
      },
      verify: (input, signature) => current.verify(input, signature),
    },
    look() {
      const seen = stampOf(folder, FOLDER.registryKey);
      if (seen === stamp) return;
      stamp = seen;
      const { value, faults } = readPart(folder, FOLDER.registryKey, (jwk) => {
        const key = parsePublicJwk(jwk);
        return { kid: key.kid, verifier: createVerifier(key) };
      });
      refused = raise(faults, "warning");
      const [fault] = refused;
      if (fault !== undefined) log({ event: "registryKeyRefused", code: fault.code });
      if (value === undefined) return;
      current = value.verifier;
      log({ event: "registryKeyChanged", ref: value.kid });
    },
    findings: () => refused,
  };
}
