import { type Body, SIS_CLOSED_LIST } from "@safepassage/schema";
import { prepareDraft } from "./prepared.ts";
import type { Run, Step } from "./run.ts";

/** S03: a missing child's alert holds what the law lists, and goes to nobody else. */
export function alertSteps(run: Run): readonly Step[] {
  const refuse = (id: string, sender: "Police-B" | "Police-C", name: string): Step => ({
    id,
    play: () => run.refuse(id, sender, prepareDraft(name, run.now)),
  });
  return [
    { id: "S03.1", play: () => alert(run, "S03.1") },
    refuse("S03.2", "Police-B", "s03-2"),
    refuse("S03.3", "Police-B", "s03-3"),
    refuse("S03.4", "Police-C", "s03-4"),
  ];
}

/** Sends the alert, and holds what was in the case and what arrived against the closed list of the law, field by field. */
async function alert(run: Run, id: string): Promise<void> {
  const prepared = prepareDraft("s03-1", run.now);
  await run.send(id, "Police-B", prepared, ({ message }) => {
    const arrived = new Set(fieldsOf(message.body));
    const fields = [...new Set([...fieldsOf(prepared.body), ...arrived])];
    run.tell({
      kind: "closedList",
      fields: fields.map((field) => ({ field, hasArrived: arrived.has(field) })),
    });
    const { map, technical } = SIS_CLOSED_LIST;
    for (const field of arrived) {
      if (field in map || technical.includes(field)) continue;
      run.differs(id, `${field} arrived and is not on the list`);
    }
  });
}

const fieldsOf = (body: Body): readonly string[] =>
  Object.values(body).flatMap(({ leaves }) => leaves.map(({ f }) => f));
