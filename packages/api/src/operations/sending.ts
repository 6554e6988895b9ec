import type { Operation } from "../model/operation.ts";
import { DigestParam } from "../types/findings.ts";
import {
  Draft,
  MessageBody,
  Preview,
  ReviewBody,
  ReviewedMessage,
  Submitted,
  WarningReviewBody,
  WithdrawalBody,
} from "../types/sending.ts";

const COMPOSERS = { roles: ["caseworker"], machine: true } as const;
const OF_OFFICER = ["API_OFFICER_MISSING", "API_OFFICER_OTHER"] as const;
const OF_DRAFT = [
  "SCHEMA_INVALID",
  "GATEWAY_RECIPIENT_UNKNOWN",
  "GATEWAY_AGREEMENT_UNKNOWN",
  ...OF_OFFICER,
] as const;
const OF_SENDING = [...OF_DRAFT, "GATEWAY_DRAFT_REFUSED", "GATEWAY_APPROVAL_NEEDED"] as const;

/** Preparing and sending. */
export const SENDING_OPERATIONS = {
  preview: {
    method: "post",
    path: "/v1/preview",
    tag: "sending",
    summary:
      "See what would be sent of a draft, what becomes of each value, and what its recipient would decide",
    description: "Nothing is signed, sent or stored.",
    access: { roles: ["caseworker", "approver"], machine: true },
    body: Draft,
    status: 200,
    answer: Preview,
    problems: OF_DRAFT,
  },
  submitMessage: {
    method: "post",
    path: "/v1/messages",
    tag: "sending",
    summary: "Sign a message and queue it for delivery",
    access: COMPOSERS,
    body: MessageBody,
    isOnce: true,
    status: 201,
    answer: Submitted,
    problems: OF_SENDING,
  },
  withdraw: {
    method: "post",
    path: "/v1/withdrawals",
    tag: "sending",
    summary: "Have the recipient erase a message whose consent was withdrawn",
    access: COMPOSERS,
    body: WithdrawalBody,
    isOnce: true,
    status: 201,
    answer: Submitted,
    problems: [...OF_OFFICER, "GATEWAY_MESSAGE_UNKNOWN", "GATEWAY_WITHDRAWAL_IMPOSSIBLE"],
  },
  reviewMessage: {
    method: "post",
    path: "/v1/messages/:digest/review",
    tag: "sending",
    summary: "Decide whether a message is kept longer or erased",
    access: COMPOSERS,
    params: DigestParam,
    body: ReviewBody,
    status: 200,
    answer: ReviewedMessage,
    problems: [...OF_OFFICER, "GATEWAY_MESSAGE_UNKNOWN", "GATEWAY_REVIEW_IMPOSSIBLE"],
  },
  reviewWarning: {
    method: "post",
    path: "/v1/messages/:digest/warning-review",
    tag: "sending",
    summary: "Record how a second officer sees a warning that was sent",
    access: { roles: ["approver"], machine: true },
    params: DigestParam,
    body: WarningReviewBody,
    status: 200,
    answer: ReviewedMessage,
    problems: [...OF_OFFICER, "GATEWAY_MESSAGE_UNKNOWN", "GATEWAY_REVIEW_NOT_INDEPENDENT"],
  },
} as const satisfies Record<string, Operation>;
