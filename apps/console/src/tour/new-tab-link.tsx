import type { ReactNode } from "react";
import { withSettings } from "../app/take-settings.ts";
import { useTheme } from "../app/theme.tsx";
import { useWords } from "../words/words.tsx";

/**
 * A link to a console, in a tab of its own: the tour stays where it is. Language and colours that were chosen here come along.
 *
 * @param href - A page of a console, or where one signs in and is led to it.
 * @param about - What the link is about, where its text does not say it.
 */
export function NewTabLink({
  href,
  about,
  isButton = false,
  children,
}: {
  readonly href: string;
  readonly isButton?: boolean;
  readonly about?: string;
  readonly children: ReactNode;
}): ReactNode {
  const say = useWords("tour");
  // The link changes with them.
  useTheme();
  return (
    <a
      className={isButton ? "new-tab button button-main" : "new-tab"}
      href={withSettingsOf(href)}
      target="_blank"
      rel="noopener noreferrer"
    >
      {children}
      <span className="unseen">
        {about !== undefined && `, ${about}`}, {say("newTab")}
      </span>
      <span aria-hidden="true">↗</span>
    </a>
  );
}

function withSettingsOf(href: string): string {
  const url = new URL(href);
  const to = url.searchParams.get("to");
  if (to === null) return new URL(withSettings(url.pathname), url).href;
  url.searchParams.set("to", withSettings(to));
  return url.href;
}
