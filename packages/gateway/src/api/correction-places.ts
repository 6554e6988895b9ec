import { AgencyError, type DraftRequest } from "@safepassage/agency";

/**
 * Has a refusal of a correction name what its author wrote: a change, the reason or the action. In the draft each stands in a
 * group that the gateway has drawn, and that nobody else knows.
 *
 * @param changes - How many the author wrote. Each has a group of its own, in order, or all have one.
 */
export async function atChanges<T>(
  { body }: Pick<DraftRequest, "body">,
  changes: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const findings = error instanceof AgencyError ? error.details["findings"] : undefined;
    if (!(error instanceof AgencyError) || !Array.isArray(findings)) throw error;
    const groups = Object.keys(body ?? {});
    const placed = (findings as readonly Placed[]).map((finding) => ({
      ...finding,
      pointer: placeOf(finding.pointer, groups, changes) ?? finding.pointer,
    }));
    const details = { ...error.details, findings: placed };
    throw new AgencyError(error.code, error.message, { cause: error, details });
  }
}

interface Placed {
  /** JSON Pointer into the message that would be sent. */
  readonly pointer: string;
}

function placeOf(pointer: string, groups: readonly string[], changes: number): string | undefined {
  const [, gid = "", field = ""] = /^\/body\/([^/]+)(?:\/([^/]+))?/.exec(pointer) ?? [];
  const index = groups.indexOf(gid);
  if (index === -1) return undefined;
  const { [field]: own } = OWN_MEMBERS;
  return own ?? (groups.length === changes ? `/changes/${index}` : "/changes");
}

const OWN_MEMBERS: Readonly<Record<string, string>> = {
  "correction.action": "/action",
  "correction.reason": "/reason",
};
