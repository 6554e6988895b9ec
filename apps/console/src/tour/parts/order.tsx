import type { Body } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Notice } from "../../design/notice.tsx";
import { Tag } from "../../design/tag.tsx";
import { ValueText } from "../../pages/case/value-text.tsx";
import { useNames } from "../../words/names.ts";
import { useTimes } from "../../words/times.ts";
import { useWords } from "../../words/words.tsx";
import type { EndOfOrderPart, ValidatedPart } from "../tour-api.ts";

/** What a judge validated beside what is ordered with it, value by value. */
export function Validated({
  part: { validated, ordered },
}: {
  readonly part: ValidatedPart;
}): ReactNode {
  const say = useWords("tour");
  const names = useNames();
  const inOrder = evidenceOf(ordered);
  return (
    <section className="stack-tight">
      <h3>{say("validated")}</h3>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say("account.field")}</th>
              <th scope="col">{say("validated.validated")}</th>
              <th scope="col">{say("validated.ordered")}</th>
            </tr>
          </thead>
          <tbody>
            {[...evidenceOf(validated)].map(([field, value]) => (
              <tr key={field}>
                <th scope="row">{names.field(field)}</th>
                <td>
                  <ValueText field={field} value={value} />
                </td>
                <td>
                  <ValueText field={field} value={inOrder.get(field)} />{" "}
                  {JSON.stringify(inOrder.get(field)) !== JSON.stringify(value) && (
                    <Tag tone="bad">{say("validated.differs")}</Tag>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{say("validated.lead")}</p>
    </section>
  );
}

const evidenceOf = (body: Body): ReadonlyMap<string, unknown> =>
  new Map(
    Object.values(body)
      .filter(({ kind }) => kind === "evidence")
      .flatMap(({ leaves }) => leaves.map(({ f, v }) => [f, v] as const)),
  );

/** The end of an order, which the gateway of its sender has written into it. */
export function EndOfOrder({ part: { at } }: { readonly part: EndOfOrderPart }): ReactNode {
  const say = useWords("tour");
  const { instant } = useTimes();
  return at === undefined ? (
    <Notice tone="bad" isStill title={say("endOfOrder.none")} />
  ) : (
    <p>{say("endOfOrder", { at: instant(at) })}</p>
  );
}
