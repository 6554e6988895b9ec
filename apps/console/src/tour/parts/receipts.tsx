import type { ReceiptClaims } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { Tag } from "../../design/tag.tsx";
import type { Tone } from "../../design/tone.ts";
import { useWords } from "../../words/words.tsx";
import type { Difference, ReceiptsPart } from "../tour-api.ts";

/** What the recipient has signed: that the message arrived, and what it decided. */
export function Receipts({ part }: { readonly part: ReceiptsPart }): ReactNode {
  const say = useWords("tour");
  const { receipts, expected, passed } = part;
  const refusing = receipts.flatMap((receipt) =>
    receipt.kind === "decided" ? receipt.findings.map(({ rule }) => rule) : [],
  );
  const against = expected.verdict === "quarantine" ? "receipts.toMend" : "receipts.refuses";
  return (
    <section className="stack-tight">
      <h3>{say("receipts")}</h3>
      <ul className="receipts">
        {receipts.map((receipt) => (
          <li key={receipt.jti}>
            <ReceiptView receipt={receipt} />
          </li>
        ))}
      </ul>
      <ul className="small">
        {[...new Set(refusing)].map((rule) => (
          <li key={rule}>{say(against, { rule })}</li>
        ))}
        {expected.refused !== undefined &&
          expected.rules.map((rule) => <li key={rule}>{say("receipts.wouldRefuse", { rule })}</li>)}
        {passed.map(({ rule, by }) => (
          <li key={rule}>{say("receipts.passed", { rule, by })}</li>
        ))}
      </ul>
    </section>
  );
}

/** How what the recipient has signed differs from what was expected, if it does. */
export function Differences({ part: { differences } }: { readonly part: ReceiptsPart }): ReactNode {
  const say = useWords("tour");
  if (differences.length === 0) return null;
  return (
    <Notice tone="bad" isStill title={say("different")}>
      {differences.map((difference) => (
        <p key={JSON.stringify(difference)}>
          <DifferenceText difference={difference} />
        </p>
      ))}
    </Notice>
  );
}

/** How the answer differs from what was expected. */
function DifferenceText({ difference }: { readonly difference: Difference }): ReactNode {
  const say = useWords("tour");
  const verdict = (code: string): string =>
    Object.hasOwn(TONES, code) ? say(`verdict.${code as keyof typeof TONES}`) : code;
  switch (difference.kind) {
    case "noDecision":
      return say("different.noDecision");
    case "otherVerdict":
      return say("different.otherVerdict", {
        found: verdict(difference.found),
        expected: verdict(difference.expected),
      });
    case "otherAnswer": {
      const { found, expected } = difference;
      return found === undefined
        ? say("different.noAnswer", { expected })
        : say("different.otherAnswer", { found: verdict(found), expected });
    }
    case "notPassed":
      return say("different.notPassed", { rule: difference.rule });
    case "notFound":
      return say("different.notFound", { rule: difference.rule });
    default:
      throw new TypeError("a difference of another kind", { cause: difference satisfies never });
  }
}

function ReceiptView({ receipt }: { readonly receipt: ReceiptClaims }): ReactNode {
  const say = useWords("tour");
  const by = say("receipts.by", { agency: URL.parse(receipt.iss)?.host ?? receipt.iss });
  switch (receipt.kind) {
    case "delivered":
      return (
        <>
          {say("receipts.delivered", { count: receipt.resolved.length })}{" "}
          <span className="soft small">{by}</span>
        </>
      );
    case "refused":
      return (
        <>
          <Tag tone="bad">{say("receipts.refused", { code: receipt.code })}</Tag>{" "}
          <span className="soft small">{by}</span>
        </>
      );
    case "decided":
      return (
        <>
          {say("receipts.decided")}{" "}
          <Tag tone={TONES[receipt.verdict]}>{say(`verdict.${receipt.verdict}`)}</Tag>{" "}
          <span className="soft small">{by}</span>
        </>
      );
    default:
      throw new TypeError("a receipt of another kind", { cause: receipt satisfies never });
  }
}

const TONES = {
  accept: "good",
  acceptWithWarnings: "warn",
  quarantine: "warn",
  reject: "bad",
} as const satisfies Record<string, Tone>;
