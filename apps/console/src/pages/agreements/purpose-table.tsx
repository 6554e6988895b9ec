import type { Agreement } from "@safepassage/schema";
import type { ReactNode } from "react";
import type { Answer } from "../../app/gateway.ts";
import { useNames } from "../../words/names.ts";
import { usePeriods } from "../../words/periods.ts";
import { useWords } from "../../words/words.tsx";
import { eventName } from "./event-name.ts";
import { secondOfficerWord } from "./second-officer.ts";

/** What the catalogue says of a purpose. */
export type CatalogueEntry = Answer<"listPurposes">["entries"][number];

/** The purposes of an agreement: who approves, how long data are held, and on which law of a State they rest. */
export function PurposeTable({
  agreement,
  catalogue,
}: {
  readonly agreement: Agreement;
  readonly catalogue: readonly CatalogueEntry[];
}): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  return (
    <table className="table records panel">
      <caption className="small soft">{say("purposesLead")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("purpose")}</th>
          <th scope="col">{say("secondOfficer")}</th>
          <th scope="col">{say("retention")}</th>
          <th scope="col">{say("nationalLaw")}</th>
        </tr>
      </thead>
      <tbody>
        {agreement.purposes.map((purpose) => (
          <tr key={purpose}>
            <th scope="row">{names.purpose(purpose)}</th>
            <td data-label={say("secondOfficer")}>
              {say(secondOfficerWord(purpose, agreement.secondOfficer?.includes(purpose) === true))}
            </td>
            <td data-label={say("retention")}>
              <Retention
                purpose={purpose}
                agreement={agreement}
                entry={catalogue.find(({ id }) => id === purpose)}
              />
            </td>
            <td data-label={say("nationalLaw")}>
              <NationalLaw purpose={purpose} agreement={agreement} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Retention({
  purpose,
  agreement,
  entry,
}: {
  readonly purpose: string;
  readonly agreement: Agreement;
  readonly entry: CatalogueEntry | undefined;
}): ReactNode {
  const say = useWords("agreements");
  const period = usePeriods();
  const agreed = agreement.retention?.filter((one) => one.purpose === purpose) ?? [];
  return (
    <ul className="plain">
      {agreed.map(({ ceiling, from = "iat" }) => (
        <li key={`${ceiling} ${from}`}>
          {say("retentionAgreed", { period: period(ceiling), from: say(eventName(from)) })}
        </li>
      ))}
      {entry !== undefined && (
        <li>{say("retentionCatalogue", { period: period(entry.retention.ceiling) })}</li>
      )}
    </ul>
  );
}

function NationalLaw({
  purpose,
  agreement,
}: {
  readonly purpose: string;
  readonly agreement: Agreement;
}): ReactNode {
  const say = useWords("agreements");
  const provisions = agreement.nationalProvisions.filter((one) => one.purpose === purpose);
  if (provisions.length === 0) return <span className="soft">{say("none")}</span>;
  return (
    <ul className="plain">
      {provisions.map(({ basis, transposes }) => (
        <li key={`${basis} ${transposes ?? ""}`}>
          <bdi dir="ltr">{basis}</bdi>
          {transposes !== undefined && (
            <p className="small soft">{say("transposes", { basis: transposes })}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
