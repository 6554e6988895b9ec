import { type ReactNode, useLayoutEffect, useRef } from "react";

/**
 * The bar at the foot of a page: what can be done with the page now. It stays in sight while somebody reads or writes, and so does what just
 * happened, above it. On a low window it stands at the end of the page.
 */
export function FootBar({
  name,
  news,
  children,
}: {
  /** Class of the bar. */
  readonly name: string;
  /** Notices and problems: what came of the last press. Long ones scroll inside the bar. */
  readonly news?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = bar;
    if (current === null) return;
    const root = document.documentElement.style;
    const sizes = new ResizeObserver(() =>
      root.setProperty(BAR_SIZE, `${current.getBoundingClientRect().height}px`),
    );
    sizes.observe(current);
    return () => {
      sizes.disconnect();
      root.removeProperty(BAR_SIZE);
    };
  }, []);
  return (
    <div className={`foot-bar ${name}`} ref={bar}>
      <div className="foot-bar-news">{news}</div>
      <div className="foot-bar-row">{children}</div>
    </div>
  );
}

/** What has the focus is scrolled clear of the bar by it, as `foot-bar.css` says. */
const BAR_SIZE = "--foot-bar";
