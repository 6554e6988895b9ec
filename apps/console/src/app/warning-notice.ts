import { useCallback, useEffect, useRef, useState } from "react";
import type { OpenWarning } from "./open-warnings.ts";

/** Whether the system tells of warnings while somebody looks elsewhere. `default`: nobody has been asked yet. */
export type NoticeState = NotificationPermission | "unsupported";

/** Whether the system may tell of warnings, and the means to ask the person. Call `ask` only when that one presses a button. */
export function useNoticeState(): { readonly state: NoticeState; ask(): void } {
  const [state, setState] = useState(readState);
  const ask = useCallback(() => {
    if (readState() !== "unsupported") void Notification.requestPermission().then(setState);
  }, []);
  return { state, ask };
}

/**
 * Has the system tell of each warning that arrives while nobody looks at the page, where the person has allowed it.
 *
 * @param title - Says that a warning has arrived, and nothing of what it says: others may see the screen.
 */
export function useWarningNotice(
  owed: readonly OpenWarning[] | undefined,
  { title, body }: { readonly title: string; readonly body: string },
): void {
  const known = useRef<Set<string> | undefined>(undefined);
  useEffect(() => {
    if (owed === undefined) return;
    const before = known.current;
    known.current = new Set(owed.map(({ digest }) => digest));
    // Of what was there when the page was opened the bar tells.
    if (before === undefined || !document.hidden) return;
    for (const { digest } of owed.filter((one) => !before.has(one.digest)))
      tell(digest, title, body);
  }, [owed, title, body]);
}

/** Has the system tell of one warning, if the person has allowed it. @param tag - With the same tag several tabs tell once. */
function tell(tag: string, title: string, body: string): void {
  if (readState() !== "granted") return;
  try {
    const notice = new Notification(title, { body, tag, requireInteraction: true });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  } catch {
    // Some systems tell only through a service worker. The title of the page counts all the same.
  }
}

const readState = (): NoticeState =>
  "Notification" in globalThis ? Notification.permission : "unsupported";
