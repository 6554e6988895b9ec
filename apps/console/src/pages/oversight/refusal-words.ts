import type { Answer } from "../../app/gateway.ts";

type RefusalEntry = Answer<"listRefusals">["entries"][number];
type RefusalName = Extract<
  keyof typeof import("../../words/en/oversight.json"),
  `refusal.${string}`
>;

/**
 * Which words say why a package was refused: those of its code, those of the check that failed, or that it was refused.
 *
 * @see docs/spec/messages.md#structural-checks
 */
export function refusalName({ code, rules }: Pick<RefusalEntry, "code" | "rules">): RefusalName {
  const wished = [code, ...rules].map((one) => `refusal.${one}`);
  return wished.flatMap((wish) => NAMES.find((name) => name === wish) ?? [])[0] ?? "refusal.other";
}

/** Codes that a list can be narrowed to, as far as they have words of their own. */
export const REFUSAL_CODES = [
  "rejected",
  "AUTHORISATION_INVALID",
  "GATEWAY_PROFILE_DIFFERS",
  "GATEWAY_QUARANTINE_FULL",
  "JWS_SIGNATURE_INVALID",
  "MESSAGE_AGREEMENT_DOES_NOT_COVER",
  "MESSAGE_AGREEMENT_UNKNOWN",
  "MESSAGE_DEADLINE_TOO_FAR",
  "MESSAGE_EXPIRED",
  "MESSAGE_NOT_YET_VALID",
  "MESSAGE_POSTED_UNSIGNED",
  "MESSAGE_PROFILE_UNSUPPORTED",
  "MESSAGE_REGISTRY_DIFFERS",
  "MESSAGE_REPLAYED",
  "MESSAGE_TEST_MISMATCH",
  "MESSAGE_WRONG_AUDIENCE",
  "PACKAGE_KEY_UNKNOWN",
  "PACKAGE_NOT_FOR_US",
  "PACKAGE_PEER_MISMATCH",
  "PACKAGE_SENDER_MISMATCH",
  "PACKAGE_TOO_LARGE",
  "TRUST_AGENCY_UNKNOWN",
  "TRUST_KEY_COMPROMISED",
  "TRUST_KEY_NOT_IN_FORCE",
  "TRUST_KEY_UNKNOWN",
  "TRUST_SEALED_UNOPENABLE",
] as const;

/** Structural checks, for codes without words of their own. */
const CHECKS = [
  "E01",
  "E02",
  "E03",
  "E04",
  "E05",
  "E06",
  "E07",
  "E08",
  "E09",
  "E10",
  "E11",
  "E12",
] as const;

const NAMES: readonly RefusalName[] = [...REFUSAL_CODES, ...CHECKS].map(
  (name) => `refusal.${name}` as const,
);
