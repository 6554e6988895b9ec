import {
  type DraftRequest,
  type DraftRow,
  draftKeptUntil,
  readOfficerRef,
  type Tx,
} from "@safepassage/agency";
import { ApiError, type ReturnReason } from "@safepassage/api";
import { composersOf } from "./composers.ts";
import type { ApiContext } from "./handler.ts";

/** A row that this API has written. */
export type KeptDraft = DraftRow & { readonly request: DraftRequest };

/** Finds a draft, whatever became of it. @throws ApiError `API_DRAFT_UNKNOWN`. */
export async function findDraft({ drafts }: Tx, id: string): Promise<KeptDraft> {
  const row = await drafts.find(id);
  if (row === undefined) throw new ApiError("API_DRAFT_UNKNOWN", "no such draft");
  return row as KeptDraft;
}

/** A draft, with the staff ids of all who have composed it. */
export async function findComposed(context: ApiContext, tx: Tx, id: string) {
  const row = await findDraft(tx, id);
  return { row, composers: await composersOf(context, tx, row) };
}

/** Finds an open draft. @throws ApiError `API_DRAFT_UNKNOWN`, `API_DRAFT_CLOSED`. */
export async function findOpen(tx: Tx, id: string): Promise<KeptDraft> {
  const row = await findDraft(tx, id);
  if (row.state !== "open") throw closed();
  return row;
}

/** That a draft is sent or deleted. */
export const closed = () => new ApiError("API_DRAFT_CLOSED", "it is open no longer");

/** What the API says of a draft, without what it asks for. */
export async function toEntry(context: ApiContext, tx: Tx, row: DraftRow) {
  const { officerKey } = context;
  const { id, revision, state, recipient, purpose, messageType, agreement, changedAt } = row;
  const { approval, returned, message } = row;
  return {
    ...{ id, revision, state, recipient, purpose, messageType, agreement, changedAt, message },
    ...(state === "open" && { keptUntil: draftKeptUntil(changedAt) }),
    composer: readOfficerRef(row.composer, officerKey),
    composers: await composersOf(context, tx, row),
    ...(approval && {
      approval: {
        ...{ digest: approval.digest, at: approval.at },
        officer: readOfficerRef(approval.officer, officerKey),
      },
    }),
    ...(returned && {
      returned: {
        ...{ reason: returned.reason as ReturnReason, at: returned.at },
        ...{ revision: returned.revision },
        officer: readOfficerRef(returned.officer, officerKey),
      },
    }),
  };
}
