import { type ReactNode, useId } from "react";
import { Notice } from "../../design/notice.tsx";
import type { Tone } from "../../design/tone.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { BodyView } from "../case/body-view.tsx";
import { EnvelopeFacts } from "./envelope-facts.tsx";
import { FindingsList } from "./findings-list.tsx";
import type { JudgedMessage } from "./judge/judge-message.ts";
import type { Tried } from "./judge/refusal.ts";
import { RefusalText } from "./refusal-text.tsx";
import { RulesJudged } from "./rules-judged.tsx";
import { SignerFacts } from "./signer-facts.tsx";

/** What is said of one draft or message. */
export function MessageResult({
  name,
  judged,
}: {
  readonly name: string;
  readonly judged: Tried<JudgedMessage>;
}): ReactNode {
  const say = useWords("check");
  const id = useId();
  return (
    <section className="stack check-result" aria-labelledby={id}>
      <h2 id={id} className="check-name">
        {say("resultFor", { name: name === "" ? say("pasted") : isolated(name) })}
      </h2>
      {"refusal" in judged ? (
        <>
          <p>{say("notJudged")}</p>
          <RefusalText refusal={judged.refusal} isSigned />
        </>
      ) : (
        <Judged message={judged.value} />
      )}
    </section>
  );
}

function Judged({ message }: { readonly message: JudgedMessage }): ReactNode {
  const say = useWords("check");
  const { instant } = useTimes();
  const { kind, verdict, judgement, at, sound, undecided } = message;
  const isDraft = kind === "draft";
  return (
    <>
      <Notice tone={TONES[verdict]} title={say(`verdict.${verdict}`)}>
        <p>{say(isDraft ? `verdictDraft.${verdict}` : `verdictMessage.${verdict}`)}</p>
        <p className="small soft">{say("judgedAt", { time: instant(at) })}</p>
      </Notice>
      <Signature message={message} />
      <FindingsList
        findings={judgement.findings}
        body={sound?.body}
        purpose={sound?.clear["env.purpose"]}
      />
      <RulesJudged judgement={judgement} undecided={undecided} />
      {sound === undefined ? (
        <Notice title={say("notSound")} isStill>
          <p>{say("notSoundFix")}</p>
        </Notice>
      ) : (
        <section className="stack">
          <h3>{say("says")}</h3>
          <EnvelopeFacts clear={sound.clear} />
          <BodyView body={sound.body} />
        </section>
      )}
    </>
  );
}

/** Whose signature a message has. A draft has none, and neither has what a gateway has opened. */
function Signature({
  message: { kind, signature },
}: {
  readonly message: JudgedMessage;
}): ReactNode {
  const say = useWords("check");
  if (signature === undefined) {
    return <p className="soft">{say(kind === "draft" ? "unsignedDraft" : "unsignedMessage")}</p>;
  }
  const { entity, kid, isChecked, change } = signature;
  return (
    <dl className="facts">
      <SignerFacts entity={entity} kid={kid} change={change} />
      <dt>{say("signature")}</dt>
      <dd>{say(isChecked ? "signatureGood" : "signatureUnchecked")}</dd>
    </dl>
  );
}

/** A name from outside may hold marks of direction: they end with it (Unicode UAX 9, FSI and PDI). */
const isolated = (name: string): string => `\u2068${name}\u2069`;

const TONES = {
  accept: "good",
  acceptWithWarnings: "good",
  noFaultFound: "warn",
  reject: "bad",
  quarantine: "bad",
} as const satisfies Record<JudgedMessage["verdict"], Tone>;
