import { type ReactNode, useId } from "react";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import { EvidenceResult } from "./evidence-result.tsx";
import { type CheckedWith, isJudged, type Outcome, type When } from "./judge/judge.ts";
import type { Given } from "./judge/read-given.ts";
import { MessageResult } from "./message-result.tsx";
import { RefusalText } from "./refusal-text.tsx";
import type { Item } from "./use-given.ts";
import { givenOf } from "./use-outcome.ts";

/** All that is said of what was given. */
export function Results({
  items,
  outcome,
  when,
  onWhen,
}: {
  readonly items: readonly Item[];
  readonly outcome: Outcome | undefined;
  readonly when: When;
  readonly onWhen: (when: When) => void;
}): ReactNode {
  const given = givenOf(items);
  return (
    <>
      {/* It stays while all is judged anew, since the focus is in it. */}
      {given.some(({ thing }) => isJudged(thing)) && <WhenChoice when={when} onWhen={onWhen} />}
      {outcome === undefined ? <Loading /> : <Judged given={given} outcome={outcome} />}
    </>
  );
}

function Judged({
  given,
  outcome,
}: {
  readonly given: readonly Given[];
  readonly outcome: Outcome;
}): ReactNode {
  const say = useWords("check");
  if ("stopped" in outcome) return <RefusalText refusal={outcome.stopped} />;
  const { messages, evidence, checkedWith } = outcome;
  const isOnlyFacts = messages.length === 0 && evidence === undefined;
  const hasEvidence = given.some(({ thing }) => thing.kind === "evidence");
  return (
    <>
      {isOnlyFacts && !hasEvidence && given.length > 0 && (
        <Notice title={say("nothingToJudge")}>
          <p>{say("nothingToJudgeFix")}</p>
        </Notice>
      )}
      {messages.map(({ index, name, judged }) => (
        <MessageResult key={`${index} ${name}`} name={name} judged={judged} />
      ))}
      {evidence !== undefined && <EvidenceResult evidence={evidence} />}
      {checkedWith !== undefined && <UsedRegistry used={checkedWith} />}
    </>
  );
}

/** Which registry was used. Its author decides which signatures count, and its date what it can know. */
function UsedRegistry({ used }: { readonly used: CheckedWith }): ReactNode {
  const say = useWords("check");
  const { day } = useTimes();
  return (
    <>
      <p className="small soft">
        {say(used.isSigned ? "registrySigned" : "registryPlain")}{" "}
        {say("registryDate", { day: day(used.issuedAt.slice(0, 10)) })}
        {used.isTest && ` ${say("registryTest")}`}
      </p>
      {used.isOlder && (
        <Notice tone="warn" title={say("registryOlder")}>
          <p>{say("registryOlderFix")}</p>
        </Notice>
      )}
    </>
  );
}

/** At which time to judge. A native list, which is small. */
function WhenChoice({
  when,
  onWhen,
}: {
  readonly when: When;
  readonly onWhen: (when: When) => void;
}): ReactNode {
  const say = useWords("check");
  const id = useId();
  return (
    <div className="check-filter">
      <label htmlFor={id}>{say("when")}</label>
      <select
        id={id}
        value={when}
        onChange={({ target }) => onWhen(target.value === "made" ? "made" : "now")}
      >
        <option value="now">{say("when.now")}</option>
        <option value="made">{say("when.made")}</option>
      </select>
    </div>
  );
}
