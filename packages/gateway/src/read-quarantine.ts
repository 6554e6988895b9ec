import { toInstant } from "@safepassage/core";
import type { GatewayContext } from "./context.ts";
import { GatewayError } from "./gateway-error.ts";
import { showInbox } from "./show-inbox.ts";

/**
 * One page of the quarantine, newest first: messages with their alarms, and emergencies that were refused. Records
 * who has read which message.
 *
 * @param after - `next` of the page before; left out for the first.
 * @throws {@link GatewayError} `GATEWAY_CURSOR_INVALID`.
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export function readQuarantine(
  { store, clock }: Pick<GatewayContext, "store" | "clock">,
  role: string,
  after: string | undefined,
): object {
  const from = readCursor(after);
  const now = clock.now();
  const rows = store.quarantined(PAGE, from.messages);
  const refusals = store.eventsBefore("emergencyRefused", from.refused, PAGE);
  store.transaction(() => {
    for (const { digest } of rows) {
      store.addEvent({ kind: "quarantineRead", at: toInstant(now), ref: digest, role });
    }
  });
  const next = [endOf(rows), endOf(refusals)];
  return {
    messages: rows.map(({ position: _, ...row }) => showInbox(row, now)),
    alarms: rows.flatMap(({ digest }) => store.eventsAbout("quarantineAlarm", digest)),
    refused: refusals.map(({ at, code, ref = "" }) =>
      // One that came after it was withdrawn was taken, and is named as any message.
      code === "erased"
        ? { at, code, digest: ref, sender: store.findInboxByDigest(ref)?.sender }
        : { at, code, sealed: ref, sender: store.findRefusal(ref)?.sender },
    ),
    authoritiesTold: false,
    ...(next.every((end) => end === 0) ? {} : { next: next.join(".") }),
  };
}

/** Where the next page begins, for messages and for refusals: 0 where there are no more. */
function endOf(page: readonly { readonly position: number }[]): number {
  return page.length < PAGE ? 0 : (page.at(-1)?.position ?? 0);
}

function readCursor(after: string | undefined): { messages: number; refused: number } {
  if (after === undefined) return { messages: LAST, refused: LAST };
  const [, messages, refused] = /^(\d{1,15})\.(\d{1,15})$/.exec(after) ?? [];
  if (messages === undefined || refused === undefined) {
    throw new GatewayError("GATEWAY_CURSOR_INVALID", "no cursor of this route", {
      details: { parameter: "after" },
    });
  }
  return { messages: Number(messages), refused: Number(refused) };
}

/** A message may have some megabytes. */
const PAGE = 25;
const LAST = Number.MAX_SAFE_INTEGER;
