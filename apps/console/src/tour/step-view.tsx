import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { Button } from "../design/button.tsx";
import { LawText } from "../design/law-text.tsx";
import { Notice } from "../design/notice.tsx";
import { Tag } from "../design/tag.tsx";
import type { Tone } from "../design/tone.ts";
import { ENGLISH } from "../words/english.ts";
import { useCatalogue, useWords, useWordsIn } from "../words/words.tsx";
import { BytesView } from "./bytes-view.tsx";
import { LookLinks } from "./look-links.tsx";
import { Outcome } from "./outcome.tsx";
import { PartView } from "./part-view.tsx";
import { Fold } from "./parts/fold.tsx";
import { RuleLaw } from "./rule-law.tsx";
import { SceneText } from "./scene-text.tsx";
import type { StepProgress, StepState, TourState } from "./tour-api.ts";
import { storyQuery } from "./tour-client.ts";
import { TourFault } from "./tour-fault.tsx";

/** A step: who does what, why the law wants it, and what came of it once it was played. */
export function StepView({
  step,
  state,
  isFolded,
  isBusy,
  onPlay,
}: {
  readonly step: StepState;
  readonly state: TourState;
  /** Whether what came of it opens only when somebody asks for it. */
  readonly isFolded: boolean;
  readonly isBusy: boolean;
  readonly onPlay: () => void;
}): ReactNode {
  const say = useWords("tour");
  const title = useRef<HTMLHeadingElement>(null);
  const { id, says, from, to, rules } = step;
  const inEnglish = useWordsIn("tour", "en");
  // A scene of somebody else's has the rules alone.
  const isShipped = useCatalogue("tour-scenes", "en")[id] === says;
  const shows = state.deeds.find((deed) => deed.step === id);
  const isBegun = step.state !== "waiting" && step.state !== "next";
  return (
    <section className="step panel stack" data-state={step.state} aria-labelledby={id}>
      <header className="stack-tight">
        <div className="row">
          <h2 id={id} ref={title} tabIndex={-1}>
            <bdi className="number">{id.split(".")[1]}</bdi>{" "}
            {to === undefined ? <bdi>{from}</bdi> : say("parties", { from, to })}
          </h2>
          <span role="status">
            <Tag tone={TONES[step.state]}>{say(`state.${step.state}`)}</Tag>
          </span>
        </div>
        {shows !== undefined && (
          <p className="shows">{say("shows", { name: say(`deed.${shows.id}`) })}</p>
        )}
        <p>
          <SceneText id={id} says={says} />
        </p>
      </header>
      <div className="why-law stack-tight">
        <h3>{say("why")}</h3>
        {isShipped && (
          <LawText
            english={inEnglish(`why.${id}` as "why.S01.1")}
            own={say(`why.${id}` as "why.S01.1")}
          />
        )}
        {rules.length > 0 && (
          <ul className="small soft">
            {rules.map((rule) => (
              <li key={rule}>
                <RuleLaw rule={rule} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {step.state === "next" && (
        <div className="row">
          <Button
            weight="main"
            isDisabled={isBusy}
            onPress={() => {
              // The button goes, and whoever works with a keyboard stays at this step.
              title.current?.focus();
              onPlay();
            }}
          >
            {say("play")}
          </Button>
        </div>
      )}
      {isBegun && !isFolded && <Story step={step} state={state} />}
      {isFolded && (
        <Fold title={say("story")}>
          <Story step={step} state={state} />
        </Fold>
      )}
    </section>
  );
}

/** What came of a step, while it is played and afterwards. */
function Story({
  step,
  state,
}: {
  readonly step: StepState;
  readonly state: TourState;
}): ReactNode {
  const say = useWords("tour");
  const isPlaying = step.state === "playing";
  const { data, error } = useQuery(storyQuery(step.id, isPlaying));
  const seconds = Math.round((data?.milliseconds ?? 0) / 100) / 10;
  return (
    <>
      {error !== null && <TourFault error={error} />}
      {isPlaying && (
        <ProgressBar className="playing" isIndeterminate aria-label={say("playing", { seconds })}>
          <span className="soft">{say("playing", { seconds })}</span>
          <span className="playing-track" aria-hidden="true" />
        </ProgressBar>
      )}
      {data !== undefined && !isPlaying && <Outcome parts={data.parts} />}
      <div className="stack">
        {data?.parts.map((part, index) => (
          // Parts are only added, at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: a part never changes its place
          <PartView key={index} part={part} step={step} />
        ))}
        {data?.problem !== undefined && (
          <Notice tone="bad" title={say("stepFailed")}>
            <p {...ENGLISH}>{data.problem}</p>
            <p>{say("stepFailedFix")}</p>
          </Notice>
        )}
      </div>
      {!isPlaying && data !== undefined && (
        <>
          <LookLinks parts={data.parts} step={step} state={state} />
          <p className="small soft">{say("stepTook", { seconds })}</p>
          <BytesView step={step.id} />
        </>
      )}
    </>
  );
}

const TONES = {
  waiting: "plain",
  next: "accent",
  playing: "accent",
  played: "good",
  failed: "bad",
} as const satisfies Record<StepProgress, Tone>;
