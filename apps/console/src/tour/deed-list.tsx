import { type ReactNode, useEffect, useRef } from "react";
import { Notice } from "../design/notice.tsx";
import { useWords } from "../words/words.tsx";
import { DeedCard } from "./deed-card.tsx";
import { countOver, standingsOf } from "./standing.ts";
import type { TourState } from "./tour-api.ts";
import { useLooked } from "./use-looked.ts";

/** What somebody does here, one card for each: what is over in a line, what to do now with all of it. */
export function DeedList({ state }: { readonly state: TourState }): ReactNode {
  const say = useWords("tour");
  const { deeds } = state;
  const standings = standingsOf(deeds, useLooked());
  const over = countOver(standings);
  const isToLook = standings.includes("look");
  const next = isToLook ? -1 : standings.indexOf("open");
  const current = useRef<HTMLLIElement>(null);
  const at = isToLook ? standings.indexOf("look") : next;
  useInView(current, over > 0 || isToLook ? at : undefined);
  return (
    <section className="stack-tight">
      <div className="row">
        <h2>{say("deeds")}</h2>
        <span className="soft" role="status">
          {say("deeds.count", { done: over, all: deeds.length })}
        </span>
      </div>
      <p className="soft measure">{say("deeds.people")}</p>
      <ol className="deeds">
        {deeds.map((deed, index) => (
          <DeedCard
            key={deed.id}
            ref={index === at ? current : null}
            number={index + 1}
            deed={deed}
            state={state}
            standing={index === next ? "current" : (standings[index] ?? "open")}
          />
        ))}
      </ol>
      {over === deeds.length && (
        <Notice tone="good" title={say("deeds.allDone")}>
          <p>{say("deeds.allDoneSays")}</p>
        </Notice>
      )}
    </section>
  );
}

/**
 * Brings what to do now into view when it changes, and when somebody comes back to the page. The keyboard's focus stays where it is.
 *
 * @param at - Which one it is. `undefined` leaves the page at its top.
 */
function useInView(card: { readonly current: HTMLElement | null }, at: number | undefined): void {
  useEffect(() => {
    if (at === undefined) return undefined;
    const show = (): void => card.current?.scrollIntoView({ block: "nearest" });
    show();
    addEventListener("focus", show);
    return () => removeEventListener("focus", show);
  }, [card, at]);
}
