import { type Body, KINDS } from "@safepassage/schema";
import type { Answer } from "../../../app/gateway.ts";
import { groupsAnew } from "./groups-anew.ts";
import { EMPTY_WORK, type Work } from "./work.ts";

/**
 * Begins a message to another agency with what a message says of a case. The new message names that one as its source. So the
 * conditions of its sender still hold, and its erasure shows what was passed on. The other agency cannot link the two by their
 * ids.
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
  const { groups } = groupsAnew(told);
  return { ...EMPTY_WORK, groups, rest: { ...EMPTY_WORK.rest, sources: [digest] } };
}
