import { answerOf } from "@safepassage/client";
import { type Parties, readClocks } from "./clocks.ts";
import { findReceived, readContent, waitForDecision } from "./local-client.ts";
import { type Prepared, prepareDraft } from "./prepared.ts";
import { answering, type Run } from "./run.ts";
import { showAnswered, showRunning } from "./show-clock.ts";
import { showHeld, showMended } from "./show-quarantine.ts";

/** S19: a warning of immediate danger, made in haste and mended, and what nobody can make of one. */
export async function playWarning(run: Run): Promise<void> {
  const { terminal, now } = run;
  run.scenario("S19");
  const hasty = await hold(run, "S19.1", prepareDraft("s19-1", now));
  const sound = prepareDraft("s19-2", now);
  const warned = await run.send("S19.2", "NGO-B", sound, async ({ digest, message }) => {
    const held = await findReceived(run.clients["Police-C"], hasty);
    if (held?.mendedBy !== digest || held.mendBy !== undefined) {
      run.differs("S19.2", "it did not mend S19.1");
    }
    showMended(terminal, "S19.1", held?.mendedBy);
    const running = { digest, state: "open" };
    showRunning(terminal, message, await readClocks(run, "S19.2", BETWEEN, running));
  });
  const reply = answering(warned);
  await run.send("S19.3", "Police-C", prepareDraft("s19-3", now, reply), async () => {
    await readClocks(run, "S19.3", BETWEEN, { digest: hasty, state: "answered" });
    const stopped = { digest: warned.digest, state: "answered" };
    showAnswered(terminal, await readClocks(run, "S19.3", BETWEEN, stopped));
  });
  await run.refuse("S19.4", "Police-C", prepareDraft("s19-4", now, reply));
  await run.refuse("S19.5", "NGO-B", prepareDraft("s19-5", now));
  await run.refuse("S19.6", "NGO-B", prepareDraft("s19-6", now));
}

/** Sends a faulty warning as it is, and looks at how the recipient holds it. Returns its digest. */
async function hold(run: Run, id: string, prepared: Prepared): Promise<string> {
  const { terminal, clients } = run;
  run.heading(id, "NGO-B", prepared);
  prepared.introduce(terminal);
  const { digest } = await run.submit("NGO-B", prepared.draft, "asIs");
  const view = await waitForDecision(clients["NGO-B"], digest);
  const { own, dutyOfficer } = clients["Police-C"];
  const hidden = await findReceived(clients["Police-C"], digest);
  const held = await readContent(dutyOfficer, digest);
  if (hidden?.state !== "quarantined" || held === undefined) {
    run.differs(id, "the recipient does not hold it in quarantine");
  } else {
    if ((await readContent(own, digest)) !== undefined) {
      run.differs(id, "the recipient's own systems are shown its content");
    }
    const asked = dutyOfficer.v1.alarms.$get({ query: { ref: digest } });
    const alarms = (await answerOf(asked)).entries.toReversed();
    showHeld(terminal, BETWEEN, { body: prepared.body, hidden, held, alarms });
    const running = { digest, state: "open" };
    showRunning(terminal, held.message, await readClocks(run, id, BETWEEN, running));
  }
  run.compare(id, view);
  return digest;
}

const BETWEEN: Parties = { asker: "NGO-B", answerer: "Police-C" };
