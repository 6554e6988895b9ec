import { isReturned } from "../../../app/waiting.ts";
import type { KeptDraft } from "../state/use-kept-draft.ts";
import type { Prepared } from "../state/use-preview.ts";

/** What can be done with a draft as it stands. */
export interface Ready {
  readonly needsApproval: boolean;
  readonly isApproved: boolean;
  readonly maySend: boolean;
  readonly mayAskApproval: boolean;
}

/** Says what can be done with a draft: nothing goes that the page has not shown as it would leave. */
export function readyTo({ preview, isCurrent }: Prepared, kept: KeptDraft): Ready {
  const { entry, isKept, isKeeping } = kept;
  const needsApproval = preview?.approval !== undefined;
  const isApproved = needsApproval && entry?.approval?.digest === preview.approval?.digest;
  const isGood = isCurrent && preview?.maySend === true;
  // It is in the list of the approvers as sent back, and to ask again without a change would not move it.
  const isBack = isKept && entry !== undefined && isReturned(entry);
  return {
    ...{ needsApproval, isApproved },
    maySend: isGood && (!needsApproval || isApproved),
    mayAskApproval: isGood && !isKeeping && !isBack,
  };
}
