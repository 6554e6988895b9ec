import type { ReceiptClaims } from "@safepassage/schema";
import { type ReactNode, useId } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { Notice } from "../../design/notice.tsx";
import { Time } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useWords } from "../../words/words.tsx";
import { EnvelopeFacts } from "./envelope-facts.tsx";
import type {
  GoodReceipt,
  JudgedEvidence,
  JudgedKept,
  JudgedReceipt,
  KeptMessage,
} from "./judge/judge-evidence.ts";
import type { Refusal, Tried } from "./judge/refusal.ts";
import { RefusalText } from "./refusal-text.tsx";
import { SignerFacts } from "./signer-facts.tsx";

/** What evidence shows: which signatures are good, what is proven, and what is not. */
export function EvidenceResult({
  evidence,
}: {
  readonly evidence: Tried<JudgedEvidence>;
}): ReactNode {
  const say = useWords("check");
  if ("refusal" in evidence) return <RefusalText refusal={evidence.refusal} />;
  const { messages, alone, aloneApart } = evidence.value;
  return (
    <>
      {messages.map((kept, at) => (
        // Two texts that cannot be read have no digest to tell them apart.
        <Kept key={kept.digest ?? at} kept={kept} />
      ))}
      {alone.length > 0 && (
        <section className="stack check-result">
          <h2>{say("receiptsAlone")}</h2>
          <p className="soft">{say("receiptsAloneLead")}</p>
          <Receipts receipts={alone} isAlone />
          {aloneApart !== undefined && <Apart refusal={aloneApart} />}
        </section>
      )}
      <Limits />
    </>
  );
}

function Kept({ kept }: { readonly kept: JudgedKept }): ReactNode {
  const say = useWords("check");
  const id = useId();
  const { message, receipts, apart } = kept;
  return (
    <section className="stack check-result" aria-labelledby={id}>
      <h2 id={id}>{say("evidenceOf")}</h2>
      {"refusal" in message ? (
        <>
          <p>{say("evidenceBad")}</p>
          <RefusalText refusal={message.refusal} isSigned />
        </>
      ) : (
        <>
          <Proven kept={kept} message={message.value} />
          <EnvelopeFacts clear={message.value.clear} />
          <dl className="facts">
            <dt>{say("digest")}</dt>
            <dd>
              <bdi dir="ltr" className="digest">
                {message.value.digest}
              </bdi>
            </dd>
          </dl>
          {receipts.length > 0 && <Receipts receipts={receipts} />}
          {apart !== undefined && <Apart refusal={apart} />}
        </>
      )}
    </section>
  );
}

/** Why receipts that are good one by one do not go together. */
function Apart({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const say = useWords("check");
  return (
    <>
      <p>{say("receiptsApart")}</p>
      <RefusalText refusal={refusal} isSigned />
    </>
  );
}

/** What the good signatures prove together, and what stays open. */
function Proven({
  kept: { receipts, apart, remarks },
  message: { clear, kid, change, isSameCatalogue },
}: {
  readonly kept: JudgedKept;
  readonly message: KeptMessage;
}): ReactNode {
  const say = useWords("check");
  const good = receipts.flatMap((one) => ("value" in one ? [one.value.claims.kind] : []));
  const isBad = good.length < receipts.length || apart !== undefined;
  const isDelivered = good.includes("delivered") || good.includes("decided");
  const isDecided = good.includes("decided");
  return (
    <>
      <Notice
        tone={isBad ? "bad" : isDecided ? "good" : "warn"}
        title={say(isBad ? "evidenceSomeBad" : "evidenceGood")}
      >
        <p>{say("senderSigned", { agency: hostOf(clear["env.sender.agencyId"]) })}</p>
        <p className="small soft">
          {say("key")}{" "}
          <bdi dir="ltr" className="digest">
            {kid}
          </bdi>
        </p>
        {change !== undefined && <p>{say(`since.${change}`)}</p>}
      </Notice>
      <ul>
        <li>{say("proven.sent")}</li>
        <li>{say(isDelivered ? "proven.delivered" : "open.delivered")}</li>
        <li>{say(isDecided ? "proven.decided" : "open.decided")}</li>
        {remarks.map((remark) => (
          <li key={remark}>{say(`remark.${remark}`)}</li>
        ))}
        {!isSameCatalogue && <li>{say("otherCatalogue")}</li>}
      </ul>
    </>
  );
}

function Receipts({
  receipts,
  isAlone = false,
}: {
  readonly receipts: readonly JudgedReceipt[];
  readonly isAlone?: boolean;
}): ReactNode {
  const say = useWords("check");
  return (
    <ol className="check-receipts">
      {receipts.map((receipt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a receipt has no name of its own, and the list is never changed in place
        <li key={index} className="panel stack-tight">
          <h3>{say("receiptNumber", { number: index + 1, count: receipts.length })}</h3>
          {"refusal" in receipt ? (
            <RefusalText refusal={receipt.refusal} isSigned />
          ) : (
            <Receipt receipt={receipt.value} isAlone={isAlone} />
          )}
        </li>
      ))}
    </ol>
  );
}

function Receipt({
  receipt: { claims, kid, change },
  isAlone,
}: {
  readonly receipt: GoodReceipt;
  readonly isAlone: boolean;
}): ReactNode {
  const say = useWords("check");
  return (
    <>
      <p>{useReceiptText(claims)}</p>
      <dl className="facts">
        <SignerFacts entity={claims.iss} kid={kid} change={change} />
        <dt>{say("signedAt")}</dt>
        <dd>
          <Time at={new Date(claims.iat * 1000).toISOString()} />
        </dd>
        {isAlone && claims.msg !== undefined && (
          <>
            <dt>{say("digest")}</dt>
            <dd>
              <bdi dir="ltr" className="digest">
                {claims.msg}
              </bdi>
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

/** What a receipt says, in a sentence. */
function useReceiptText(claims: ReceiptClaims): string {
  const say = useWords("check");
  const list = useList();
  if (claims.kind === "delivered")
    return say("receipt.delivered", { count: claims.resolved.length });
  if (claims.kind === "refused") return say("receipt.refused", { code: claims.code });
  const rules = list([...new Set(claims.findings.map(({ rule }) => rule))]);
  const by = claims.decidedBy;
  const verdict = say(`receiptVerdict.${claims.verdict}`);
  return rules === ""
    ? say("receipt.decided", { verdict, by })
    : say("receipt.decidedWith", { verdict, by, rules });
}

/** What no evidence shows. */
function Limits(): ReactNode {
  const say = useWords("check");
  return (
    <section className="stack-tight">
      <h2>{say("limits")}</h2>
      <ul>
        <li>{say("limits.true")}</li>
        <li>{say("limits.time")}</li>
        <li>{say("limits.other")}</li>
        <li>{say("limits.erased")}</li>
        <li>{say("limits.lawful")}</li>
      </ul>
    </section>
  );
}
