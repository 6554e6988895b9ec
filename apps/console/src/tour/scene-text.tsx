import type { ReactNode } from "react";
import { ENGLISH } from "../words/english.ts";
import { type Translate, useTranslations } from "../words/translations.ts";
import { useLocale } from "../words/words.tsx";
import { Unbroken } from "./unbroken.tsx";

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
  const shown = <Unbroken text={text ?? says} />;
  return text !== undefined || locale === "en" ? shown : <span {...ENGLISH}>{shown}</span>;
}
