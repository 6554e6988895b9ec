import { type ReactNode, Suspense } from "react";
import { Loading } from "../design/loading.tsx";
import { Check } from "../pages/check/check.tsx";
import { useWords } from "../words/words.tsx";
import { Settings } from "./settings.tsx";
import "./plain-check.css";

/** The page Check, opened by its own address. It asks the gateway for nothing, so nobody has to sign in. */
export function PlainCheck(): ReactNode {
  const say = useWords("shell");
  return (
    <div className="plain">
      <main>
        <Suspense fallback={<Loading />}>
          <Check />
        </Suspense>
      </main>
      <footer className="plain-end">
        <a href="/">{say("toConsole")}</a>
        <Settings />
      </footer>
    </div>
  );
}
