import type { Agreement } from "@safepassage/schema";
import { type ReactNode, useState } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { Button } from "../../design/button.tsx";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";

/** The fields that an agreement names: which it admits, asks a reason for, or limits. */
export function AgreementRows({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const { rows, purposeDefault } = agreement;
  const [shown, setShown] = useState(PAGE);
  return (
    <section className="stack">
      <div className="stack-tight">
        <h2>{say("rows")}</h2>
        <p className="soft measure">{say(purposeDefault ? "rowsDefault" : "rowsOnly")}</p>
      </div>
      {rows.length === 0 ? (
        <p>{say("noRows")}</p>
      ) : (
        <table className="table records panel">
          <caption className="small soft">{say("rowsLead", { count: rows.length })}</caption>
          <thead>
            <tr>
              <th scope="col">{say("field")}</th>
              <th scope="col">{say("purpose")}</th>
              <th scope="col">{say("terms")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => {
              const { field, purpose, recipient = "" } = row;
              return (
                <tr key={`${purpose} ${field} ${recipient}`}>
                  <th scope="row">{names.field(field)}</th>
                  <td data-label={say("purpose")}>{names.purpose(purpose)}</td>
                  <td data-label={say("terms")}>
                    <RowTerms row={row} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {shown < rows.length && (
        <div className="row">
          <Button onPress={() => setShown(shown + PAGE)}>{say("showMore")}</Button>
        </div>
      )}
    </section>
  );
}

function RowTerms({ row }: { readonly row: Agreement["rows"][number] }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const { explicit, strict, recipient, max = [] } = row;
  return (
    <ul className="plain">
      {explicit && <li>{say("explicit")}</li>}
      {strict && <li>{say("strict")}</li>}
      {!explicit && !strict && <li>{say("admitted")}</li>}
      {recipient !== undefined && <li>{say("onlyTo", { agency: hostOf(recipient) })}</li>}
      {max.map(({ ladder, rung }) => (
        <li key={ladder}>{say("noFiner", { rung: names.rung(rung) })}</li>
      ))}
    </ul>
  );
}

const PAGE = 100;
