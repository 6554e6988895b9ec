import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { ENGLISH } from "../words/english.ts";

/**
 * The frame of a page: its heading, one sentence on what it is for, what can be done, and the rest. The heading gets the focus when
 * somebody comes to the page, so that a screen reader says where that one is. So it does when a page takes the place of another by itself,
 * such as after a message was sent.
 */
export function Page({
  title,
  isTitleEnglish = false,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  /** Whether the title is English on a page of another language. */
  readonly isTitleEnglish?: boolean;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Safepassage`;
  }, [title]);
  const hadFocus = useRef(false);
  // Also when the page comes back that was hidden while words of a part of it were loaded: its heading has lost the focus then.
  useLayoutEffect(() => {
    const isLost = hadFocus.current && document.activeElement === document.body;
    // The first page of a visit begins at its top, as every page does.
    if (isLost || (isVisited && !hadFocus.current)) {
      heading.current?.focus();
      hadFocus.current = true;
    }
    isVisited = true;
  }, []);
  return (
    <div className="page stack">
      <header className="page-head">
        <div className="stack-tight">
          <h1 ref={heading} tabIndex={-1} {...(isTitleEnglish && ENGLISH)}>
            {title}
          </h1>
          {lead !== undefined && <p className="soft measure">{lead}</p>}
        </div>
        {actions !== undefined && <div className="row actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Whether a page was shown already since the console was loaded. */
let isVisited = false;
