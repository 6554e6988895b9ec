import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { Page } from "../../design/page.tsx";
import { useWords } from "../../words/words.tsx";
import { NoticeChoice } from "./notice-choice.tsx";
import { WarningForms } from "./warning-forms.tsx";
import { WarningLists } from "./warning-lists.tsx";
import "../compose/compose.css";
import "./danger.css";

/** Warnings of immediate danger: those that wait for an answer, and the means to warn another agency. */
export function Danger(): ReactNode {
  const say = useWords("danger");
  const may = useMay();
  return (
    <Page title={say("title")} lead={say("lead")}>
      <WarningLists />
      {may("submitMessage") ? <WarningForms /> : <p>{say("noRole")}</p>}
      <NoticeChoice />
    </Page>
  );
}
