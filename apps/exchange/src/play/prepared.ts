import type { DraftRequest } from "@safepassage/agency";
import type { DraftFilePart, LeftBehindPart } from "@safepassage/console/tour";
import { LEFT_REASONS } from "@safepassage/htcds";
import type { Body } from "@safepassage/schema";
import { type CaseFile, readCase, toDraftRequest } from "../case-file.ts";
import { readDraft } from "../draft-file.ts";
import { fieldsBeside } from "../show/show-parts.ts";

/** A draft that is ready to be submitted, and how it came about. */
export interface Prepared {
  readonly draft: DraftRequest;
  /** What the sender would send. */
  readonly body: Body;
  /** The case with what was not asked for, where there is more of it. */
  readonly whole?: Whole;
  /** Where it is from. */
  readonly origin: LeftBehindPart | DraftFilePart;
}

/** All that an agency holds of a case. */
export interface Whole {
  /** As a draft, to ask what would become of it. It is never sent. */
  readonly draft: DraftRequest;
  /** Fields in the case that were not asked for. */
  readonly unasked: readonly string[];
}

/** From an export of a case system in IOM's standard, and a caseworker's request. */
export async function prepareCase(agency: string, request: string, now: Date): Promise<Prepared> {
  const file = await readCase(agency, request, now);
  return {
    draft: toDraftRequest(file),
    body: file.asked,
    whole: {
      draft: toDraftRequest({ ...file, asked: file.held }),
      unasked: fieldsBeside(file.held, file.asked),
    },
    origin: leftBehindOf(file),
  };
}

/** From a draft in the gateway's own format. `reply` is what only the message answered can tell. */
export function prepareDraft(name: string, now: Date, reply: object = {}): Prepared {
  const written = readDraft(name, now);
  const draft = { ...written, private: { ...written.private, ...reply } };
  return {
    draft,
    body: draft.body as unknown as Body,
    origin: { kind: "draftFile", name: `${name}.draft.json` },
  };
}

/** What of the case file the importer did not even read into the case. */
function leftBehindOf({ file, leftBehind }: CaseFile): LeftBehindPart {
  const filled = leftBehind.filter(({ hadValue }) => hadValue);
  const byReason = Map.groupBy(filled, ({ reason }) => reason);
  return {
    ...{ kind: "leftBehind", file },
    reasons: [...byReason].map(([reason, columns]) => ({
      reason,
      says: LEFT_REASONS[reason],
      columns: columns.map(({ column }) => column),
    })),
    empty: leftBehind.filter(({ hadValue }) => !hadValue).map(({ column }) => column),
  };
}
