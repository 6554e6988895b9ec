import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Takes the focus to a part of the page where it was lost: what had it is gone, and this part comes in its place. The part needs
 * `tabIndex={-1}`.
 *
 * @param isBack - `false` for a part that stands there from the beginning: then nothing was lost.
 */
export function useKeptFocus<T extends HTMLElement>(isBack = true): RefObject<T | null> {
  const kept = useRef<T>(null);
  useLayoutEffect(() => {
    if (isBack && document.activeElement === document.body) kept.current?.focus();
  }, [isBack]);
  return kept;
}
