import { type RefObject, useEffect, useRef } from "react";

/**
 * Takes the focus to a part of the page when it comes, so that a keyboard goes on there and a screen reader says it. For what
 * somebody has asked for with a button that is gone then. The part needs `tabIndex={-1}`.
 */
export function useArrival<T extends HTMLElement>(): RefObject<T | null> {
  const arrived = useRef<T>(null);
  useEffect(() => arrived.current?.focus(), []);
  return arrived;
}
