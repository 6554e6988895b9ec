import { digestsToChange, erasedBy } from "@safepassage/history";
import type { DecodedMessage } from "@safepassage/schema";
import { readableIn } from "../../setting/can-read.ts";
import type { FactContext } from "../../setting/context.ts";
import type { Passing } from "../exchange/exchange.ts";
import type { Effect } from "../shared/effect.ts";
import { isWarning } from "./quarantine.ts";

/**
 * Raises an alarm where a partner gives other values in a warning of danger, or in its answer to one, or takes such an answer back:
 * somebody may be on the way to the wrong place, or believe that a person is safe, and nobody may be looking at the inbox.
 *
 * @param passing - A correction or a recall that was accepted.
 * @param at - Now.
 * @see `docs/spec/warnings.md#corrected`
 */
export function warningCorrected(
  { facts }: Pick<FactContext, "facts">,
  { message, digest: ref, other }: Passing,
  at: string,
): readonly Effect[] {
  const read = (digests: Iterable<string>): readonly DecodedMessage[] =>
    [...digests].flatMap((digest) => {
      const row = facts.inbox.findByDigest(digest);
      const content = row?.sender === other ? readableIn(row) : undefined;
      return content === undefined ? [] : [content.message];
    });
  const changed = read(digestsToChange(message.body) ?? []);
  const cases: readonly (readonly [isSo: boolean, code?: string])[] = [
    [changed.some(isWarning)],
    [changed.some(isAnswer), "answer"],
    [read(erasedBy(message)).some(isAnswer), "taken"],
  ];
  const found = cases.find(([isSo]) => isSo);
  if (found === undefined) return [];
  const [, code] = found;
  const event = { kind: "warningCorrected", at, ref, ...(code !== undefined && { code }) };
  return [{ does: "event", event, once: true }, { does: "announce" }];
}

/** Whether a message answers a warning of danger. */
const isAnswer = ({ clear }: DecodedMessage): boolean =>
  clear["env.purpose"] === "IMMEDIATE_DANGER" && clear["env.messageType"] === "response";
