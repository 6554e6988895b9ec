import type { Permission, PlacedLeaf } from "@safepassage/policy";
import type { Finding, Wording } from "@safepassage/rules";
import type { Body } from "@safepassage/schema";
import { keyOf, keysOf } from "./put-back.ts";

/**
 * What became of a value of a message, or of a header member of a person, which shares the fate of its
 * group. A value withheld by a rule outside the policy has a finding instead of a reason. A person with
 * no values and no links to her is dropped without either.
 */
export interface AccountEntry extends Permission {
  readonly finding?: Finding;
}

/** Why a value of the message is not in the draft unchanged. */
export type Cause = { readonly said: Permission } | { readonly finding: Finding };

/**
 * Lists what became of each value in the end, in the order of the message, header members first.
 *
 * @param first - The policy's permissions for the message.
 * @param causes - The last cause, by key of the value or id of the group.
 * @param forms - What replaces a value in the draft, by its key.
 */
export function accountOf(
  first: readonly Permission[],
  asked: Body,
  draft: Body,
  causes: ReadonlyMap<string, Cause>,
  forms: ReadonlyMap<string, readonly PlacedLeaf[]>,
): readonly AccountEntry[] {
  const stands = keysOf(draft);
  return first.map((entry): AccountEntry => {
    const leaf = entry.leaf === undefined ? undefined : asked[entry.gid]?.leaves[entry.leaf];
    const { reason, coarsenedTo: _was, ...value } = entry;
    if (leaf === undefined) {
      if (Object.hasOwn(draft, entry.gid)) return { ...value, outcome: "allowed" };
      return { ...value, outcome: "withheld", ...(reason ? { reason } : whyGone(entry.gid)) };
    }
    const key = keyOf(entry.gid, leaf);
    if (stands.has(key)) return { ...value, outcome: "allowed" };
    const coarsenedTo = forms.get(key);
    const cause = causes.get(key);
    const why = whyOf(cause);
    return coarsenedTo === undefined
      ? { ...value, outcome: "withheld", ...why }
      : { ...value, outcome: "coarsened", ...why, coarsenedTo };
  });

  /** A person's category goes with her group, so the cause is that of a value or of the group. */
  function whyGone(gid: string): Pick<AccountEntry, "reason" | "finding"> {
    const leaves = asked[gid]?.leaves ?? [];
    for (const key of [...leaves.map((leaf) => keyOf(gid, leaf)), gid]) {
      const cause = causes.get(key);
      if (cause !== undefined) return whyOf(cause);
    }
    return {};
  }
}

/** Puts the account into the requested wording, because the policy gives its reasons in English. */
export function sayAccount(
  account: readonly AccountEntry[],
  wording: Wording | undefined,
): readonly AccountEntry[] {
  if (wording === undefined) return account;
  return account.map((entry) => {
    const { reason } = entry;
    if (reason === undefined) return entry;
    return { ...entry, reason: { ...reason, sentence: wording.reason(reason) } };
  });
}

function whyOf(cause: Cause | undefined): Pick<AccountEntry, "reason" | "finding"> {
  if (cause === undefined) return {};
  if ("finding" in cause) return cause;
  return cause.said.reason === undefined ? {} : { reason: cause.said.reason };
}
