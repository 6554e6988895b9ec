import { answersChecks } from "./store/contract/answers.ts";
import { apiChecks } from "./store/contract/api.ts";
import { boxesChecks } from "./store/contract/boxes.ts";
import type { Checks } from "./store/contract/checks.ts";
import { eventsChecks } from "./store/contract/events.ts";
import { historyChecks } from "./store/contract/history.ts";
import { inboxChecks } from "./store/contract/inbox.ts";
import { outboxChecks } from "./store/contract/outbox.ts";
import { quarantineChecks } from "./store/contract/quarantine.ts";
import { recallsChecks } from "./store/contract/recalls.ts";
import { replayChecks } from "./store/contract/replay.ts";
import { repliesChecks } from "./store/contract/replies.ts";
import { reviewsChecks } from "./store/contract/reviews.ts";
import { transactionChecks } from "./store/contract/transaction.ts";

export type { Checks } from "./store/contract/checks.ts";
export { type CopiedStore, withCopied } from "./store/contract/copied.ts";
export { inside } from "./store/contract/inside.ts";

/** Checks that every store of an agency must pass, one suite for each of its ports, under any test runner. */
export const agencyStoreContract: Readonly<Record<string, Checks>> = {
  transaction: transactionChecks,
  "outbox and inbox": boxesChecks,
  outbox: outboxChecks,
  recalls: recallsChecks,
  inbox: inboxChecks,
  quarantine: quarantineChecks,
  replay: replayChecks,
  history: historyChecks,
  answers: answersChecks,
  reviews: reviewsChecks,
  replies: repliesChecks,
  "events and marks": eventsChecks,
  "lists, drafts, cases, changes and officers": apiChecks,
};
