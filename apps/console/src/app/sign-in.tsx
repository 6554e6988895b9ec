import type { ReactNode } from "react";
import { ButtonLink } from "../design/button.tsx";
import { Loading } from "../design/loading.tsx";
import { Notice } from "../design/notice.tsx";
import { Page } from "../design/page.tsx";
import { Problem } from "../design/problem.tsx";
import { useWords } from "../words/words.tsx";
import { type Beginning, signInAt } from "./session.tsx";
import { Settings } from "./settings.tsx";
import "./sign-in.css";

/** What somebody sees who has not signed in. */
export function SignIn({ beginning }: { readonly beginning: Beginning }): ReactNode {
  const say = useWords("shell");
  if (beginning.state === "waiting") return <Loading />;
  const code = new URLSearchParams(location.search).get("problem") ?? "";
  const problem = PROBLEMS.find((one) => one === `problem.${code}`);
  return (
    <main className="sign-in">
      <Page title={say("signInTitle")} lead={say("whatIs")}>
        {beginning.state === "away" ? (
          <Problem error={beginning.error} onAgain={beginning.again} />
        ) : (
          <div className="stack">
            {problem !== undefined && (
              <Notice tone="bad" isUrgent title={say("signInFailed")}>
                <p>{say(problem)}</p>
              </Notice>
            )}
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

/** Why a sign-in did not come to its end, as the gateway says in the address. */
const PROBLEMS = [
  "problem.API_SIGN_IN_FAILED",
  "problem.API_TOKEN_REFUSED",
  "problem.API_OFFICER_LOCKED",
  "problem.API_OFFICER_UNKNOWN",
  "problem.API_PROVIDER_AWAY",
] as const;
