import type { ReactNode } from "react";
import { ENGLISH } from "../words/english.ts";
import { useWords } from "../words/words.tsx";

/** Says of a sentence of law that nobody has reviewed its translation, and gives the English one. */
export function EnglishText({ text }: { readonly text: string }): ReactNode {
  const say = useWords("common");
  return (
    <p className="small soft">
      {say("unreviewed")} <span {...ENGLISH}>{text}</span>
    </p>
  );
}
