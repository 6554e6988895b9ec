import type { AgreementRow } from "@safepassage/schema";
import type { Facts } from "../conditions/facts.ts";
import type { Rung } from "../tables/model.ts";

/**
 * Whether the agreement speaks about this exchange at all: it is in force on the day of the message
 * and on the day of judging, and names the purpose and both parties.
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
 * Ceilings that the agreement sets for a field on a ladder: one for each row that speaks of the
 * field, `undefined` for a row without ceiling. A value that any of them admits is admitted.
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
