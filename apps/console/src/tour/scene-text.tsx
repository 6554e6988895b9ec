import type { ReactNode } from "react";
import { useLocale, useWords } from "../words/words.tsx";

/**
 * Says what a scene tells, in the language of the page.
 *
 * @returns What finds a sentence by its id: `S01.title`, `S01.1`. It gives `undefined` in English, which the demo says itself, and
 *   for what it tells that has no translation.
 */
export function useSceneTexts(): (id: string) => string | undefined {
  const { locale } = useLocale();
  const say = useWords("tour-scenes");
  return (id) => {
    // A name without a text is said as it is.
    const text = locale === "en" ? id : say(id);
    return text === id ? undefined : text;
  };
}

/** A sentence of a scene, in the language of the page or else as the demo says it. */
export function SceneText({
  id,
  says,
}: {
  readonly id: string;
  /** In English. */
  readonly says: string;
}): ReactNode {
  const { locale } = useLocale();
  const text = useSceneTexts()(id);
  if (text !== undefined || locale === "en") return text ?? says;
  return (
    <span lang="en" dir="auto">
      {says}
    </span>
  );
}
