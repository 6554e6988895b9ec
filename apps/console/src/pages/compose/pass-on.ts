import { type Body, KINDS } from "@safepassage/schema";
import type { Answer } from "../../app/gateway.ts";
import { newGroup } from "./new-group.ts";
import { EMPTY_WORK, newGroupId, newKey, type Work, type WorkGroup } from "./work.ts";

/**
 * Begins a message to another agency with what a message says of a case. The new message names that one as its source. So the
 * conditions of its sender still hold, and its erasure shows what was passed on. Ids and pseudonyms are drawn anew, so that
 * the other agency cannot link the two.
 *
 * @param content - What the message says, as it stands now.
 */
export function passOnWork({
  digest,
  message,
}: Pick<Answer<"readContent">, "digest" | "message">): Work {
  const told = Object.entries(message.body as Body).filter(
    ([, { kind }]) => KINDS[kind]?.asserted !== false,
  );
  const ids = new Map(told.map(([gid]) => [gid, newGroupId()]));
  const groups = told.map(([gid, { kind, links, meta, leaves, ...headers }]): WorkGroup => {
    return {
      ...newGroup(kind, []),
      gid: ids.get(gid) ?? newGroupId(),
      links: links.flatMap((link) => ids.get(link) ?? []),
      headers: headers as WorkGroup["headers"],
      ...(meta !== undefined && { meta }),
      leaves: leaves.map((leaf) => ({
        ...leaf,
        v: leaf.f === PSEUDONYM ? newGroupId() : leaf.v,
        key: newKey(),
      })),
    };
  });
  return { ...EMPTY_WORK, groups, rest: { ...EMPTY_WORK.rest, sources: [digest] } };
}

const PSEUDONYM = "subject.pseudonym";
