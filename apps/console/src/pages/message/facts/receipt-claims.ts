import type { ReceiptClaims } from "@safepassage/schema";
import { claimsOf } from "./envelope.ts";
import type { Message } from "./queries.ts";

/** The decision of a recipient, as its receipt has it. */
export type Decision = Extract<ReceiptClaims, { readonly kind: "decided" }>;

/** A receipt as a page shows it. */
export interface ShownReceipt {
  readonly jwt: string;
  /** What it says. `undefined` if it cannot be read. */
  readonly claims: ReceiptClaims | undefined;
  /** `good`: the gateway has verified it now. `own`: this agency has signed it. `bad`: it proves nothing any more. */
  readonly standing: "good" | "own" | "bad";
  /** Why it proves nothing any more. */
  readonly code: string | undefined;
}

/** The receipts of a message: of one sent those of its recipient, of one received those of this agency. */
export const receiptsOf = (message: Message): readonly ShownReceipt[] =>
  message.box === "inbox"
    ? message.receipts.map((jwt) => ({
        ...{ jwt, claims: toReceipt(claimsOf(jwt)), standing: "own", code: undefined },
      }))
    : message.receipts.map(({ jwt, claims, code }) => ({
        // What does not verify is shown all the same, and said to prove nothing.
        ...{ jwt, claims: toReceipt(claims ?? claimsOf(jwt)), code },
        standing: code === undefined ? "good" : "bad",
      }));

/** The decision that the recipient has signed, if that still proves something. */
export const decisionOf = (
  receipts: Extract<Message, { readonly box: "outbox" }>["receipts"],
): Decision | undefined =>
  receipts
    .filter(({ code }) => code === undefined)
    .map(({ claims }) => toReceipt(claims))
    .find((claims) => claims?.kind === "decided");

/**
 * Takes claims as those of a receipt. The gateway has parsed them before it kept the receipt; parsing them here again would draw a library in
 * that is larger than the page. So it looks only at what the page could not show otherwise.
 */
function toReceipt(
  claims: Readonly<Record<string, unknown>> | undefined,
): ReceiptClaims | undefined {
  if (typeof claims?.["iss"] !== "string" || typeof claims["iat"] !== "number") return undefined;
  const { kind, resolved, findings, code } = claims;
  const isReceipt =
    (kind === "delivered" && Array.isArray(resolved)) ||
    (kind === "decided" && Array.isArray(resolved) && Array.isArray(findings)) ||
    (kind === "refused" && typeof code === "string");
  return isReceipt ? (claims as ReceiptClaims) : undefined;
}
