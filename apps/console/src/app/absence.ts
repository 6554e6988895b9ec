import { useEffect, useRef } from "react";

/** Calls once nobody has used the page for some time, also in a tab that the browser has put to sleep. @param milliseconds - How long. */
export function useAbsence(milliseconds: number, call: () => void): void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  }, [call]);
  useEffect(() => {
    let seenAt = Date.now();
    const look = (): void => {
      if (Date.now() - seenAt < milliseconds) return;
      seenAt = Date.now();
      latest.current();
    };
    const see = (): void => {
      // A tab that comes back after hours was not looked at meanwhile.
      look();
      seenAt = Date.now();
    };
    const timer = setInterval(look, LOOK_MS);
    for (const name of SIGNS) addEventListener(name, see, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      for (const name of SIGNS) removeEventListener(name, see, { capture: true });
    };
  }, [milliseconds]);
}

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
const LOOK_MS = 5_000;
