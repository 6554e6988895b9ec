import { AgencyError, correctionRequest, reviewWarning } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import type { Handlers } from "./handler.ts";
import { findSent, requestOf } from "./request-of.ts";
import { responsible } from "./responsible.ts";

/** Handlers of preparing and sending. */
export const sendingHandlers: Handlers<
  "preview" | "submitMessage" | "correctMessage" | "withdraw" | "reviewMessage" | "reviewWarning"
> = {
  preview: async (context, { caller, body }) =>
    context.sender.prepare(await requestOf(context, caller, body)),

  async submitMessage(context, { caller, body: { draft, mode }, idempotencyKey }) {
    const request = await requestOf(context, caller, draft);
    return context.sender.submit(request, { mode, ...onceBy(idempotencyKey) });
  },

  async correctMessage(context, { caller, params: { digest }, body, idempotencyKey }) {
    const officer = responsible(caller, body.officer);
    const row = await context.store.transaction((tx) => findSent(tx, digest));
    if (row === undefined) throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", "no such message sent");
    if (row.content === undefined) throw new ApiError("API_CONTENT_ERASED", "nothing to correct");
    const corrected = { digest: row.digest, message: row.content.message };
    const request = correctionRequest(context, corrected, body, officer);
    // Ids of groups are drawn, so the request is another each time.
    const asked = { digest, ...body };
    return context.sender.submit(request, { mode: "asIs", asked, ...onceBy(idempotencyKey) });
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
