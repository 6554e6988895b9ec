import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "../design/button.tsx";
import { Notice } from "../design/notice.tsx";
import { Page } from "../design/page.tsx";
import { Problem } from "../design/problem.tsx";
import { useWords } from "../words/words.tsx";
import { PageAway } from "./page-away.ts";

/** What stands at an address that has no page. */
export function NotFound(): ReactNode {
  const say = useWords("shell");
  return (
    <Page title={say("notFound")} lead={say("notFoundFix")}>
      <p>
        <ButtonLink href="/">{say("inbox")}</ButtonLink>
      </p>
    </Page>
  );
}

/** What stands in the place of a page that could not be loaded or drawn. */
export function Failed({ error }: ErrorComponentProps): ReactNode {
  const say = useWords("shell");
  const load = (): void => location.reload();
  return (
    <Page title={say("pageFailed")}>
      {error instanceof PageAway ? (
        <Problem error={error} onAgain={load} />
      ) : (
        <Notice tone="bad" isUrgent>
          <p>{say("pageFailedFix")}</p>
          <div className="row">
            <Button onPress={load}>{say("reload")}</Button>
          </div>
        </Notice>
      )}
    </Page>
  );
}
