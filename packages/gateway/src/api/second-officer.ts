import {
  type ActKind,
  AgencyError,
  actorOf,
  carryOut,
  createOfficerRef,
  isForTwo,
  isSameOfficer,
  type Tx,
} from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import { toInstant } from "@safepassage/core";
import { record, transact } from "./acts.ts";
import type { ApiContext, Handlers } from "./handler.ts";
import {
  closed,
  findComposed,
  findDraft,
  findOpen,
  type KeptDraft,
  toEntry,
} from "./kept-draft.ts";
import { responsible } from "./responsible.ts";

/** Handlers of what a second officer decides about a draft. */
export const secondOfficerHandlers: Handlers<"approveDraft" | "returnDraft"> = {
  async approveDraft(context, { caller, params: { id }, body: { digest } }) {
    const { id: officer, assurance } = await responsible(context, caller, undefined);
    const { row, composers } = await context.store.transaction((tx) =>
      findComposed(context, tx, id),
    );
    if (row.state !== "open") throw closed();
    // What is approved is what would be sent now, and no one may approve what they have not been shown.
    await context.sender.checkApproval(row.request, { digest, officer, assurance }, { composers });
    return transact(context, async (tx) => {
      const now = await findOpen(tx, id);
      if (now.revision !== row.revision) {
        throw new ApiError("API_DRAFT_CHANGED", "it was changed meanwhile");
      }
      const by = context.officerName(officer);
      // An officer who asks again, as after a lost answer, has approved it once.
      const { approval } = now;
      if (approval?.digest === digest && approval.by === by) return toEntry(context, tx, now);
      await requireSeen(context, tx, row, officer);
      await tx.drafts.approve(id, {
        ...{ digest, by, at: toInstant(context.clock.now()) },
        officer: createOfficerRef(officer, context.officerKey),
      });
      await record(context, tx, caller, { kind: "draftApproved", ref: id, code: digest });
      return toEntry(context, tx, await findDraft(tx, id));
    });
  },

  async returnDraft(context, { caller, params: { id }, body: { revision, reason } }) {
    const { id: officer } = await responsible(context, caller, undefined);
    const all = context.agreements().all();
    return transact(context, async (tx) => {
      const { row, composers } = await findComposed(context, tx, id);
      if (row.state !== "open" || context.submitting.has(id)) throw closed();
      if (row.revision !== revision) {
        throw new ApiError("API_DRAFT_CHANGED", "it is at another revision");
      }
      if (!isForTwo(all, row)) throw new AgencyError("GATEWAY_APPROVAL_IDLE", "nobody has to");
      if (composers.some((composer) => isSameOfficer(composer, officer))) {
        throw new AgencyError("GATEWAY_APPROVAL_NOT_INDEPENDENT", "both officers are one person");
      }
      if (isReturned(context, row, { reason, officer })) return toEntry(context, tx, row);
      await requireSeen(context, tx, row, officer);
      await tx.drafts.sendBack(id, {
        ...{ reason, revision, at: toInstant(context.clock.now()) },
        officer: createOfficerRef(officer, context.officerKey),
      });
      await record(context, tx, caller, { kind: "draftReturned", ref: id, code: reason });
      return toEntry(context, tx, await findDraft(tx, id));
    });
  },
};

/** Whether an officer has sent a draft back as it is, for the same reason, and nobody has done anything with it since. */
function isReturned(
  { officerKey }: ApiContext,
  { returned, revision, approval }: KeptDraft,
  asked: { readonly reason: string; readonly officer: string },
): boolean {
  return (
    returned !== undefined &&
    approval === undefined &&
    returned.revision === revision &&
    returned.reason === asked.reason &&
    isSameOfficer(actorOf({ actor: returned.officer }, officerKey) ?? "", asked.officer)
  );
}

/**
 * Ends the approval of a draft where it counts no more, so that the draft waits for a second officer again. Nothing is done where
 * somebody has approved or changed it meanwhile.
 *
 * @param row - The draft as it was when that was found out.
 */
export function endApproval(
  context: ApiContext,
  { id, revision, approval }: KeptDraft,
): Promise<void> {
  return carryOut(context, async (tx) => {
    const now = await tx.drafts.find(id);
    const isSame =
      now?.revision === revision &&
      now.approval?.digest === approval?.digest &&
      now.approval?.by === approval?.by;
    if (now?.state !== "open" || now.approval === undefined || !isSame) {
      return { effects: [], value: undefined };
    }
    await tx.drafts.endApproval(id);
    const kind: ActKind = "draftUnapproved";
    const event = { kind, at: toInstant(context.clock.now()), ref: id };
    return { effects: [{ does: "event", event }], value: undefined };
  });
}

/**
 * Makes sure that an officer has looked at a draft as it is: since it was kept or changed last, by the order of the record. Its times are
 * those of a clock that may have been set since.
 *
 * @throws ApiError `API_DRAFT_UNSEEN`.
 */
async function requireSeen(
  { officerKey }: ApiContext,
  { events }: Tx,
  { id }: KeptDraft,
  officer: string,
): Promise<void> {
  const acts = await events.of(id, MOST_LOOKS);
  const changed = acts.findIndex(({ kind }) => COMPOSING.has(kind));
  const hasSeen = acts
    .slice(0, changed === -1 ? acts.length : changed)
    .some(
      (event) =>
        event.kind === "contentRead" && isSameOfficer(actorOf(event, officerKey) ?? "", officer),
    );
  if (!hasSeen) throw new ApiError("API_DRAFT_UNSEEN", "this officer has not looked at it");
}

const COMPOSING: ReadonlySet<string> = new Set<ActKind>(["draftKept", "draftChanged"]);
/** Acts about one draft among which a look is searched, the newest first. */
const MOST_LOOKS = 200;
