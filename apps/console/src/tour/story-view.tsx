import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { Notice } from "../design/notice.tsx";
import { ENGLISH } from "../words/english.ts";
import { useWords } from "../words/words.tsx";
import { BytesView } from "./bytes-view.tsx";
import { DetailView, hasDetail } from "./detail-view.tsx";
import { LookLinks } from "./look-links.tsx";
import { Outcome } from "./outcome.tsx";
import { PartView } from "./part-view.tsx";
import { Fold } from "./parts/fold.tsx";
import { LawFold } from "./rule-law.tsx";
import type { DeedId, Part, StepState, TourState } from "./tour-api.ts";
import { storyQuery } from "./tour-client.ts";
import { TourFault } from "./tour-fault.tsx";

/** What came of a step, while it is played and afterwards: what somebody has to know, and the rest folded. */
export function StoryView({
  step,
  state,
  shows,
  children,
}: {
  readonly step: StepState;
  readonly state: TourState;
  /** The deed for which it is shown alone. */
  readonly shows: DeedId | undefined;
  /** What comes next, beneath what happened. */
  readonly children?: ReactNode;
}): ReactNode {
  const say = useWords("tour");
  const isPlaying = step.state === "playing";
  const { data, error } = useQuery(storyQuery(step.id, isPlaying));
  const seconds = Math.round((data?.milliseconds ?? 0) / 100) / 10;
  const parts = data?.parts ?? [];
  return (
    <>
      {error !== null && <TourFault error={error} />}
      {isPlaying && (
        <ProgressBar className="playing" isIndeterminate aria-label={say("playing", { seconds })}>
          <span className="soft">{say("playing", { seconds })}</span>
          <span className="playing-track" aria-hidden="true" />
        </ProgressBar>
      )}
      {!isPlaying && <Outcome parts={parts} step={step} />}
      {parts.map((part, index) => (
        // Parts are only added, at the end.
        // biome-ignore lint/suspicious/noArrayIndexKey: a part never changes its place
        <PartView key={index} part={part} shows={shows} />
      ))}
      {data?.problem !== undefined && (
        <Notice tone="bad" title={say("stepFailed")}>
          <p {...ENGLISH}>{data.problem}</p>
          <p>{say("stepFailedFix")}</p>
        </Notice>
      )}
      {!isPlaying && data !== undefined && (
        <>
          {children}
          <LookLinks parts={parts} step={step} state={state} />
          <div>
            <LawFold rules={rulesOf(step, parts)} />
            <Fold title={say("details")}>
              {parts.filter(hasDetail).map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
                <DetailView key={index} part={part} step={step} />
              ))}
              <p className="small soft">{say("stepTook", { seconds })}</p>
              <BytesView step={step.id} />
            </Fold>
          </div>
        </>
      )}
    </>
  );
}

/** Rules that the step is about, and those that found something in it, each once. */
function rulesOf({ rules }: StepState, parts: readonly Part[]): readonly string[] {
  const found = parts.flatMap((part) => {
    if (part.kind === "held") return part.findings;
    return part.kind === "refusedAtHome" ? (part.refusal.findings ?? []) : [];
  });
  return [...new Set([...rules, ...found.map(({ rule }) => rule)])].sort();
}
