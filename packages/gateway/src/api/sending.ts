import { reviewWarning } from "@safepassage/agency";
import type { Handlers } from "./handler.ts";
import { responsible } from "./responsible.ts";

/** Handlers of preparing and sending. */
export const sendingHandlers: Handlers<
  "preview" | "submitMessage" | "withdraw" | "reviewMessage" | "reviewWarning"
> = {
  preview: ({ sender }, { caller, body }) =>
    sender.prepare({ ...body, officer: responsible(caller, body.officer) }),

  submitMessage({ sender }, { caller, body: { draft, mode }, idempotencyKey }) {
    const officer = responsible(caller, draft.officer);
    return sender.submit({ ...draft, officer }, { mode, ...onceBy(idempotencyKey) });
  },

  withdraw({ sender }, { caller, body, idempotencyKey }) {
    const officer = responsible(caller, body.officer);
    return sender.withdraw({ ...body, officer }, onceBy(idempotencyKey));
  },

  reviewMessage: ({ sender }, { caller, params: { digest }, body }) =>
    sender.review({ ...body, digest, officer: responsible(caller, body.officer) }),

  reviewWarning: (context, { caller, params: { digest }, body: { outcome, officer } }) =>
    reviewWarning(context, digest, { outcome, officer: responsible(caller, officer) }),
};

const onceBy = (idempotencyKey: string | undefined) =>
  idempotencyKey === undefined ? {} : { idempotencyKey };
