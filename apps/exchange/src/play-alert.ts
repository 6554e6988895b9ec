import { prepareDraft } from "./prepared.ts";
import type { Run } from "./run.ts";
import { showClosedList } from "./show-closed-list.ts";

/** S03: a missing child's alert holds what the law lists, and goes to nobody else. */
export async function playAlert(run: Run): Promise<void> {
  const { terminal, now } = run;
  run.scenario("S03");
  const first = prepareDraft("s03-1", now);
  await run.send("S03.1", "Police-B", first, ({ message }) => {
    const unlisted = showClosedList(terminal, first.body, message.body);
    for (const field of unlisted) run.differs("S03.1", `${field} arrived and is not on the list`);
  });
  await run.refuse("S03.2", "Police-B", prepareDraft("s03-2", now));
  await run.refuse("S03.3", "Police-B", prepareDraft("s03-3", now));
  await run.refuse("S03.4", "Police-C", prepareDraft("s03-4", now));
}
