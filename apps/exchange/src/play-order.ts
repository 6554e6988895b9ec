import { prepareDraft } from "./prepared.ts";
import { answering, type Run } from "./run.ts";
import { showEndOfOrder, showValidated } from "./show-order.ts";
import { orderAbout, validateOrder } from "./validation.ts";

/** S20: a prosecutor's order to a provider, its answer, and orders that certify nothing. */
export async function playOrder(run: Run): Promise<void> {
  const { terminal, now } = run;
  run.scenario("S20");
  const first = prepareDraft("s20-1", now);
  const ordered = await run.send("S20.1", "Prosecutor-B", first, ({ message }) =>
    showEndOfOrder(terminal, message.body),
  );
  await run.refuse("S20.2", "Prosecutor-B", prepareDraft("s20-2", now));

  const { draft, body } = prepareDraft("s20-3", now);
  const other = orderAbout(body, first.body);
  const token = validateOrder(run, "S20.3", { ...draft, body: { ...other } });
  const order = prepareDraft("s20-3", now, { "private.authorisations": [token] });
  await run.refuse("S20.3", "Police-B", order, () => showValidated(terminal, other, body));

  await run.send("S20.4", "Provider-C", prepareDraft("s20-4", now, answering(ordered)));
}
