import type { ReactNode } from "react";
import type { Tone } from "./tone.ts";

/**
 * A short text that somebody must see: what has happened, what is safe, what to do.
 *
 * @param isUrgent - Screen readers say it at once. Without it they say it at the next pause.
 */
export function Notice({
  tone = "plain",
  title,
  isUrgent = false,
  children,
}: {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly isUrgent?: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="notice" data-tone={tone} role={isUrgent ? "alert" : "status"}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  );
}
