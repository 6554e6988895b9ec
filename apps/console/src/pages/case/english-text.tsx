import type { ReactNode } from "react";
import { useWords } from "../../words/words.tsx";

/** Says of a sentence of law that nobody has reviewed its translation, and gives the English one. */
export function EnglishText({ text }: { readonly text: string }): ReactNode {
  const say = useWords("case");
  return (
    <p className="small soft">
      {say("unreviewed")}{" "}
      <span lang="en" dir="ltr">
        {text}
      </span>
    </p>
  );
}
