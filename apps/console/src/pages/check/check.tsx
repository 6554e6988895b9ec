import "./without-eval.ts";

import type { ReactNode } from "react";
import { Button } from "../../design/button.tsx";
import { Page } from "../../design/page.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { Examples } from "./examples.tsx";
import { Give } from "./give.tsx";
import { GivenList } from "./given-list.tsx";
import { Results } from "./results.tsx";
import { useGiven } from "./use-given.ts";
import { useOutcome } from "./use-outcome.ts";
import { useWhole } from "./use-whole.ts";
import "./check.css";

/**
 * The page that judges a draft, a message or evidence in the browser. Once it is loaded it asks nothing of a network, and it keeps
 * nothing.
 */
export function Check(): ReactNode {
  const say = useWords("check");
  useLater();
  const isWhole = useWhole();
  const given = useGiven();
  const { items, isBegun, when, setWhen, startAgain, remove } = given;
  const outcome = useOutcome(items, when);
  return (
    <Page
      title={say("title")}
      lead={say("lead")}
      actions={<Button onPress={startAgain}>{say("startAgain")}</Button>}
    >
      <p className="small soft" role="status">
        {isWhole ? say("whole") : say("loading")}
      </p>
      <Give onFiles={given.takeFiles} onText={given.takeText} />
      {items.length === 0 ? (
        <Examples isBack={isBegun} onExample={given.takeExample} />
      ) : (
        <>
          <GivenList items={items} onRemove={remove} />
          <Results items={items} outcome={outcome} when={when} onWhen={setWhen} />
        </>
      )}
    </Page>
  );
}

/** Waits for words that are needed only once something was judged: then there may be no network. */
function useLater(): void {
  useNames();
  useWords("case");
  useWords("common");
}
