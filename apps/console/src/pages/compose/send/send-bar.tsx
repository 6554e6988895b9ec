import { type ReactNode, useRef } from "react";
import { isReturned } from "../../../app/waiting.ts";
import { Apart } from "../../../design/apart.tsx";
import { Button } from "../../../design/button.tsx";
import { FootBar } from "../../../design/foot-bar.tsx";
import { Tag } from "../../../design/tag.tsx";
import type { Tone } from "../../../design/tone.ts";
import { useList } from "../../../words/lists.ts";
import { useWords } from "../../../words/words.tsx";
import type { KeptDraft } from "../state/use-kept-draft.ts";
import type { Prepared } from "../state/use-preview.ts";
import { readyTo } from "./may-send.ts";
import { showNext } from "./show-next.ts";

/** What would happen if it were sent now, and the means to send it. Stays in sight while somebody writes. */
export function SendBar({
  prepared,
  kept,
  news,
  isSending,
  onSend,
  onKeep,
  onAskApproval,
}: {
  readonly prepared: Prepared;
  readonly kept: KeptDraft;
  /** What came of the last press. */
  readonly news: ReactNode;
  readonly isSending: boolean;
  readonly onSend: () => void;
  readonly onKeep: () => void;
  readonly onAskApproval: () => void;
}): ReactNode {
  const say = useWords("compose");
  const shown = useRef<HTMLElement>(undefined);
  const { preview, outcomes, isCurrent, stopped, written } = prepared;
  const next = toLookAt(prepared);
  const { needsApproval, isApproved, maySend, mayAskApproval } = readyTo(prepared, kept);
  return (
    <FootBar name="send-bar" news={news}>
      <div className="stack-tight" role="status" aria-atomic>
        {preview === undefined || outcomes === undefined || stopped === "faults" ? (
          <StandsStill prepared={prepared} />
        ) : (
          <>
            <span className="row">
              <Tag tone={toneOf(preview)}>{say(verdictOf(preview))}</Tag>
              <Apart />
              {!isCurrent && (
                <span className="small soft">
                  {say("previewOld")}
                  <Apart />
                </span>
              )}
            </span>
            <span className="small">
              {say("summary", {
                goes: outcomes.goes,
                coarse: outcomes.coarse,
                stays: outcomes.stays,
              })}
              {needsApproval && (
                <>
                  {" "}
                  <ApprovalText entry={kept.entry} isApproved={isApproved} />
                </>
              )}
            </span>
          </>
        )}
      </div>
      <div className="row">
        {next !== undefined && (
          <Button
            weight="quiet"
            onPress={() => {
              shown.current = showNext(next, shown.current);
            }}
          >
            {say(`show.${next}`)}
          </Button>
        )}
        <Button
          isDisabled={written === undefined || kept.isKeeping || kept.isKept}
          onPress={onKeep}
        >
          {say("keep")}
        </Button>
        {needsApproval && !isApproved ? (
          <Button weight="main" isDisabled={!mayAskApproval} onPress={onAskApproval}>
            {say("askApproval")}
          </Button>
        ) : (
          <Button weight="main" isDisabled={!maySend} isPending={isSending} onPress={onSend}>
            {say("send")}
          </Button>
        )}
      </div>
    </FootBar>
  );
}

/** How it stands with the second officer of what would be sent. */
function ApprovalText({
  entry,
  isApproved,
}: Pick<KeptDraft, "entry"> & { readonly isApproved: boolean }): ReactNode {
  const say = useWords("compose");
  const sayBack = useWords("approvals");
  if (isApproved) return say("approvedBy", { officer: entry?.approval?.officer ?? "" });
  if (entry?.returned !== undefined && isReturned(entry))
    return sayBack("returnedBy", { officer: entry.returned.officer });
  return say("approvalNeeded");
}

/** What somebody has to look at next, if anything. */
function toLookAt({
  faults,
  outcomes,
  preview,
}: Prepared): "faulty" | "stays" | "warned" | undefined {
  if (countOf(faults) > 0) return "faulty";
  if (outcomes === undefined || preview === undefined) return undefined;
  const has = (asked: "error" | "warn"): boolean =>
    preview.judgement.findings.some(({ severity }) => severity === asked);
  if (has("error") || outcomes.staysNeeded.length > 0) return "faulty";
  if (outcomes.stays > 0) return "stays";
  return has("warn") ? "warned" : undefined;
}

/** How many values have a fault that is marked beside them. */
const countOf = (faults: Prepared["faults"]): number =>
  (faults?.ofLeaf.size ?? 0) + (faults?.ofConsent.size ?? 0);

/** Why nothing is said of what would leave, and what to do. */
function StandsStill({ prepared }: { readonly prepared: Prepared }): ReactNode {
  const say = useWords("compose");
  const list = useList();
  const { faults, missing, unfilled, stopped } = prepared;
  switch (stopped) {
    case "missing": {
      const parts = missing.map((part) => say(part));
      if (unfilled.length > 0)
        parts.push(`${say("consent")} (${list(unfilled.map((part) => say(part)))})`);
      return <span className="soft">{say("missingHead", { parts: list(parts) })}</span>;
    }
    case "faults":
      return <span>{say("stopped.faults", { count: countOf(faults) })}</span>;
    case "error":
      return <span>{say("stopped.error")}</span>;
    default:
      return <span className="soft">{say("preparing")}</span>;
  }
}

type Preview = NonNullable<Prepared["preview"]>;

function verdictOf({ judgement: { verdict } }: Preview) {
  return verdict === undefined ? "verdictUnsure" : (`verdict.${verdict}` as const);
}

function toneOf({ judgement: { verdict } }: Preview): Tone {
  if (verdict === "accept") return "good";
  return verdict === "reject" ? "bad" : "warn";
}
