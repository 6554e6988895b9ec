import type { ChangeRow } from "../../store/rows.ts";

/** What those who follow learn of an event or an act, by its kind, beside alarms. */
export const TOLD_EVENTS: Readonly<Record<string, Pick<ChangeRow, "kind" | "code">>> = {
  answerOverdue: { kind: "answerClock", code: "overdue" },
  retentionReviewOverdue: { kind: "review", code: "overdue" },
  mendOverdue: { kind: "mendOverdue" },
  draftKept: { kind: "draft", code: "kept" },
  draftChanged: { kind: "draft", code: "changed" },
  draftApproved: { kind: "draft", code: "approved" },
  draftReturned: { kind: "draft", code: "returned" },
  draftUnapproved: { kind: "draft", code: "unapproved" },
  draftSubmitted: { kind: "draft", code: "submitted" },
  draftDeleted: { kind: "draft", code: "deleted" },
  draftExpired: { kind: "draft", code: "expired" },
};
