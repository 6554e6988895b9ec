import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { AgencyName, hostOf } from "../../../app/agency-name.tsx";
import type { Answer } from "../../../app/gateway.ts";
import { save } from "../../../app/save-file.ts";
import { Button } from "../../../design/button.tsx";
import { Problem } from "../../../design/problem.tsx";
import { Tag } from "../../../design/tag.tsx";
import { Time } from "../../../design/time.tsx";
import { useWords } from "../../../words/words.tsx";
import { Fact } from "../../case/fact.tsx";
import { ErrorWords } from "../facts/error-words.tsx";
import { MessageLink } from "../facts/message-link.tsx";
import type { Message } from "../facts/queries.ts";
import { receiptsOf, type ShownReceipt } from "../facts/receipt-claims.ts";
import { fileOf } from "./evidence-file.ts";

/** What was signed about a message, and the file that proves it. */
export function EvidencePanel({
  message,
  evidence: { data, error, refetch },
}: {
  readonly message: Message;
  readonly evidence: UseQueryResult<Answer<"getEvidence">>;
}): ReactNode {
  const say = useWords("message");
  const [isSaved, setSaved] = useState(false);
  const receipts = receiptsOf(message);
  return (
    <div className="stack">
      <section className="stack">
        <h2>{say("receipts")}</h2>
        <p className="soft measure">{say(`receiptsLead.${message.box}`)}</p>
        {receipts.length === 0 && <p>{say("receiptsNone")}</p>}
        {receipts.map((receipt) => (
          <ReceiptView key={receipt.jwt} receipt={receipt} />
        ))}
      </section>
      <section className="panel stack">
        <h2>{say("evidence")}</h2>
        <p className="measure">{say("evidenceText")}</p>
        <p className="measure soft">{say("evidenceCheck")}</p>
        {message.box === "outbox" && message.certificate !== undefined && (
          <p className="measure">
            {say("evidenceErasure")} <MessageLink digest={message.certificate} />
          </p>
        )}
        {error !== null && <Problem error={error} onAgain={() => void refetch()} />}
        <div className="row">
          <Button
            isDisabled={data === undefined}
            onPress={() => {
              if (data === undefined) return;
              save(fileOf(data));
              setSaved(true);
            }}
          >
            {say("download")}
          </Button>
          <span role="status">{isSaved && say("downloaded")}</span>
        </div>
      </section>
    </div>
  );
}

function ReceiptView({ receipt }: { readonly receipt: ShownReceipt }): ReactNode {
  const say = useWords("message");
  const { claims, standing, code } = receipt;
  return (
    <section className="panel stack-tight">
      <h3>{useReceiptTitle(claims)}</h3>
      <div className="row">
        {standing === "bad" ? (
          <Tag tone="bad">{say("unverified")}</Tag>
        ) : (
          <Tag tone="good">{say(standing === "own" ? "own" : "verified")}</Tag>
        )}
        {code !== undefined && (
          <span>
            <ErrorWords code={code} />
          </span>
        )}
      </div>
      {claims !== undefined && (
        <dl className="facts">
          <Fact name={say("signedAt")}>
            <Time at={new Date(claims.iat * SECOND_MS).toISOString()} />
          </Fact>
          <Fact name={say("from")}>
            <AgencyName entity={claims.iss} />
          </Fact>
          {/* A reason that nobody answers for is not shown: it may be any words. */}
          {claims.kind === "refused" && standing !== "bad" && (
            <Fact name={say("refusalCode")}>
              <ErrorWords code={claims.code} />
            </Fact>
          )}
          {claims.kind !== "refused" && (
            <Fact name={say("disclosures")}>{say("count", { count: claims.resolved.length })}</Fact>
          )}
          {claims.kind === "decided" && (
            <Fact name={say("decidedBy")}>{say(`decidedBy.${claims.decidedBy}`)}</Fact>
          )}
        </dl>
      )}
    </section>
  );
}

function useReceiptTitle(claims: ShownReceipt["claims"]): string {
  const say = useWords("message");
  if (claims === undefined) return say("receipt.unread");
  const agency = hostOf(claims.iss);
  return claims.kind === "decided"
    ? say("receipt.decided", { agency, verdict: say(`verdict.${claims.verdict}`) })
    : say(`receipt.${claims.kind}`, { agency });
}

const SECOND_MS = 1000;
