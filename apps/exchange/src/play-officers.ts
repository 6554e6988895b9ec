import { answerOf, type Client, createClient, GatewayProblem } from "@safepassage/client";
import { signInAt } from "@safepassage/testing/sign-in";
import { openVisitor } from "@safepassage/testing/visitor";
import { audienceOf } from "./agencies.ts";
import { PEOPLE, type PersonName } from "./people.ts";
import { prepareCase } from "./prepared.ts";
import type { Run } from "./run.ts";
import { showActs, showOfficers, showStep } from "./show-officers.ts";

/** The officers of NGO-B, who sign in: one composes, another approves, a third looks at what both did. */
export async function playOfficers(run: Run): Promise<void> {
  const { terminal, now } = run;
  const prepared = await prepareCase("ngo-b", "s01-1", now);
  const { officer: _, ...draft } = { ...prepared.draft, agreement: SECOND_OFFICER };
  showOfficers(terminal, AGENCY, PEOPLE);
  const [mira, tomas, ines, olek] = await Promise.all([
    signIn(run, "mira"),
    signIn(run, "tomas"),
    signIn(run, "ines"),
    signIn(run, "olek"),
  ]);
  const step = (says: string, found: Found, expected: Found) => {
    showStep(terminal, says, found);
    if (found !== expected) run.differs("people", `${says}: ${found}, expected ${expected}`);
  };
  const chosen = await chooseInBrowser(run, "petra");
  step("petra chooses her name on the provider's page, and has a session", chosen, DONE);
  const kept = await answerOf(mira.v1.drafts.$post({ json: { draft } }));
  const id = { param: { id: kept.id } };
  const submit = (client: Client) => client.v1.drafts[":id"].submission.$post(id);
  step("mira composes a referral and submits it", await codeOf(submit(mira)), NEEDED);

  const seen = await preview(tomas, kept.id);
  const approve = (client: Client, digest: string) =>
    client.v1.drafts[":id"].approval.$post({ ...id, json: { digest } });
  step("mira approves it herself", await codeOf(approve(mira, seen)), "API_ROLE_MISSING");
  step("tomas reads what will be sent, and approves it", await codeOf(approve(tomas, seen)), DONE);
  const changed = { revision: kept.revision, draft: { ...draft, case: "another-case" } };
  const change = mira.v1.drafts[":id"].$put({ ...id, json: changed });
  step("mira changes the draft", await codeOf(change), DONE);
  step("mira submits what nobody has approved", await codeOf(submit(mira)), NEEDED);
  const again = await preview(tomas, kept.id);
  step("tomas looks again, and approves", await codeOf(approve(tomas, again)), DONE);
  const sent = await answerOf(submit(mira));
  step("mira submits it", sent.state === "queued" ? DONE : sent.state, DONE);

  const ofAnother = await signInAt(run.issuers[AGENCY], "tomas", { audience: audienceOf("NGO-C") });
  const stranger = clientOf(run, ofAnother);
  step(
    "tomas comes with a token for another agency",
    await codeOf(stranger.v1.me.$get()),
    "API_TOKEN_REFUSED",
  );
  const lock = olek.v1.locks.$post({ json: { officer: "mira" } });
  step("mira leaves the agency: olek locks her out", await codeOf(lock), DONE);
  step("mira asks for the inbox", await codeOf(inboxOf(mira)), "API_OFFICER_LOCKED");
  const unlock = olek.v1.locks.removal.$post({ json: { officer: "mira" } });
  step("mira comes back: olek lets her in again", await codeOf(unlock), DONE);

  const { entries } = await answerOf(ines.v1.acts.$get({ query: { limit: 20 } }));
  showActs(terminal, entries);
}

async function preview(client: Client, id: string): Promise<string> {
  const shown = await answerOf(
    client.v1.drafts[":id"].preview.$post(
      { param: { id } },
      { headers: { "safepassage-reason": "APPROVAL" } },
    ),
  );
  return shown.approval?.digest ?? "";
}

const inboxOf = (client: Client) => client.v1.inbox.$get({ query: {} });

async function signIn(run: Run, name: PersonName): Promise<Client> {
  const audience = audienceOf(AGENCY);
  return clientOf(run, await signInAt(run.issuers[AGENCY], name, { audience }));
}

/** Signs somebody in as a person does, and asks the gateway who that is. */
async function chooseInBrowser({ gateways }: Run, name: PersonName): Promise<Found> {
  const { localUrl } = gateways[AGENCY];
  const { visit, choose, send } = openVisitor();
  await choose(await visit(`${localUrl}/session/sign-in?to=/`), name);
  const answer = await send(`${localUrl}/v1/me`);
  const { officer, code } = (await answer.json()) as {
    readonly officer?: string;
    readonly code?: string;
  };
  return officer === name ? DONE : (code ?? `signed in as ${officer}`);
}

const clientOf = (run: Run, token: string): Client =>
  createClient({ url: run.gateways[AGENCY].localUrl, token });

/** What came of a request: it was done, or the code with which it was refused. */
type Found = string;

async function codeOf(answer: Promise<unknown>): Promise<Found> {
  try {
    await answerOf(answer as never);
    return DONE;
  } catch (error) {
    if (error instanceof GatewayProblem) return error.code ?? String(error.status);
    throw error;
  }
}

const AGENCY = "NGO-B";
const SECOND_OFFICER = "AGR-ASSIST-SECOND";
const DONE = "done";
const NEEDED = "GATEWAY_APPROVAL_NEEDED";
