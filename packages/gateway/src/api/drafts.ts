import { createHmac } from "node:crypto";
import {
  type ActKind,
  AgencyError,
  type Approval,
  actEvent,
  carryOut,
  createOfficerRef,
  type DraftRequest,
  type DraftRow,
  type Effect,
  isSameOfficer,
  readOfficerRef,
  type Tx,
} from "@safepassage/agency";
import { ApiError, type Draft } from "@safepassage/api";
import { canonicalJson, encodeBase64url, type Json, toInstant } from "@safepassage/core";
import { randomId } from "@safepassage/schema";
import { isJustDone, record, roleOf, transact } from "./acts.ts";
import type { Caller, Reader } from "./caller.ts";
import { personName } from "./caller-name.ts";
import type { ApiContext, Handlers } from "./handler.ts";
import {
  closed,
  findComposed,
  findDraft,
  findOpen,
  type KeptDraft,
  toEntry,
} from "./kept-draft.ts";
import { readingOf } from "./messages.ts";
import { pages } from "./pages.ts";
import { findAnswered, requestOf } from "./request-of.ts";
import { endApproval } from "./second-officer.ts";

/** Handlers of drafts that are kept. */
export const draftHandlers: Handlers<
  | "keepDraft"
  | "listDrafts"
  | "readDraft"
  | "changeDraft"
  | "deleteDraft"
  | "previewDraft"
  | "submitDraft"
> = {
  async keepDraft(context, { caller, body: { draft }, idempotencyKey }) {
    const id = idempotencyKey === undefined ? randomId() : idUnder(context, caller, idempotencyKey);
    const request = await requestOf(context, caller, draft);
    return transact(context, async (tx) => {
      const before = await tx.drafts.find(id);
      if (before !== undefined) return toEntry(context, tx, sameAs(before, request));
      const row = rowOf(context, request);
      if (await tx.drafts.hasOpen(row.composedBy, MOST_OPEN)) {
        throw new ApiError("API_DRAFTS_FULL", `${MOST_OPEN} drafts of one officer are open`);
      }
      await tx.drafts.add({ id, ...row });
      await record(context, tx, caller, {
        kind: "draftKept",
        ref: id,
        officer: request.officer.id,
      });
      return toEntry(context, tx, await findDraft(tx, id));
    });
  },

  async listDrafts(context, { query }) {
    const { limit = PAGE, cursor } = query;
    const page = pages(context.cursors, "drafts", query);
    return context.store.transaction(async (tx) => {
      const { rows, next } = await tx.drafts.list(limit, page.from(cursor));
      return page.of(await Promise.all(rows.map((row) => toEntry(context, tx, row))), next);
    });
  },

  async readDraft(context, { params: { id }, reader }) {
    const row = await readIt(context, id, reader);
    return context.store.transaction(async (tx) => {
      const inReplyTo = await findAnswered(tx, row.request);
      return { ...(await toEntry(context, tx, row)), inReplyTo, draft: row.request };
    });
  },

  async changeDraft(context, { caller, params: { id }, body: { revision, draft } }) {
    const request = await requestOf(context, caller, draft);
    return transact(context, async (tx) => {
      const row = await findOpen(tx, id);
      if (context.submitting.has(id)) throw closed();
      // Whoever saves what is there has composed nothing, unless its composer can answer for it no more.
      const isSame = row.revision === revision && isUnchanged(row, request, draft);
      if (isSame && !(await tx.people.isLocked(row.composedBy))) return toEntry(context, tx, row);
      if (!(await tx.drafts.change(id, revision, rowOf(context, request)))) {
        throw changed();
      }
      const officer = request.officer.id;
      await record(context, tx, caller, { kind: "draftChanged", ref: id, officer });
      return toEntry(context, tx, await findDraft(tx, id));
    });
  },

  async deleteDraft(context, { caller, params: { id } }) {
    const { store, clock } = context;
    await transact(context, async (tx) => {
      const { state } = await findDraft(tx, id);
      if (state === "deleted") return;
      // Whoever deletes it must not believe that it was stopped.
      if (state === "sent" || context.submitting.has(id)) throw closed();
      await tx.drafts.settle(id, toInstant(clock.now()));
      await record(context, tx, caller, { kind: "draftDeleted", ref: id });
    });
    await store.scrub();
    return undefined;
  },

  async previewDraft(context, { params: { id }, reader }) {
    const row = await readIt(context, id, reader);
    const preview = await context.sender.prepare(row.request);
    const { approval: needed } = preview;
    const isOther = needed !== undefined && row.approval?.digest !== needed.digest;
    if (isOther && row.approval !== undefined) await endApproval(context, row);
    return preview;
  },

  async submitDraft(context, { caller, params: { id }, query: { revision } }) {
    const { store, submitting } = context;
    const row = await store.transaction((tx) => findDraft(tx, id));
    if (row.state === "sent") return submittedAs(context, row);
    if (row.state !== "open" || submitting.has(id)) throw closed();
    submitting.add(id);
    try {
      return await submit(context, caller, id, revision);
    } finally {
      submitting.delete(id);
    }
  },
};

