/**
 * Every point at which the tests kill a gateway, with what must hold after a restart.
 *
 * The kill tests run for each row, at the sender and at the recipient if both can reach it. They fail if no code reaches
 * a point.
 */
export const FAILPOINTS = {
  "outbox.before-store": "nothing is stored; whoever submitted was not answered and submits again",
  "outbox.in-store": "the transaction is rolled back: as before-store",
  "outbox.after-store": "the message is queued; submitting again with the same key finds it",
  "outbox.before-seal": "the message is queued, not sealed",
  "outbox.after-seal": "the message is queued; what was sealed is gone and was sent to nobody",
  "outbox.before-post": "the message is sealed and stored as sending; the same octets are sent",
  "outbox.after-post": "the recipient has it; the same octets are sent and answered as before",
  "outbox.before-receipts": "the receipts were verified and not stored: as after-post",
  "outbox.after-receipts": "the receipts are stored and the ciphertext is gone",
  "outbox.before-requeue":
    "the same octets are sent, and it is told again that they cannot be opened",
  "outbox.after-requeue": "the message is queued and sealed anew",
  "outbox.before-retry": "the failure is not recorded; the same octets are sent again",
  "outbox.after-retry": "the failure is recorded; the same octets are sent after the pause",
  "outbox.before-refusal": "the refusal is not stored; the same octets are sent and refused again",
  "outbox.after-refusal": "the message is refused; the signed refusal is kept",
  "outbox.before-expiry": "the message is past its deadline; it expires and is sent no more",
  "outbox.after-expiry": "the message is expired, and its ciphertext is gone",
  "outbox.before-replace": "nothing is stored; the message is signed again for this catalogue",
  "outbox.in-replace": "the transaction is rolled back: as before-replace",
  "outbox.after-replace": "the message that was signed again is queued, in the place of the first",
  "inbox.before-open": "nothing is stored; the sender tries again",
  "inbox.after-open": "nothing is stored; the sender tries again",
  "inbox.before-commit": "nothing is stored; the sender tries again",
  "inbox.in-commit": "the transaction is rolled back; the sender tries again",
  "inbox.after-commit": "message and receipts are stored; the sender gets the same receipts",
  "inbox.before-response": "as after-commit",
  "inbox.before-refusal": "nothing is stored; the sender tries again and is refused",
  "inbox.after-refusal": "only the refusal is stored; the sender tries again and is refused again",
  "receipts.before-commit": "the receipt is not stored; who gave it posts it again",
  "receipts.after-commit": "the receipt is stored; posted again, it changes nothing",
  "reply.before-store": "the reply is pending; it is signed after the restart",
  "reply.after-store": "the reply is queued, once",
  "erasure.before-scrub": "the data is erased in the tables; the files are scrubbed at the start",
  "erasure.after-scrub": "the data is in no file; the sender gets receipts and certificate",
} as const;

export type Failpoint = keyof typeof FAILPOINTS;

/** A transaction around which a process may die: `outbox.store` has `outbox.before-store` and its like. */
export type Step = StepOf<Failpoint>;
type StepOf<Point> = Point extends `${infer Area}.before-${infer Name}` ? `${Area}.${Name}` : never;

/** Called where a process may die. Does nothing in production. */
export type Reach = (point: Failpoint) => void;

/**
 * Makes a {@link Reach} that kills this process, as `kill -9` does, at one point.
 *
 * @param point - Left out: never.
 */
export function createFailpoint(point: Failpoint | undefined): Reach {
  return (reached) => {
    if (reached === point) process.kill(process.pid, "SIGKILL");
  };
}
