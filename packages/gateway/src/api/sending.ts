import {
  correctionRequest,
  notSent,
  requirePlaces,
  resend,
  reviewWarning,
  withdrawalReach,
} from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import { record, recordUnlessJustDone, roleOf } from "./acts.ts";
import type { Caller } from "./caller.ts";
import { personName } from "./caller-name.ts";
import { atChanges } from "./correction-places.ts";
import type { ApiContext, Handlers } from "./handler.ts";
import { findSent, requestOf } from "./request-of.ts";
import { responsible } from "./responsible.ts";

/** Handlers of preparing and sending. */
export const sendingHandlers: Handlers<
  | "preview"
  | "submitMessage"
  | "correctMessage"
  | "previewWithdrawal"
  | "withdraw"
  | "reviewMessage"
  | "resendMessage"
  | "reviewWarning"
> = {
  async preview(context, { caller, body }) {
    const request = await requestOf(context, caller, body);
    const { inReplyTo: ref } = body;
    if (ref !== undefined) {
      // What is proposed depends on what that message says: who asks learns something of it.
      const { id: officer } = request.officer;
      const reading = { kind: "contentRead", ref, code: "ANSWER", officer } as const;
      await context.store.transaction((tx) => recordUnlessJustDone(context, tx, caller, reading));
    }
    return context.sender.prepare(request);
  },

  async submitMessage(context, { caller, body: { draft, mode }, idempotencyKey }) {
    const request = await requestOf(context, caller, draft);
    const how = onceBy(context, caller, idempotencyKey);
    return context.sender.submit(request, { mode, role: roleOf(caller), ...how });
  },

  async correctMessage(context, { caller, params: { digest }, body, idempotencyKey }) {
    const officer = await responsible(context, caller, body.officer);
    const row = await context.store.transaction(async (tx) => {
      const sent = await findSent(tx, digest);
      if (sent === undefined) throw notSent(await tx.inbox.findByDigest(digest));
      return sent;
    });
    if (row.content === undefined) throw new ApiError("API_CONTENT_ERASED", "nothing to correct");
    const corrected = { digest: row.digest, message: row.content.message };
    const request = correctionRequest(context, corrected, body, officer);
    await context.store.transaction((tx) => requirePlaces(context, tx, row, body));
    // Ids of groups are drawn, so the request is another each time.
    const asked = { digest, ...body };
    const once = onceBy(context, caller, idempotencyKey);
    return atChanges(request, body.changes.length, () =>
      context.sender.submit(request, { mode: "asIs", asked, role: roleOf(caller), ...once }),
    );
  },

  async previewWithdrawal(context, { caller, body }) {
    const officer = await responsible(context, caller, body.officer);
    return withdrawalReach(context, { ...body, officer }, roleOf(caller));
  },

  async withdraw(context, { caller, body, idempotencyKey }) {
    const officer = await responsible(context, caller, body.officer);
    const once = onceBy(context, caller, idempotencyKey);
    return context.sender.withdraw({ ...body, officer }, { role: roleOf(caller), ...once });
  },

  async reviewMessage(context, { caller, params: { digest }, body }) {
    const officer = await responsible(context, caller, body.officer);
    return context.sender.review({ ...body, digest, officer }, roleOf(caller));
  },

  async resendMessage(context, { caller, params: { digest: ref }, body }) {
    const resent = await resend(context, ref, body);
    const { outcome, code = outcome } = resent;
    if (outcome !== "earlier") {
      await context.store.transaction((tx) =>
        record(context, tx, caller, { kind: "messageResent", ref, code }),
      );
    }
    return resent;
  },

  async reviewWarning(context, { caller, params: { digest }, body }) {
    const officer = await responsible(context, caller, body.officer);
    const { outcome } = body;
    return reviewWarning(context, digest, { outcome, officer }, roleOf(caller));
  },
};

/** A key of the agency's systems is theirs, and each person's own is that person's. */
function onceBy({ officerName }: ApiContext, caller: Caller, idempotencyKey: string | undefined) {
  if (idempotencyKey === undefined) return {};
  const keyOf = personName(caller, officerName);
  return { idempotencyKey, ...(keyOf !== undefined && { keyOf }) };
}
