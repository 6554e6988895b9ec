import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Whether the page is being printed now. What depends on it is on the page before the browser lays out the paper. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const follow = ({ type }: Event): void => flushSync(() => setPrinting(type === EVENTS[0]));
    for (const event of EVENTS) addEventListener(event, follow);
    return () => {
      for (const event of EVENTS) removeEventListener(event, follow);
    };
  }, []);
  return isPrinting;
}

const EVENTS = ["beforeprint", "afterprint"] as const;
