import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";

/** Stands in a list that is narrowed by typing, where nothing is left of it. */
export function NoSuchName(): ReactNode {
  const say = useWords("common");
  return <p className="list-item soft">{say("noSuchName")}</p>;
}
