import type { ReactNode } from "react";
import type { Tone } from "./tone.ts";

/**
 * A short text that somebody must see: what has happened, what is safe, what to do.
 *
 * @param isUrgent - Screen readers say it at once. Without it they say it at the next pause.
 * @param isStill - It is a part of the page, and did not just happen: screen readers say it where it stands.
 */
export function Notice({
  tone = "plain",
  title,
  isUrgent = false,
  isStill = false,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly isUrgent?: boolean;
  readonly isStill?: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div
      className="notice"
      data-tone={tone}
      {...(!isStill && { role: isUrgent ? "alert" : "status" })}
    >
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  );
}
