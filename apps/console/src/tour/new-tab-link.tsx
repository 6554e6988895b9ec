import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";

/**
 * A link to a console, in a tab of its own: the tour stays where it is.
 *
 * @param about - What the link is about, where its text does not say it.
 */
export function NewTabLink({
  href,
  about,
  children,
}: {
  readonly href: string;
  readonly about?: string;
  readonly children: ReactNode;
}): ReactNode {
  const say = useWords("tour");
  return (
    <a className="new-tab" href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <span className="unseen">
        {about !== undefined && `, ${about}`}, {say("newTab")}
      </span>
      <span aria-hidden="true">↗</span>
    </a>
  );
}
