import { CORE_ERRORS, ProtocolError } from "@safepassage/core";
import { DISCLOSURE_ERRORS } from "@safepassage/disclosure";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError } from "../errors/cli-error.ts";
import { type Hints, inFile } from "../read/read-input.ts";
import { claimOf } from "../read/unverified-claim.ts";

/**
 * Verifies something signed, and says what to do if that fails.
 *
 * An unknown key proves nothing against a signature that is newer than the registry.
 */
export function checkSigned<T>(
  { place, text, what }: { place: string; text: string; what: "receipt" | "message" },
  registry: AgencyRegistry,
  work: () => T,
): T {
  try {
    return inFile(place, work, evidenceHints(what));
  } catch (error) {
    if (!(error instanceof ProtocolError && KEY_UNKNOWN.has(error.code))) throw error;
    const iat = Number(claimOf(text, "iat")) * 1000;
    if (!(iat > registry.issuedAt.getTime())) throw error;
    const issued = registry.issuedAt.toISOString().slice(0, 10);
    throw new CliError("CLI_REGISTRY_OLDER", `${place}; the registry is of ${issued}`, {
      cause: error,
    });
  }
}

/** Hints for a person who relies on something signed that does not verify. */
export const evidenceHints = (what: "receipt" | "message"): Hints => HINTS[what];

function hintsOf(what: "receipt" | "message"): Hints {
  const broken = `It is cut, or no ${what}: ask either agency for it again.`;
  const changed = `What stands behind the signed part of this ${what} was changed or cut: ask either agency for it again, and do not rely on this one.`;
  const foreign = `It is no ${what} of this version of the protocol: try a newer version of this command, else do not rely on it.`;
  return {
    JWS_SIGNATURE_INVALID: `This ${what} was changed, or another key signed it: do not rely on it.`,
    JWS_MALFORMED: broken,
    JWS_HEADER_INVALID: broken,
    JWS_TOO_LARGE: broken,
    BASE64URL_MALFORMED: broken,
    ...Object.fromEntries(JSON_CODES.map((code) => [code, broken])),
    JWS_TYPE_WRONG: `It is signed, but it is no ${what}: ask either agency for it again.`,
    MESSAGE_DISCLOSURES_INCOMPLETE: changed,
    ...Object.fromEntries(Object.keys(DISCLOSURE_ERRORS).map((code) => [code, changed])),
    RECEIPT_INVALID: "It is signed, but its content is not that of a receipt: do not rely on it.",
    RECEIPT_MISMATCH:
      what === "receipt"
        ? "It proves nothing about this message: do not rely on it."
        : "The file names another message than it holds: ask who has shown it which one is meant.",
    RECEIPT_TIME_WRONG: "No receipt has this date yet: look at your clock, else do not rely on it.",
    MESSAGE_NOT_YET_VALID: "It is dated in the future: look at your clock, else do not rely on it.",
    ...{ MESSAGE_CLAIM_MISSING: foreign, MESSAGE_CLAIM_UNKNOWN: foreign },
    ...{ MESSAGE_CLAIM_WRONG: foreign, MESSAGE_PROFILE_UNSUPPORTED: foreign },
    MESSAGE_TEST_MISMATCH: "A test message needs a test registry, a real one the real registry.",
    TRUST_AGENCY_UNKNOWN: `Do not rely on it if the agency had not joined when this ${what} says it was signed, had left, or was suspended. If the registry lacks it, check that it is whole and your own.`,
    TRUST_KEY_UNKNOWN: `No key of that agency signed this ${what}: do not rely on it.`,
    TRUST_KEY_NOT_IN_FORCE: `The key was not in force when this ${what} says it was signed.`,
    TRUST_KEY_COMPROMISED: `The key was stolen: this ${what} counts only if others prove its time.`,
  };
}

const JSON_CODES = Object.keys(CORE_ERRORS).filter((code) => code.startsWith("JSON_"));
const KEY_UNKNOWN: ReadonlySet<string> = new Set(["TRUST_KEY_UNKNOWN", "TRUST_AGENCY_UNKNOWN"]);
/** Made once: there may be thousands of receipts. */
const HINTS = { receipt: hintsOf("receipt"), message: hintsOf("message") } as const;
