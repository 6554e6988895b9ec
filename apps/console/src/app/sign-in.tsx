import type { ReactNode } from "react";
import { ButtonLink } from "../design/button.tsx";
import { Loading } from "../design/loading.tsx";
import { Notice } from "../design/notice.tsx";
import { Page } from "../design/page.tsx";
import { Problem } from "../design/problem.tsx";
import { useProblemText } from "../words/problem-words.ts";
import { useWords } from "../words/words.tsx";
import { type Beginning, signInAt } from "./session.tsx";
import { Settings } from "./settings.tsx";
import "./sign-in.css";

/** What somebody sees who has not signed in. */
export function SignIn({ beginning }: { readonly beginning: Beginning }): ReactNode {
  const say = useWords("shell");
  if (beginning.state === "waiting") return <Loading />;
  const code = new URLSearchParams(location.search).get("problem") ?? "";
  return (
    <main className="sign-in">
      <Page title={say("signInTitle")} lead={say("whatIs")}>
        {beginning.state === "away" ? (
          <Problem error={beginning.error} onAgain={beginning.again} />
        ) : (
          <div className="stack">
            {CODE.test(code) && <SignInProblem code={code} />}
            <p>
              <ButtonLink weight="main" href={signInAt(location.pathname)} target="_self">
                {say("signIn")}
              </ButtonLink>
            </p>
            <p className="soft small">{say("signInLead")}</p>
          </div>
        )}
        <p>
          <a href="/check">{say("check")}</a>
        </p>
      </Page>
      <Settings />
    </main>
  );
}

/** Why a sign-in did not come to its end. What the page has no words of its own for, it says as everywhere. */
function SignInProblem({ code }: { readonly code: string }): ReactNode {
  const say = useWords("shell");
  const sayCommon = useWords("common");
  const known = PROBLEMS.find((one) => one === `problem.${code}`);
  const text = useProblemText(known === undefined ? code : undefined);
  return (
    <Notice tone="bad" isUrgent title={say("signInFailed")}>
      {known !== undefined && <p>{say(known)}</p>}
      {text !== undefined && <p>{text.title}</p>}
      {known === undefined && <p>{text?.hint ?? sayCommon("failedFix")}</p>}
      <p className="small soft">{sayCommon("code", { code })}</p>
    </Notice>
  );
}

/** How the gateway writes a code into the address. Anything else comes from elsewhere, and is not shown. */
const CODE = /^[A-Z][A-Z0-9_]{2,63}$/;
/** What the page says itself, for somebody who signs in. */
const PROBLEMS = [
  "problem.API_SIGN_IN_FAILED",
  "problem.API_TOKEN_REFUSED",
  "problem.API_OFFICER_LOCKED",
  "problem.API_OFFICER_UNKNOWN",
  "problem.API_PROVIDER_AWAY",
] as const;
