import type { AgencyContext, EventRow, Tx } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { GatewayError } from "./gateway-error.ts";
import { showInbox } from "./show.ts";

/**
 * Reads one page of the quarantine, newest first: messages with their alarms, and refused emergencies. Records which role
 * has read which message.
 *
 * @param after - `next` of the previous page; left out for the first.
 * @throws {@link GatewayError} `GATEWAY_CURSOR_INVALID`.
 * @see `docs/spec/gateway-receiving.md#quarantine`
 */
export async function readQuarantine(
  { store, clock }: Pick<AgencyContext, "store" | "clock">,
  role: string,
  after: string | undefined,
): Promise<object> {
  const from = readCursor(after);
  const now = clock.now();
  return store.transaction(async (tx) => {
    const { events } = tx;
    const rows = await tx.quarantine.list(PAGE, from.messages);
    const refusals = await events.before("emergencyRefused", from.refused, PAGE);
    const alarms: EventRow[] = [];
    for (const { digest } of rows) {
      await events.add({ kind: "quarantineRead", at: toInstant(now), ref: digest, role });
      alarms.push(...(await events.about("quarantineAlarm", digest)));
    }
    const next = [endOf(rows), endOf(refusals)];
    return {
      messages: rows.map(({ position: _, ...row }) => showInbox(row, now)),
      alarms,
      refused: await Promise.all(refusals.map((refusal) => showRefused(tx, refusal))),
      authoritiesTold: false,
      ...(next.every((end) => end === 0) ? {} : { next: next.join(".") }),
    };
  });
}

/** Shows a refused emergency. One that arrived after its withdrawal was taken in, so it has a message digest. */
async function showRefused({ inbox }: Tx, { at, code, ref = "" }: EventRow): Promise<object> {
  return code === "erased"
    ? { at, code, digest: ref, sender: (await inbox.findByDigest(ref))?.sender }
    : { at, code, sealed: ref, sender: (await inbox.findRefusal(ref))?.sender };
}

/** Where the next page of one list begins; 0 on the last page. */
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

/** Small, since one message may have several megabytes. */
const PAGE = 25;
const LAST = Number.MAX_SAFE_INTEGER;
