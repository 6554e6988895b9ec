import { useEffect, useState } from "react";

/** A value once it has not changed for some milliseconds: what somebody types is asked about once, and not at each letter. */
export function useSettled<T>(value: T, afterMs: number): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}