/**
 * Submits a draft that nobody changes any more. It is read only now: what was saved until here goes.
 *
 * @param revision - That which the caller has seen: nobody sends what somebody else has written since.
 */
async function submit(context: ApiContext, caller: Caller, id: string, revision?: number) {
  const { store, sender, clock } = context;
  const { row, composers } = await store.transaction((tx) => findComposed(context, tx, id));
  if (row.state !== "open") throw closed();
  if (revision !== undefined && row.revision !== revision) throw changed();
  const approval = approvalOf(context, row);
  // Whoever has been locked out meanwhile answers for no draft, and has approved none. Who sends it now is told apart from that.
  const { officerName } = context;
  const isLocked = (officer: string) =>
    store.transaction(({ people }) => people.isLocked(officerName(officer)));
  const isApproverLocked = approval !== undefined && (await isLocked(approval.officer));
  if (isApproverLocked) await endApproval(context, row);
  if (isApproverLocked || (await isLocked(row.request.officer.id))) {
    throw new ApiError("API_DRAFT_OFFICER_LOCKED", "an officer of the draft is locked out");
  }
  const submitted = await sender
    .submit(row.request, {
      ...{ mode: "minimise", idempotencyKey: `draft ${id}`, composers },
      ...{ role: roleOf(caller), draft: id },
      // An officer who has signed in decides that it goes. A system acts for the officer of the draft.
      ...(caller.kind === "officer" && { sentBy: caller.officer }),
      ...(approval && { approval }),
      // In the transaction of the message: a draft that can still be deleted was not sent.
      beside: async (tx, digest) => {
        await tx.drafts.settle(id, toInstant(clock.now()), digest);
        return [submittedAct(context, caller, id, digest)];
      },
    })
    .catch(async (error: unknown) => {
      if (error instanceof AgencyError && COUNTS_NO_MORE.has(error.code)) {
        await endApproval(context, row);
      }
      throw error;
    });
  await settleEarlier(context, caller, id, submitted.digest);
  await store.scrub();
  return submitted;
}

/** Closes a draft whose message was queued by an earlier version, which was broken off before it closed the draft. */
function settleEarlier(context: ApiContext, caller: Caller, id: string, digest: string) {
  return carryOut(context, async (tx) => {
    const { state } = await findDraft(tx, id);
    if (state === "sent") return { effects: [], value: undefined };
    await tx.drafts.settle(id, toInstant(context.clock.now()), digest);
    return { effects: [submittedAct(context, caller, id, digest)], value: undefined };
  });
}

/** Records who has had a draft sent. */
function submittedAct(
  { clock, officerKey }: ApiContext,
  caller: Caller,
  ref: string,
  code: string,
): Effect {
  const officer = caller.kind === "officer" ? caller.officer.id : undefined;
  const act = { kind: "draftSubmitted", ref, code, at: toInstant(clock.now()) } as const;
  return { does: "event", event: actEvent({ ...act, role: roleOf(caller), officer }, officerKey) };
}

