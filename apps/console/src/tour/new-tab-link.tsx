import type { ReactNode } from "react";
import { withSettings } from "../app/take-settings.ts";
import { useTheme } from "../app/theme.tsx";
import { LOCALES } from "../words/locales.ts";
import { useLocale, useWords } from "../words/words.tsx";
import { Unbroken } from "./unbroken.tsx";

/**
 * A link to a console, in a tab of its own: the tour stays where it is. Language and colours that were chosen here come along.
 *
 * @param href - A page of a console, or where one signs in and is led to it.
 * @param about - What the link is about, where its text does not say it.
 * @param weight - How it looks: a link in a text, a button, or the button that leads on.
 */
export function NewTabLink({
  href,
  says,
  about,
  weight = "text",
  onPress,
}: {
  readonly href: string;
  readonly says: string;
  readonly about?: string;
  readonly weight?: "text" | "plain" | "main";
  readonly onPress?: () => void;
}): ReactNode {
  const say = useWords("tour");
  const { comma } = LOCALES[useLocale().locale];
  // The link changes with them.
  useTheme();
  return (
    // Each opens a tab. A name for the tab would have it used again only without `noopener`, and pages of a gateway cut that tie anyway
    // (`Cross-Origin-Opener-Policy: same-origin`).
    <a
      className={CLASSES[weight]}
      href={withSettingsOf(href)}
      target="_blank"
      rel="noopener noreferrer"
      onClick={onPress}
    >
      <span>
        <Unbroken text={says} />
      </span>
      <span className="unseen">
        {about !== undefined && `${comma}${about}`}
        {comma}
        {say("newTab")}
      </span>
      <span aria-hidden="true" className="arrow">
        ↗
      </span>
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

const CLASSES = {
  text: "new-tab",
  plain: "new-tab button",
  main: "new-tab button button-main",
} as const;
