import { type RefObject, useEffect, useRef } from "react";

/**
 * Moves the focus to a heading each time somebody asks for its part from elsewhere on the page.
 *
 * @param asked - How often somebody has asked.
 */
export function useAskedFocus(asked: number): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (asked > 0) heading.current?.focus();
  }, [asked]);
  return heading;
}
