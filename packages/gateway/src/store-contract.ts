import { answersChecks } from "./contract/answers.ts";
import { boxesChecks } from "./contract/boxes.ts";
import type { Checks } from "./contract/checks.ts";
import { eventsChecks } from "./contract/events.ts";
import { historyChecks } from "./contract/history.ts";
import { inboxChecks } from "./contract/inbox.ts";
import { outboxChecks } from "./contract/outbox.ts";
import { quarantineChecks } from "./contract/quarantine.ts";
import { replayChecks } from "./contract/replay.ts";
import { repliesChecks } from "./contract/replies.ts";
import { transactionChecks } from "./contract/transaction.ts";

export type { Checks } from "./contract/checks.ts";
export { inside } from "./contract/inside.ts";

/** What every store of an agency must do, one suite for each of its ports: checks to run under any runner. */
export const agencyStoreContract: Readonly<Record<string, Checks>> = {
  transaction: transactionChecks,
  "outbox and inbox": boxesChecks,
  outbox: outboxChecks,
  inbox: inboxChecks,
  quarantine: quarantineChecks,
  replay: replayChecks,
  history: historyChecks,
  answers: answersChecks,
  replies: repliesChecks,
  "events and marks": eventsChecks,
};