/** That somebody has changed a draft since the caller has seen it. */
const changed = () => new ApiError("API_DRAFT_CHANGED", "it is at another revision");

/** The id of a draft that is kept under a key of the caller's: the same key finds it again, and nobody else's does. */
function idUnder({ officerKey, officerName }: ApiContext, caller: Caller, key: string): string {
  const whose = [personName(caller, officerName) ?? [], key].flat().join(" ");
  const name = createHmac("sha256", officerKey).update(`safepassage draft ${whose}`).digest();
  return encodeBase64url(name.subarray(0, 16));
}

/**
 * The draft that the same request has kept before.
 *
 * @throws ApiError `API_DRAFT_CLOSED`; AgencyError `GATEWAY_IDEMPOTENCY_KEY_REUSED`.
 */
function sameAs(before: DraftRow, request: DraftRequest): DraftRow {
  if (before.state !== "open") throw closed();
  if (!isSame((before as KeptDraft).request, request)) {
    throw new AgencyError("GATEWAY_IDEMPOTENCY_KEY_REUSED", "another draft has this key");
  }
  return before;
}

/** Reads an open draft, which is recorded: once for one look, in which a page asks for the draft and for what would be sent of it. */
function readIt(context: ApiContext, id: string, reader: Reader | undefined): Promise<KeptDraft> {
  return carryOut(context, async (tx) => {
    const value = await findOpen(tx, id);
    const isRead = reader === undefined || (await isJustRead(context, tx, value, reader));
    return { effects: isRead ? [] : readingOf(context, id, reader), value };
  });
}

/** Whether somebody has just read a draft, and nobody has done anything with it since. Breaking the glass tells a person each time. */
async function isJustRead(
  context: ApiContext,
  tx: Tx,
  { id: ref }: KeptDraft,
  { reason: code, role, officer }: Reader,
): Promise<boolean> {
  if (code === "BREAK_GLASS") return false;
  const reading = { kind: "contentRead", ref, code, role, officer } as const;
  return isJustDone(context, tx, reading, READINGS);
}

/** The approval of a draft, with the staff id of who gave it. */
function approvalOf({ officerKey }: ApiContext, { approval }: KeptDraft): Approval | undefined {
  if (approval === undefined) return undefined;
  return { digest: approval.digest, officer: readOfficerRef(approval.officer, officerKey) };
}

/** Whether a save changes nothing. Who saves is no change, unless the draft itself names the officer. */
function isUnchanged({ request: kept }: KeptDraft, request: DraftRequest, { officer }: Draft) {
  const isOther = officer === undefined && !isSameOfficer(request.officer.id, kept.officer.id);
  return isSame(kept, isOther ? { ...request, officer: kept.officer } : request);
}

const isSame = (one: DraftRequest, other: DraftRequest): boolean =>
  canonicalJson(one as unknown as Json) === canonicalJson(other as unknown as Json);

/** What was told of a draft that was sent before. */
async function submittedAs({ store }: ApiContext, { message = "" }: KeptDraft) {
  const row = await store.transaction((tx) => tx.outbox.findByDigest(message));
  if (row === undefined) throw closed();
  const { id, digest, state } = row;
  return { id, digest, state };
}

function rowOf({ clock, officerKey, officerName }: ApiContext, request: DraftRequest) {
  const { recipient, purpose, messageType, agreement, officer } = request;
  return {
    ...{ recipient, purpose, messageType, agreement, request },
    composedBy: officerName(officer.id),
    composer: createOfficerRef(officer.id, officerKey),
    changedAt: toInstant(clock.now()),
  };
}

const READINGS: ReadonlySet<ActKind> = new Set(["contentRead", "glassBroken", "attemptRefused"]);
const PAGE = 50;
/** Open drafts of one officer: far more than anybody works on, and too few to fill a disk. */
const MOST_OPEN = 1000;
/** That an approval is of no use: the draft has to be approved anew. */
const COUNTS_NO_MORE: ReadonlySet<string> = new Set([
  "GATEWAY_APPROVAL_OTHER",
  "GATEWAY_APPROVAL_NOT_INDEPENDENT",
]);
