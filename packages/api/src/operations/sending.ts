import type { Operation } from "../model/operation.ts";
import { DigestParam } from "../types/findings.ts";
import {
  CorrectionBody,
  Draft,
  MessageBody,
  Preview,
  ReviewBody,
  ReviewedMessage,
  ReviewedWarning,
  Submitted,
  WarningReviewBody,
  WithdrawalBody,
} from "../types/sending.ts";
import { OF_COMPOSING, OF_OFFICER, OF_SENDING } from "./problems.ts";

const COMPOSERS = { roles: ["caseworker"], machine: true } as const;
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
    problems: OF_COMPOSING,
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
  correctMessage: {
    method: "post",
    path: "/v1/messages/:digest/corrections",
    tag: "sending",
    summary: "Tell the recipient of a message what is wrong in it",
    description:
      "For a message that this agency has sent. Where a second officer has to approve, keep a draft with `inReplyTo` instead. A recipient that finds an error sends a `qualityNotice` with `inReplyTo`.",
    access: COMPOSERS,
    params: DigestParam,
    body: CorrectionBody,
    isOnce: true,
    status: 201,
    answer: Submitted,
    problems: OF_SENDING,
  },
  withdraw: {
    method: "post",
    path: "/v1/withdrawals",
    tag: "sending",
    summary: "Have messages erased whose consent was withdrawn, by message or by consent",
    description:
      "With `digest`, the message and the others of its exchange on the same consent. With `consentRef` alone, every message that was sent on that consent.",
    access: COMPOSERS,
    body: WithdrawalBody,
    isOnce: true,
    status: 201,
    answer: Submitted,
    problems: [
      ...OF_OFFICER,
      "GATEWAY_MESSAGE_UNKNOWN",
      "GATEWAY_AGREEMENT_UNKNOWN",
      "GATEWAY_WITHDRAWAL_IMPOSSIBLE",
      "GATEWAY_DRAFT_REFUSED",
    ],
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
    answer: ReviewedWarning,
    problems: [...OF_OFFICER, "GATEWAY_MESSAGE_UNKNOWN", "GATEWAY_REVIEW_NOT_INDEPENDENT"],
  },
} as const satisfies Record<string, Operation>;
