import { SIS_CLOSED_LIST } from "@safepassage/schema";
import type { ReactNode } from "react";
import { LawText } from "../../design/law-text.tsx";
import { Tag } from "../../design/tag.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { Cited } from "../rule-law.tsx";
import { useSceneTexts } from "../scene-text.tsx";
import type { ClosedListPart } from "../tour-api.ts";
import { Fold } from "./fold.tsx";

/** What was in the case and what arrived, beside the closed list of the law. */
export function ClosedList({ part: { fields } }: { readonly part: ClosedListPart }): ReactNode {
  const say = useWords("tour");
  const names = useNames();
  const translate = useSceneTexts();
  const { map, technical, citation, status } = SIS_CLOSED_LIST;
  return (
    <Fold title={say("closedList")}>
      <Cited citation={citation} citationStatus={status} />
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say("account.field")}</th>
              <th scope="col">{say("closedList.arrived")}</th>
              <th scope="col">{say("closedList.as")}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, hasArrived }) => (
              <tr key={field}>
                <th scope="row">{names.field(field)}</th>
                <td>
                  <Tag tone={hasArrived ? "good" : "bad"}>
                    {say(hasArrived ? "closedList.yes" : "closedList.no")}
                  </Tag>
                </td>
                <td>
                  {map[field] === undefined ? (
                    say(technical.includes(field) ? "closedList.technical" : "closedList.notListed")
                  ) : (
                    <LawText
                      english={map[field]}
                      own={translate(`closedList.${field}`, map[field])}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Fold>
  );
}
