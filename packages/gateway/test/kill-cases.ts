import type { Failpoint } from "@safepassage/agency";
import type { Side } from "./processes.ts";

/** A point, and who dies there. */
export type KillCase = readonly [Side, Failpoint];

/** On the way of a referral. */
export const DELIVERY: readonly KillCase[] = [
  ["sender", "outbox.before-store"],
  ["sender", "outbox.in-store"],
  ["sender", "outbox.after-store"],
  ["sender", "outbox.before-seal"],
  ["sender", "outbox.after-seal"],
  ["sender", "outbox.before-post"],
  ["sender", "outbox.after-post"],
  ["sender", "outbox.before-receipts"],
  ["sender", "outbox.after-receipts"],
  ["recipient", "inbox.before-open"],
  ["recipient", "inbox.after-open"],
  ["recipient", "inbox.before-commit"],
  ["recipient", "inbox.in-commit"],
  ["recipient", "inbox.after-commit"],
  ["recipient", "inbox.before-response"],
];

/**
 * On the way of its erasure. The recipient sends the certificate, and its sender receives it, so
 * that both die on the other side of the same code.
 */
export const ERASURE: readonly KillCase[] = [
  ["recipient", "erasure.before-scrub"],
  ["recipient", "erasure.after-scrub"],
  ["recipient", "reply.before-store"],
  ["recipient", "reply.after-store"],
  ["recipient", "outbox.before-seal"],
  ["recipient", "outbox.after-seal"],
  ["recipient", "outbox.before-post"],
  ["recipient", "outbox.after-post"],
  ["recipient", "outbox.before-receipts"],
  ["recipient", "outbox.after-receipts"],
  ["sender", "inbox.before-open"],
  ["sender", "inbox.after-open"],
  ["sender", "inbox.before-commit"],
  ["sender", "inbox.in-commit"],
  ["sender", "inbox.after-commit"],
  ["sender", "inbox.before-response"],
  ["sender", "erasure.before-scrub"],
  ["sender", "erasure.after-scrub"],
];

/** Where a delivery does not go well. */
export const REFUSAL: readonly KillCase[] = [
  ["sender", "outbox.before-refusal"],
  ["sender", "outbox.after-refusal"],
  ["recipient", "inbox.before-refusal"],
  ["recipient", "inbox.after-refusal"],
];
export const RETRY: readonly KillCase[] = [
  ["sender", "outbox.before-retry"],
  ["sender", "outbox.after-retry"],
];
export const REQUEUE: readonly KillCase[] = [
  ["sender", "outbox.before-requeue"],
  ["sender", "outbox.after-requeue"],
];
/** Where a message of an earlier version is signed again. */
export const REPLACEMENT: readonly KillCase[] = [
  ["sender", "outbox.before-replace"],
  ["sender", "outbox.in-replace"],
  ["sender", "outbox.after-replace"],
];
export const EXPIRY: readonly KillCase[] = [
  ["sender", "outbox.before-expiry"],
  ["sender", "outbox.after-expiry"],
];
export const LATE_RECEIPT: readonly KillCase[] = [
  ["sender", "receipts.before-commit"],
  ["sender", "receipts.after-commit"],
];

/** What no test reaches on a side, and why. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  "recipient outbox.before-store":
    "a certificate is no submission: reply.before-store is its point",
  "recipient outbox.in-store": "as before-store; the transaction is the same code",
  "recipient outbox.after-store": "as before-store: reply.after-store is its point",
  ...Object.fromEntries(
    ["before", "after"].map((when) => [
      `sender reply.${when}-store`,
      "the sender of a referral owes nothing in return",
    ]),
  ),
  ...elsewhere(
    "the one code for every message on its way out; it dies there with a referral",
    ["recipient"],
    [REFUSAL, RETRY, REQUEUE, REPLACEMENT, EXPIRY, LATE_RECEIPT],
  ),
  ...elsewhere(
    "the one code for every package that comes in; it dies there with a referral",
    ["sender"],
    [REFUSAL],
  ),
};

function elsewhere(
  why: string,
  sides: readonly Side[],
  cases: readonly (readonly KillCase[])[],
): Record<string, string> {
  const points = cases.flat().filter(([side]) => !sides.includes(side));
  return Object.fromEntries(
    points.flatMap(([, point]) => sides.map((side) => [`${side} ${point}`, why])),
  );
}
