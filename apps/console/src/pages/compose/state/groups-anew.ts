import type { Group } from "@safepassage/schema";
import { newGroup } from "./new-group.ts";
import { newGroupId, newKey, type WorkGroup } from "./work.ts";

/**
 * Takes entries of a message into another message. Ids and pseudonyms are drawn anew, so that nobody can link the two.
 *
 * @param entries - Entries of a body, by their ids.
 * @returns The entries, and their new ids by those from before.
 */
export function groupsAnew(entries: readonly (readonly [string, Group])[]): {
  readonly groups: readonly WorkGroup[];
  readonly ids: ReadonlyMap<string, string>;
} {
  const ids = new Map(entries.map(([gid]) => [gid, newGroupId()]));
  const groups = entries.map(([gid, { kind, links, meta, leaves, ...headers }]): WorkGroup => {
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
  return { groups, ids };
}

const PSEUDONYM = "subject.pseudonym";
