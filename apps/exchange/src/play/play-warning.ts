import { answerOf } from "@safepassage/client";
import { findReceived, readContent, waitForDecision } from "../local-client.ts";
import { type Parties, readClocks, runningPart } from "./clocks.ts";
import { prepareDraft } from "./prepared.ts";
import { answering, type Received, type Run, type Step } from "./run.ts";

/** S19: a warning of immediate danger, made in haste and mended, and what nobody can make of one. */
export function warningSteps(run: Run): readonly Step[] {
  const { now } = run;
  return [
    { id: HASTY, play: () => hold(run, HASTY) },
    { id: SOUND, play: () => mend(run, SOUND) },
    { id: "S19.3", play: () => answer(run, "S19.3") },
    {
      id: "S19.4",
      play: async () =>
        run.refuse("S19.4", "Police-C", prepareDraft("s19-4", now, answering(await warned(run)))),
    },
    { id: "S19.5", play: () => run.refuse("S19.5", "NGO-B", prepareDraft("s19-5", now)) },
    { id: "S19.6", play: () => run.refuse("S19.6", "NGO-B", prepareDraft("s19-6", now)) },
  ];
}

/** Sends a faulty warning as it is, and looks at how the recipient holds it. */
async function hold(run: Run, id: string): Promise<void> {
  const { clients } = run;
  const { draft, body, origin } = prepareDraft("s19-1", run.now);
  const { asker: sender, answerer: recipient } = BETWEEN;
  run.heading(draft);
  run.tell(origin);
  const { digest } = await run.submit(sender, draft, "asIs");
  run.sent(id, { digest, sender, recipient });
  const view = await waitForDecision(clients[sender], digest);
  const { own, dutyOfficer } = clients[recipient];
  const hidden = await findReceived(clients[recipient], digest);
  const held = await readContent(dutyOfficer, digest);
  if (hidden?.state !== "quarantined" || held === undefined) {
    run.differs(id, "the recipient does not hold it in quarantine");
  } else {
    if ((await readContent(own, digest)) !== undefined) {
      run.differs(id, "the recipient's own systems are shown its content");
    }
    const asked = dutyOfficer.v1.alarms.$get({ query: { ref: digest } });
    const alarms = (await answerOf(asked)).entries.toReversed();
    const { findings = [] } = held.judgement ?? {};
    run.tell({
      ...{ kind: "held", sender, recipient, body, findings, mendBy: hidden.mendBy ?? "" },
      countries: alarms.flatMap(({ country }) => (country === undefined ? [] : [country])),
    });
    const clocks = await readClocks(run, id, BETWEEN, { digest, state: "open" });
    run.tell(runningPart(held.message, clocks));
  }
  run.compare(id, view);
}

/** Sends the warning again as it should be. */
async function mend(run: Run, id: string): Promise<void> {
  const { asker, answerer } = BETWEEN;
  const sound = prepareDraft("s19-2", run.now);
  await run.send(id, asker, sound, async ({ digest, message }) => {
    const held = await findReceived(run.clients[answerer], run.digestOf(HASTY));
    if (held?.mendedBy !== digest || held.mendBy !== undefined) {
      run.differs(id, `it did not mend ${HASTY}`);
    }
    run.tell({ kind: "mended", step: HASTY, isMended: held?.mendedBy !== undefined });
    const clocks = await readClocks(run, id, BETWEEN, { digest, state: "open" });
    run.tell(runningPart(message, clocks));
  });
}

/** Says what was done. One answer stops the clocks of both warnings. */
async function answer(run: Run, id: string): Promise<void> {
  const warning = await warned(run);
  const prepared = prepareDraft("s19-3", run.now, answering(warning));
  await run.send(id, BETWEEN.answerer, prepared, async () => {
    const answered = (digest: string) => ({ digest, state: "answered" });
    await readClocks(run, id, BETWEEN, answered(run.digestOf(HASTY)));
    const clocks = await readClocks(run, id, BETWEEN, answered(warning.digest));
    run.tell({ kind: "answered", clocks });
  });
}

const warned = (run: Run): Promise<Received> => run.received(BETWEEN.answerer, run.digestOf(SOUND));

const BETWEEN: Parties = { asker: "NGO-B", answerer: "Police-C" };
const HASTY = "S19.1";
const SOUND = "S19.2";
