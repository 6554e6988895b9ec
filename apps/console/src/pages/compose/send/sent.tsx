import { GatewayProblem } from "@safepassage/client";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { hostOf } from "../../../app/agency-name.tsx";
import type { Answer } from "../../../app/gateway.ts";
import { messageQuery } from "../../../app/shared-queries.ts";
import { ButtonLink } from "../../../design/button.tsx";
import { Loading } from "../../../design/loading.tsx";
import { Notice } from "../../../design/notice.tsx";
import { Page } from "../../../design/page.tsx";
import type { Tone } from "../../../design/tone.ts";
import { useWords } from "../../../words/words.tsx";

/** Leads from where a message was written to where it is followed. That is a place of its own: it is no draft any more, and the menu shows none. */
export function Sent({ digest }: { readonly digest: string }): ReactNode {
  // The text was sent, so nothing is lost, and nobody is asked before the page is left.
  return (
    <Navigate
      to="/sent/$digest"
      params={{ digest }}
      state={{ justSent: true }}
      replace
      ignoreBlocker
    />
  );
}

/** Says that a message is on its way, then what its recipient has decided, and where it can be followed. */
export function SentPage(): ReactNode {
  const say = useWords("compose");
  const { digest = "" } = useParams({ strict: false });
  const { data, error } = useQuery({
    ...messageQuery(digest),
    // Its recipient decides within seconds. The gateway tells so, unless that got lost on its way.
    refetchInterval: ({ state }) => (isDecided(state.data) ? false : AGAIN_MS),
  });
  // Without an answer of the gateway only the person who has just sent it knows that it was sent.
  const justSent = useLocation({ select: ({ state }) => state.justSent === true });
  if (data === undefined && error === null && !justSent) return <Loading />;
  const isUnknown =
    data === undefined && (!justSent || (error instanceof GatewayProblem && error.status === 404));
  if (isUnknown || data?.box === "inbox") {
    return <Navigate to="/messages/$digest" params={{ digest }} replace />;
  }
  // Another one went in its place, and is followed.
  if (data?.replacedBy !== undefined) {
    return <Navigate to="/sent/$digest" params={{ digest: data.replacedBy }} replace />;
  }
  const fate = data === undefined ? "waits" : fateOf(data);
  return (
    <Page title={say("sent")} {...(fate === "waits" && { lead: say("sentLead") })}>
      {data !== undefined && (
        <Notice tone={TONES[fate]} title={say(`sent.${fate}`, { agency: hostOf(data.recipient) })}>
          {fate === "accepted" && PROPOSES.has(data.messageType) && <p>{say("sentProposal")}</p>}
        </Notice>
      )}
      <div className="row">
        <ButtonLink weight="main" href={`/messages/${digest}`}>
          {say("showMessage")}
        </ButtonLink>
      </div>
    </Page>
  );
}

type Fate = "waits" | "accepted" | "held" | "refused";
type SentMessage = Pick<
  Extract<Answer<"getMessage">, { readonly box: "outbox" }>,
  "state" | "verdict"
>;

function fateOf({ state, verdict }: SentMessage): Fate {
  if (verdict === "accept" || verdict === "acceptWithWarnings") return "accepted";
  if (verdict === "quarantine") return "held";
  return verdict === "reject" || FAILED.has(state) ? "refused" : "waits";
}

const isDecided = (message: Answer<"getMessage"> | undefined): boolean =>
  message?.box === "outbox" && fateOf(message) !== "waits";

/** Kinds of messages to which somebody has to agree. */
const PROPOSES: ReadonlySet<string> = new Set(["handover", "onwardTransferRequest"]);
const AGAIN_MS = 10_000;
const FAILED: ReadonlySet<string> = new Set(["refused", "expired", "unsent"]);
const TONES = {
  waits: "plain",
  accepted: "good",
  held: "warn",
  refused: "bad",
} as const satisfies Record<Fate, Tone>;
