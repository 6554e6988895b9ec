import { type ReactNode, useRef } from "react";
import { Button } from "../design/button.tsx";
import { LawText } from "../design/law-text.tsx";
import { Tag } from "../design/tag.tsx";
import type { Tone } from "../design/tone.ts";
import { useCatalogue, useWords, useWordsIn } from "../words/words.tsx";
import { LawFold } from "./rule-law.tsx";
import { SceneText } from "./scene-text.tsx";
import { StoryView } from "./story-view.tsx";
import type { DeedId, StepProgress, StepState, TourState } from "./tour-api.ts";
import { Unbroken } from "./unbroken.tsx";

/** A step: who does what, why the law wants it, and what came of it once it was played. */
export function StepView({
  step,
  state,
  shows,
  isBusy = false,
  onPlay,
  children,
}: {
  readonly step: StepState;
  readonly state: TourState;
  /** The deed for which it is shown alone. */
  readonly shows?: DeedId;
  readonly isBusy?: boolean;
  /** Left out where it is played without being asked to. */
  readonly onPlay?: () => void;
  /** What comes next, beneath what happened. */
  readonly children?: ReactNode;
}): ReactNode {
  const say = useWords("tour");
  const title = useRef<HTMLHeadingElement>(null);
  const { id, says, from, to, rules } = step;
  const inEnglish = useWordsIn("tour", "en");
  // A scene of somebody else's has the rules alone.
  const isShipped = useCatalogue("tour-scenes", "en")[id] === says;
  const deeds = state.deeds.filter((deed) => deed.step === id);
  const isBegun = step.state !== "waiting" && step.state !== "next";
  return (
    <section className="step panel stack" data-state={step.state} aria-labelledby={id}>
      <header className="stack-tight">
        <div className="row">
          <h2 id={id} ref={title} tabIndex={-1}>
            {shows === undefined && (
              <>
                <bdi className="number">{id.split(".")[1]}</bdi>{" "}
              </>
            )}
            {to === undefined ? (
              <bdi>
                <Unbroken text={from} />
              </bdi>
            ) : (
              <Unbroken text={say("parties", { from, to })} />
            )}
          </h2>
          <span role="status">
            {(shows === undefined || step.state !== "played") && (
              <Tag tone={TONES[step.state]}>{say(`state.${step.state}`)}</Tag>
            )}
          </span>
        </div>
        {shows === undefined &&
          deeds.map((deed) => (
            <p key={deed.id} className="shows">
              {say("shows", { name: say(`deed.${deed.id}`) })}
            </p>
          ))}
        <p>
          <SceneText id={id} says={says} />
        </p>
        {isShipped && (
          <div className="why-law">
            <LawText
              english={inEnglish("because", { why: inEnglish(`why.${id}` as "why.S01.1") })}
              own={say("because", { why: say(`why.${id}` as "why.S01.1") })}
            />
          </div>
        )}
      </header>
      {!isBegun && <LawFold rules={rules} />}
      {step.state === "next" && onPlay !== undefined && (
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
      {isBegun && (
        <StoryView step={step} state={state} shows={shows}>
          {children}
        </StoryView>
      )}
    </section>
  );
}

const TONES = {
  waiting: "plain",
  next: "accent",
  playing: "accent",
  played: "good",
  failed: "bad",
} as const satisfies Record<StepProgress, Tone>;
