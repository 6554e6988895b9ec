import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Answer } from "../../app/gateway.ts";
import { messageQuery } from "../../app/shared-queries.ts";
import { ButtonLink } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import type { Tone } from "../../design/tone.ts";
import { useWords } from "../../words/words.tsx";

/** Says that the message is on its way, then what its recipient has decided, and where it can be followed. */
export function Sent({ digest }: { readonly digest: string }): ReactNode {
  const say = useWords("compose");
  const { data } = useQuery(messageQuery(digest));
  const fate = data?.box === "outbox" ? fateOf(data) : "waits";
  return (
    <Page title={say("sent")} lead={say("sentLead")}>
      <Notice tone={TONES[fate]} title={say(`sent.${fate}`)} />
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
  return verdict === "reject" || state === "refused" || state === "expired" ? "refused" : "waits";
}

const TONES = {
  waits: "plain",
  accepted: "good",
  held: "warn",
  refused: "bad",
} as const satisfies Record<Fate, Tone>;
