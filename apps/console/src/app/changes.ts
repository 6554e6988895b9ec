import { type Followed, follow, GatewayProblem, placeNow } from "@safepassage/client";
import { useEffect, useRef } from "react";
import { gateway, queries } from "./gateway.ts";

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
    channel.onmessage = ({ data }: MessageEvent<Followed>) => latest.current(data);
    const lead = async (): Promise<void> => {
      for await (const change of follow(gateway, {
        after: await placeNow(gateway),
        signal: ended.signal,
      })) {
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

/** Leads as long as this tab is there. Where changes may have been missed, all is asked for again. */
async function leadOn(lead: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await lead();
    } catch (error) {
      if (error instanceof GatewayProblem && error.code === "API_EVENTS_GONE") {
        await queries.invalidateQueries();
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

const NAME = "safepassage-changes";
const AGAIN_MS = 5_000;
