import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { Tone } from "./tone.ts";

/**
 * A short text that somebody must see: what has happened, what is safe, what to do. `aria-atomic` is written although the roles imply it:
 * Chromium tells it only then. Its paragraphs are no parts of their own for screen readers: Orca would say only one of them.
 *
 * @param isUrgent - Screen readers say it at once. Without it they say it at the next pause.
 * @param isStill - It is a part of the page, and did not just happen: screen readers say it where it stands.
 * @param isGoal - A button elsewhere leads to it, and gives it the focus.
 */
export function Notice({
  tone = "plain",
  title,
  isUrgent = false,
  isStill = false,
  isGoal = false,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly isUrgent?: boolean;
  readonly isStill?: boolean;
  readonly isGoal?: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  const notice = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isStill) return;
    for (const part of notice.current?.querySelectorAll("strong, p") ?? [])
      part.setAttribute("role", "none");
  });
  return (
    <div
      className="notice"
      ref={notice}
      data-tone={tone}
      {...(!isStill && { role: isUrgent ? "alert" : "status", "aria-atomic": true })}
      {...(isGoal && { tabIndex: -1 })}
    >
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  );
}
