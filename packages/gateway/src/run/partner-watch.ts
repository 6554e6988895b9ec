import { AGENCY_ERRORS, HELD_BACK, type LogEvent } from "@safepassage/agency";
import type { Finding } from "../findings/finding.ts";

/** Knows which partners nothing reaches until a person does something. */
export interface PartnerWatch {
  /** Hears a line of the log. */
  hear(event: LogEvent): void;
  /** What a person should know of partners: each with the last failure of a delivery to it. */
  findings(): readonly Finding[];
}

/** Watches what becomes of deliveries. One that succeeds, or fails in another way, ends what was found of its partner. */
export function createPartnerWatch(): PartnerWatch {
  const found = new Map<string, Code>();
  return {
    hear({ event, peer, code }) {
      // Whoever submits a message has it queued too: that says nothing of the partner.
      if (peer === undefined || !OUTCOMES.has(event) || (event === "queued" && code === undefined))
        return;
      // Nothing was sent to it.
      if (code !== undefined && HELD_BACK.has(code)) return;
      const known = CODES.find((one) => one === code);
      if (known === undefined) found.delete(peer);
      else found.set(peer, known);
    },
    findings: () =>
      [...found].map(([file, code]): Finding => {
        const { title, hint } = AGENCY_ERRORS[code];
        return { level: "warning", code, file, sentence: `${title}.`, fix: hint };
      }),
  };
}

type Code = (typeof CODES)[number];

/** Failures that last until a person mends them, here or at the partner. */
const CODES = [
  "GATEWAY_PEER_ANSWER_FOREIGN",
  "GATEWAY_PEER_CERTIFICATE_OVER",
  "GATEWAY_PEER_CERTIFICATE_NOT_YET",
  "GATEWAY_PEER_CERTIFICATE_OTHER_NAME",
  "GATEWAY_PEER_CERTIFICATE_UNTRUSTED",
  "GATEWAY_CLIENT_CERTIFICATE_REFUSED",
  "GATEWAY_SIGNATURE_REFUSED",
] as const;
const OUTCOMES: ReadonlySet<string> = new Set(["queued", "sending", "delivered", "decided"]);
