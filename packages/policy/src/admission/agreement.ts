import type { AgreementRow, ConditionExpression } from "@safepassage/schema";
import { asksForRow, joined, lackingIn, waysOf } from "../conditions/asked-rows.ts";
import type { Facts } from "../conditions/facts.ts";
import type { Rung } from "../tables/model.ts";
import type { Terms } from "../tables/terms.ts";

/**
 * Whether the agreement covers this exchange: it is in force on the day of the message and on the
 * day of judging, and it names the purpose and both parties.
 */
export function isAgreementApplicable(facts: Facts): boolean {
  return facts.remember("agreement", () => {
    const { agreement, now, registry } = facts.input;
    const days = [(facts.clear["env.createdAt"] ?? "").slice(0, 10), now.slice(0, 10)];
    return (
      agreement.state === "inForce" &&
      days.every((day) => agreement.from <= day && day <= agreement.until) &&
      agreement.purposes.includes(facts.clear["env.purpose"] ?? "") &&
      agreement.parties.includes(registry.sender.entity) &&
      agreement.parties.includes(registry.recipient.entity)
    );
  });
}

/** Whether the agreement grants a field of the purpose to this recipient. */
export function isGrantedByAgreement(terms: Terms, field: string): boolean {
  return terms.agreement.purposeDefault || rowsOf(terms, field).length > 0;
}

/**
 * Lists the ceilings that the agreement sets for a field on a ladder: one for each row about the
 * field, `undefined` for a row without a ceiling. A value is admitted if any of them admits it.
 */
export function agreementCeilings(
  terms: Terms,
  field: string,
  ladder: string,
): readonly (Rung | undefined)[] {
  const rows = rowsOf(terms, field);
  if (rows.length === 0) return [undefined];
  return rows.map((row) => row.max?.find((ceiling) => ceiling.ladder === ladder));
}

/** Whether the rows of the agreement leave a way open in which a condition may hold for a field. */
export function mayHold(terms: Terms, field: string, when: ConditionExpression): boolean {
  const { rows } = terms.agreement;
  const ofAnybody = rows.filter((row) => row.purpose === terms.purpose && row.field === field);
  // NAMED asks for a row about this recipient, STRICT for one about anybody.
  const has = { ...joined(ofAnybody), explicit: joined(rowsOf(terms, field)).explicit };
  return waysOf(when).some((asked) => !asksForRow(lackingIn(has, asked)));
}

function rowsOf(terms: Terms, field: string): readonly AgreementRow[] {
  const { purpose, recipient, agreement } = terms;
  return agreement.rows.filter(
    (row) =>
      row.purpose === purpose &&
      row.field === field &&
      (row.recipient === undefined || row.recipient === recipient),
  );
}
