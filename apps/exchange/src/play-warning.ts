import { type Parties, readClocks } from "./clocks.ts";
import { waitForDecision } from "./local-client.ts";
import { type Prepared, prepareDraft } from "./prepared.ts";
import { answering, type Run } from "./run.ts";
import { showAnswered, showRunning } from "./show-clock.ts";
import { type HeldMessage, type HiddenMessage, showHeld, showMended } from "./show-quarantine.ts";

/** S19: a warning of immediate danger, made in haste and mended, and what nobody can make of one. */
export async function playWarning(run: Run): Promise<void> {
  const { terminal, now } = run;
  run.scenario("S19");
  const hasty = await hold(run, "S19.1", prepareDraft("s19-1", now));
  const sound = prepareDraft("s19-2", now);
  const warned = await run.send("S19.2", "NGO-B", sound, async ({ digest, message }) => {
    const { body } = await run.clients["Police-C"].get<HiddenMessage>(`/inbox/${hasty}`);
    if (body.mendedBy !== digest || body.mendBy !== undefined) {
      run.differs("S19.2", "it did not mend S19.1");
    }
    showMended(terminal, "S19.1", body);
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
  const { body: hidden } = await clients["Police-C"].get<HiddenMessage>(`/inbox/${digest}`);
  const { body: page } = await clients["Police-C"].getAs<Quarantine>("dutyOfficer", "/quarantine");
  const held = page.messages?.find((one) => one.digest === digest);
  if (held === undefined) {
    run.differs(id, "the recipient does not hold it in quarantine");
  } else {
    if ("message" in hidden) run.differs(id, "the recipient's own systems are shown its content");
    const alarms = page.alarms.filter(({ ref }) => ref === digest);
    showHeld(terminal, BETWEEN, { body: prepared.body, hidden, held, alarms });
    const running = { digest, state: "open" };
    showRunning(terminal, held.message, await readClocks(run, id, BETWEEN, running));
  }
  run.compare(id, view);
  return digest;
}

/** What one of the two named roles reads. */
interface Quarantine {
  readonly messages: readonly HeldMessage[];
  readonly alarms: readonly { readonly ref: string; readonly country: string }[];
}

const BETWEEN: Parties = { asker: "NGO-B", answerer: "Police-C" };
