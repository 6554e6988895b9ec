import { useEffect, useRef } from "react";
import { read, write } from "./kept.ts";

/**
 * Calls once nobody has used any tab of the console for some time, also in a tab that the browser has put to sleep: somebody who works in
 * one tab is not absent from another.
 *
 * @param milliseconds - How long.
 */
export function useAbsence(milliseconds: number, call: () => void): void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  }, [call]);
  useEffect(() => {
    let seenAt = Date.now();
    let toldAt = 0;
    const look = (): void => {
      const now = Date.now();
      if (now - Math.max(seenAt, usedAt(now)) < milliseconds) return;
      seenAt = now;
      latest.current();
    };
    const see = (): void => {
      // A tab that comes back after hours was not looked at meanwhile.
      look();
      seenAt = Date.now();
      if (Math.abs(seenAt - toldAt) < LOOK_MS) return;
      toldAt = seenAt;
      write("usedAt", String(seenAt));
    };
    const timer = setInterval(look, LOOK_MS);
    for (const name of SIGNS) addEventListener(name, see, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      for (const name of SIGNS) removeEventListener(name, see, { capture: true });
    };
  }, [milliseconds]);
}

/** When somebody used a tab last, as far as the browser keeps it. What lies in the future is of another clock. */
function usedAt(now: number): number {
  const at = Number(read("usedAt") ?? 0);
  return at <= now ? at : 0;
}

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
const LOOK_MS = 5_000;
