import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";

/** Stands where something is still on its way. */
export function Loading(): ReactNode {
  const say = useWords("common");
  return (
    <p className="loading soft" role="status">
      {say("loading")}
    </p>
  );
}
