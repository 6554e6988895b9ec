import type { Body } from "@safepassage/schema";
import { prepareDraft } from "./prepared.ts";
import { answering, type Run, type Step } from "./run.ts";
import { orderAbout, validateOrder } from "./validation.ts";

/** S20: a prosecutor's order to a provider, its answer, and orders that certify nothing. */
export function orderSteps(run: Run): readonly Step[] {
  const { now } = run;
  return [
    {
      id: FIRST,
      play: () =>
        run.send(FIRST, "Prosecutor-B", prepareDraft("s20-1", now), ({ message }) => {
          const at = endOf(message.body);
          run.tell({ kind: "endOfOrder", ...(at !== undefined && { at }) });
        }),
    },
    {
      id: "S20.2",
      play: () => run.refuse("S20.2", "Prosecutor-B", prepareDraft("s20-2", now)),
    },
    { id: "S20.3", play: () => orderOfAnother(run, "S20.3") },
    {
      id: "S20.4",
      play: async () => {
        const ordered = await run.received("Provider-C", run.digestOf(FIRST));
        await run.send("S20.4", "Provider-C", prepareDraft("s20-4", now, answering(ordered)));
      },
    },
  ];
}

/** An order with the token that a judge signed for another one. */
async function orderOfAnother(run: Run, id: string): Promise<void> {
  const { draft, body } = prepareDraft("s20-3", run.now);
  const other = orderAbout(body, prepareDraft("s20-1", run.now).body);
  const token = validateOrder(run, id, { ...draft, body: { ...other } });
  const order = prepareDraft("s20-3", run.now, { "private.authorisations": [token] });
  await run.refuse(id, "Police-B", order, () =>
    run.tell({ kind: "validated", validated: other, ordered: body }),
  );
}

/** The end that an order states. */
function endOf(body: Body): string | undefined {
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  const end = leaves.find(({ f }) => f === "deadline.at")?.v;
  return typeof end === "string" ? end : undefined;
}

const FIRST = "S20.1";
