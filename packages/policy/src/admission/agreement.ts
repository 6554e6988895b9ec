import type { AgreementRow } from "@safepassage/schema";
import type { Facts } from "../conditions/facts.ts";
import type { Rung } from "../tables/model.ts";

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
export function isGrantedByAgreement(facts: Facts, field: string): boolean {
  return facts.input.agreement.purposeDefault || rowsOf(facts, field).length > 0;
}

/**
 * Lists the ceilings that the agreement sets for a field on a ladder: one for each row about the
 * field, `undefined` for a row without a ceiling. A value is admitted if any of them admits it.
 */
export function agreementCeilings(
  facts: Facts,
  field: string,
  ladder: string,
): readonly (Rung | undefined)[] {
  const rows = rowsOf(facts, field);
  if (rows.length === 0) return [undefined];
  return rows.map((row) => row.max?.find((ceiling) => ceiling.ladder === ladder));
}

function rowsOf({ clear, input }: Facts, field: string): readonly AgreementRow[] {
  return input.agreement.rows.filter(
    (row) =>
      row.purpose === clear["env.purpose"] &&
      row.field === field &&
      (row.recipient === undefined || row.recipient === clear["env.recipient.agencyId"]),
  );
}
