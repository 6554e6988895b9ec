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
  const frame = useRef<HTMLDivElement>(null);
  const held = useRef<Element | null>(undefined);
  useLayoutEffect(() => {
    // The page comes back that was hidden while words of a part of it were loaded. What had the focus has lost it then.
    if (held.current !== undefined) focusIfLost(held.current);
    // The first page of a visit begins at its top, as every page does.
    else if (isVisited) heading.current?.focus();
    isVisited = true;
    return () => {
      const { activeElement } = document;
      held.current = frame.current?.contains(activeElement) === true ? activeElement : null;
    };
  }, []);
  return (
    <div className="page stack" ref={frame}>
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

function focusIfLost(part: Element | null): void {
  if (part instanceof HTMLElement && document.activeElement === document.body) part.focus();
}

/** Whether a page was shown already since the console was loaded. */
let isVisited = false;
