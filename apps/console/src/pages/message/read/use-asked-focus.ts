import { type RefObject, useEffect, useRef } from "react";
import type { Message } from "../facts/queries.ts";
import type { Reading } from "./use-content.ts";

/** What a part of a message's page is given that other parts lead to. */
export interface AskedPart {
  readonly message: Message;
  readonly reading: Reading;
  /** How often somebody has asked for it from elsewhere on the page: each time it gets the focus. */
  readonly asked: number;
}

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
