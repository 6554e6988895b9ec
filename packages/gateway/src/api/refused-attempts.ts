import { type ActKind, AgencyError } from "@safepassage/agency";
import { ApiError, type OperationId } from "@safepassage/api";
import { OfficerLocked } from "../people/officer-locked.ts";
import { isJustDone, record, roleOf } from "./acts.ts";
import type { Caller } from "./caller.ts";
import type { ApiContext } from "./handler.ts";

/** What is known of a request so far. */
export interface Attempt {
  /** Left out until it is known who asks. */
  caller?: Caller;
  /** Staff id of the officer for whom a system asks. */
  officer?: string | undefined;
  /** Digest of the message or id of the draft that it is about. */
  ref?: string | undefined;
}

/** Which message or draft a request is about: the one of its address, or the one that its draft goes on with. */
export function attemptedIn(
  { digest, id }: Readonly<Record<string, string>>,
  body?: unknown,
): Pick<Attempt, "officer" | "ref"> {
  const { draft, ...asked } = Object(body);
  const { officer, inReplyTo } = { ...asked, ...Object(draft) };
  return { ref: inReplyTo ?? digest ?? id, officer: Object(officer).id };
}

/**
 * Records that somebody was refused a message, a draft or a search for want of a right: an audit of misuse looks for that. It is recorded
 * once in a quarter of an hour, and of messages and drafts only where they are here, so a loop of refusals fills no store. Where it cannot
 * be recorded, the refusal stays.
 */
export async function recordRefused(
  context: ApiContext,
  operation: OperationId,
  { caller: known, officer, ref }: Attempt,
  error: unknown,
): Promise<void> {
  if (!(error instanceof ApiError || error instanceof AgencyError)) return;
  const isLocked = error instanceof OfficerLocked;
  const caller = isLocked ? ({ kind: "officer", officer: error.officer } as const) : known;
  const { code } = error;
  if (caller === undefined || !FOR_WANT_OF_A_RIGHT.has(code)) return;
  const kind = kindOf(operation, ref);
  if (kind === undefined) return;
  const act = { kind, ...(ref !== undefined && { ref }), code, officer };
  const role = roleOf(caller);
  const who = caller.kind === "officer" ? caller.officer.id : officer;
  try {
    await context.store.transaction(async (tx) => {
      // Whatever is here has an event: that it was kept, sent or taken in.
      if (ref !== undefined && (await tx.events.of(ref, 1)).length === 0) return;
      if (await isJustDone(context, tx, { ...act, role, officer: who })) return;
      await record(context, tx, caller, act);
    });
  } catch (failure) {
    context.onError(failure);
  }
}

/** What it is called that an operation was refused; nothing where that is not on record. */
function kindOf(operation: OperationId, ref: string | undefined): ActKind | undefined {
  if (ref !== undefined) return "attemptRefused";
  return SEARCHES.has(operation) ? "searchRefused" : undefined;
}

const SEARCHES: ReadonlySet<OperationId> = new Set([
  ...(["findByCase", "findByPerson", "findActs", "previewWithdrawal"] as const),
]);

const FOR_WANT_OF_A_RIGHT: ReadonlySet<string> = new Set([
  "API_ROLE_MISSING",
  "API_CONTENT_QUARANTINED",
  "API_OFFICER_LOCKED",
  "GATEWAY_APPROVAL_NOT_INDEPENDENT",
  "GATEWAY_APPROVAL_ASSURANCE_TOO_LOW",
  "GATEWAY_REVIEW_NOT_INDEPENDENT",
]);
