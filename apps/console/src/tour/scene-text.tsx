import type { ReactNode } from "react";
import { ENGLISH } from "../words/english.ts";
import { type Translate, useTranslations } from "../words/translations.ts";
import { useLocale } from "../words/words.tsx";

/** Finds what a scene tells, by its id (`S01.title`, `S01.1`) and its English, in the language of the page. */
export const useSceneTexts = (): Translate => useTranslations("tour-scenes");

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
  const text = useSceneTexts()(id, says);
  if (text !== undefined || locale === "en") return text ?? says;
  return <span {...ENGLISH}>{says}</span>;
}
