import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { ENGLISH } from "../../words/english.ts";
import { useLocale, useWords } from "../../words/words.tsx";
import { isOwn, type ProtocolRefusal, type Refusal } from "./judge/refusal.ts";
import { refusedWords } from "./refusal-words.ts";

/**
 * Why something is not taken, or not good, and what to do.
 *
 * @param isSigned - Whether it is about the signature of a message or a receipt, for which the page has words of its own.
 */
export function RefusalText({
  refusal,
  isSigned = false,
}: {
  readonly refusal: Refusal;
  readonly isSigned?: boolean;
}): ReactNode {
  const say = useWords("check");
  const { locale } = useLocale();
  const code = (
    <p className="small soft">
      {say("code")} <bdi dir="ltr">{refusal.code}</bdi>
    </p>
  );
  if (isOwn(refusal)) {
    return (
      <Notice tone="bad" title={say(`error.${refusal.code}`)}>
        <p>{say(`errorFix.${refusal.code}`)}</p>
        {code}
      </Notice>
    );
  }
  const { title, hint } = refusal;
  const fix = isSigned ? SIGNED.find((one) => refusal.code.startsWith(one)) : undefined;
  const words = fix === undefined ? refusedWords(refusal.code, isSigned) : undefined;
  if (words !== undefined) {
    return (
      <Notice tone="bad" title={say(words.title)}>
        <p>{say(words.fix)}</p>
        <Issues refusal={refusal} />
        {code}
      </Notice>
    );
  }
  const english = <span {...ENGLISH}>{title}</span>;
  // The page has one sentence of its own: in another language than English it stands above the title.
  const own = fix && say(`signed.${fix}`);
  const isEnglish = own === undefined || locale === "en";
  return (
    <Notice tone="bad" title={isEnglish ? english : own}>
      <p>{isEnglish ? (own ?? <span {...ENGLISH}>{hint}</span>) : english}</p>
      <Issues refusal={refusal} />
      {code}
    </Notice>
  );
}

/** What is wrong with the form, place by place. */
function Issues({ refusal: { issues } }: { readonly refusal: ProtocolRefusal }): ReactNode {
  if (issues.length === 0) return null;
  return (
    <ul className="small">
      {issues.map(({ pointer, code }) => (
        <li key={`${pointer} ${code}`}>
          <bdi dir="ltr" className="digest">
            {pointer === "" ? "/" : pointer}: {code}
          </bdi>
        </li>
      ))}
    </ul>
  );
}

/** Refusals of signed texts for which the area `check` says what they mean for whoever relies on one. */
const SIGNED = [
  "BASE64URL_MALFORMED",
  "JSON_MALFORMED",
  "JWS_HEADER_INVALID",
  "JWS_MALFORMED",
  "JWS_SIGNATURE_INVALID",
  "JWS_TOO_LARGE",
  "JWS_TYPE_WRONG",
  "MESSAGE_NOT_YET_VALID",
  "MESSAGE_TEST_MISMATCH",
  // Every other code of this beginning.
  "MESSAGE_",
  "RECEIPT_INVALID",
  "RECEIPT_MISMATCH",
  "RECEIPT_TIME_WRONG",
  "RECEIPTS_CONTRADICT",
  "TRUST_AGENCY_UNKNOWN",
  "TRUST_KEY_COMPROMISED",
  "TRUST_KEY_NOT_IN_FORCE",
  "TRUST_KEY_UNKNOWN",
] as const;
