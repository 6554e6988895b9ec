import { type Followed, follow, placeNow } from "@safepassage/client";
import { useEffect, useRef } from "react";
import { askAllAgain, gateway } from "./gateway.ts";

/**
 * Tells each change at the gateway. Of all tabs of a browser one follows the gateway and tells the others: a browser has few
 * connections to one address.
 */
export function useChanges(tell: (change: Followed) => void): void {
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
  }, [tell]);
  useEffect(() => {
    const ended = new AbortController();
    const channel = new BroadcastChannel(NAME);
    channel.onmessage = ({ data }: MessageEvent<Followed | typeof MISSED>) => {
      if (data === MISSED) void askAllAgain();
      else latest.current(data);
    };
    const openedAt = Date.now();
    const lead = async (): Promise<void> => {
      const after = await placeNow(gateway);
      // Nobody has followed since the tab that led before, or since the gateway was lost: what has happened meanwhile, the lists say.
      if (Date.now() - openedAt > AT_ONCE_MS) {
        channel.postMessage(MISSED);
        void askAllAgain();
      }
      for await (const change of follow(gateway, { after, signal: ended.signal })) {
        channel.postMessage(change);
        latest.current(change);
      }
    };
    navigator.locks
      .request(NAME, { signal: ended.signal }, () => leadOn(lead, ended.signal))
      .catch(() => {
        // This tab has ended.
      });
    return () => {
      ended.abort();
      channel.close();
    };
  }, []);
}

/** Leads as long as this tab is there. What breaks it off, such as `API_EVENTS_GONE`, has it begin anew. */
async function leadOn(lead: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await lead();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** What one tab tells the others where changes may have been missed. */
const MISSED = "missed";
/** A page that has just been opened has just asked for all that it shows. */
const AT_ONCE_MS = 2_000;
const NAME = "safepassage-changes";
const AGAIN_MS = 5_000;
