import type { DraftEntry } from "../../app/shared-queries.ts";
import type { Message } from "./queries.ts";

/**
 * The drafts that can be meant to answer a message: answers to its sender for its purpose that were changed after it had arrived. Which message a
 * draft answers is a part of what it says, and reading that is recorded: whoever opens it learns it.
 */
export const keptAnswersTo = (
  message: Message,
  drafts: readonly DraftEntry[],
): readonly DraftEntry[] =>
  drafts.filter(
    ({ recipient, purpose, messageType, changedAt }) =>
      message.box === "inbox" &&
      messageType === "response" &&
      recipient === message.sender &&
      purpose === message.purpose &&
      changedAt >= message.receivedAt,
  );
