import type { ReactNode } from "react";
import { useWords } from "../../../words/words.tsx";

/** What a code of an error means for a caseworker. One without words of its own is named, for the operator. */
export function ErrorWords({ code }: { readonly code: string }): ReactNode {
  const say = useWords("message");
  const known = CODES.find((one) => code === one || (one === CERTIFICATE && code.startsWith(one)));
  return known === undefined ? say("error.other", { code }) : say(`error.${known}`);
}

/** Four codes say what is wrong with it: a caseworker does the same about each. */
const CERTIFICATE = "GATEWAY_PEER_CERTIFICATE";
/** Codes of deliveries that fail and of receipts that prove nothing. */
const CODES = [
  CERTIFICATE,
  "CONSENT_LAPSED",
  "GATEWAY_AGREEMENT_OUTDATED",
  "GATEWAY_AGREEMENT_UNKNOWN",
  "GATEWAY_CLOCK_IMPLAUSIBLE",
  "GATEWAY_INTAKE_FULL",
  "GATEWAY_PEER_ANSWER_FOREIGN",
  "GATEWAY_PEER_REASON_UNKNOWN",
  "GATEWAY_PEER_UNREACHABLE",
  "GATEWAY_PROFILE_CHANGED",
  "GATEWAY_PROFILE_DIFFERS",
  "GATEWAY_QUARANTINE_FULL",
  "GATEWAY_RECEIPTS_CONTRADICT",
  "GATEWAY_RECEIPTS_MISSING",
  "GATEWAY_RECEIPT_TIME_WRONG",
  "GATEWAY_RECIPIENT_CHANGED",
  "GATEWAY_RECIPIENT_UNKNOWN",
  "GATEWAY_REGISTRY_STALE",
  "GATEWAY_SIGNATURE_REFUSED",
  "JWS_SIGNATURE_INVALID",
  "MESSAGE_AGREEMENT_UNKNOWN",
  "MESSAGE_EXPIRED",
  "MESSAGE_NOT_YET_VALID",
  "MESSAGE_PROFILE_UNSUPPORTED",
  "MESSAGE_REGISTRY_DIFFERS",
  "MESSAGE_REPLAYED",
  "PACKAGE_KEY_UNKNOWN",
  "TRUST_AGENCY_UNKNOWN",
  "TRUST_KEY_COMPROMISED",
  "TRUST_KEY_NOT_IN_FORCE",
  "TRUST_KEY_UNKNOWN",
] as const;
