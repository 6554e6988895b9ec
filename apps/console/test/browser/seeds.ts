import type { DraftRequest } from "@safepassage/agency";
import type { Draft } from "@safepassage/api";
import { answerOf, type Client, createClient } from "@safepassage/client";
import { type AgencyName, audienceOf } from "@safepassage/exchange/agencies";
import { waitForDecision } from "@safepassage/exchange/local-client";
import type { PersonName } from "@safepassage/exchange/people";
import { accepted } from "@safepassage/exchange/play/answers";
import { replyDraft, withdraw } from "@safepassage/exchange/play/play-assistance";
import { prepareCase, prepareDraft } from "@safepassage/exchange/play/prepared";
import type { Received, Run } from "@safepassage/exchange/play/run";
import type { Group } from "@safepassage/schema";
import { signInAt } from "@safepassage/testing/sign-in";
import { HOSTILE, hostileDraft, LONG_NAME } from "./hostile.ts";

/** A referral from NGO-B to NGO-C, which accepts it. */
export async function seedAccepted(run: Run): Promise<Received> {
  return run.send("S01.1", "NGO-B", await prepareCase("ngo-b", "s01-1", run.now));
}

/** The same, of a person who gave her consent at some other time: nothing else was sent on that. */
export async function seedConsented(run: Run, givenAt: string): Promise<Received> {
  const prepared = await prepareCase("ngo-b", "s01-1", run.now);
  const consents = prepared.draft.consents?.map(({ record, ...consent }) => ({
    ...{ ...consent, record: { ...record, givenAt } },
  }));
  return run.send("S01.1", "NGO-B", { ...prepared, draft: { ...prepared.draft, consents } });
}

/** A message from NGO-B that NGO-C refuses: its sender had no policy. It is among the refusals of NGO-C. */
export async function seedRefused(run: Run): Promise<void> {
  await run.refuse("S01.2", "NGO-B", await prepareCase("ngo-b", "s01-2", run.now));
}

/** A referral whose consent was withdrawn: both agencies have erased it. Returns what it was. */
export async function seedWithdrawn(run: Run): Promise<Received> {
  const referral = await seedAccepted(run);
  await withdraw(run, "S01.4", referral);
  return referral;
}

/** A faulty warning from NGO-B that Police-C holds in quarantine. Returns its digest. */
export async function seedQuarantined(run: Run): Promise<string> {
  const { draft } = prepareDraft("s19-1", run.now);
  const { digest } = await run.submit("NGO-B", draft, "asIs");
  await waitForDecision(run.clients["NGO-B"], digest);
  return digest;
}

/** An urgent request from Police-B that Police-C owes an answer to. */
export const seedOwed = (run: Run): Promise<Received> =>
  run.send("S04.1", "Police-B", prepareDraft("s04-1", run.now));

/** A draft of mira's at NGO-B that waits for somebody else's approval. Returns its id. */
export async function seedWaiting(run: Run): Promise<string> {
  const prepared = await prepareCase("ngo-b", "s01-1", run.now);
  const { officer: _, ...draft } = { ...prepared.draft, agreement: SECOND_OFFICER };
  const mira = await clientOf(run, "NGO-B", "mira");
  const { id } = await answerOf(mira.v1.drafts.$post({ json: { draft } }));
  return id;
}

/** Two drafts of mira's at NGO-C that answer one referral, and wait for somebody else's approval. Returns their ids. */
export async function seedTwoAnswers(run: Run): Promise<readonly [string, string]> {
  const { digest } = await submitApproved(run, "NGO-B", await seedWaiting(run));
  await waitForDecision(run.clients["NGO-B"], digest);
  const { officer: _, ...draft } = replyDraft(await run.received("NGO-C", digest), run.now);
  const mira = await clientOf(run, "NGO-C", "mira");
  const keep = async () => (await answerOf(mira.v1.drafts.$post({ json: { draft } }))).id;
  return [await keep(), await keep()];
}

/** Has tomas approve a draft, and mira send it. */
export async function submitApproved(run: Run, agency: AgencyName, id: string) {
  const [mira, tomas] = [await clientOf(run, agency, "mira"), await clientOf(run, agency, "tomas")];
  const of = { param: { id } };
  const headers = { "safepassage-reason": "APPROVAL" };
  const { approval } = await answerOf(tomas.v1.drafts[":id"].preview.$post(of, { headers }));
  const json = { digest: approval?.digest ?? "" };
  await answerOf(tomas.v1.drafts[":id"].approval.$post({ ...of, json }));
  return answerOf(mira.v1.drafts[":id"].submission.$post({ ...of, query: {} }));
}

/** A draft of mira's at NGO-B with hostile values in its fields. Returns its id. */
export async function seedHostileDraft(run: Run): Promise<string> {
  const { draft } = await prepareCase("ngo-b", "s01-1", run.now);
  const { officer: _, ...own } = draft;
  const mira = await clientOf(run, "NGO-B", "mira");
  const json = { draft: hostileDraft(own as Draft) };
  return (await accepted(answerOf(mira.v1.drafts.$post({ json })))).id;
}

/** A message from Police-B to Police-C with the longest name, of a case whose own id is markup. Returns its digest. */
export async function seedHostileMessage(run: Run): Promise<string> {
  const { draft } = prepareDraft("s03-1", run.now);
  const body = Object.entries(draft.body).map(([gid, group]) => [gid, withName(group as Group)]);
  const named = { ...draft, body: Object.fromEntries(body), case: HOSTILE.caseId };
  const { digest } = await run.submit("Police-B", named as DraftRequest);
  await waitForDecision(run.clients["Police-B"], digest);
  return digest;
}

function withName(group: Group): Group {
  const leaves = group.leaves.map((leaf) =>
    leaf.f === "identity.names" ? { ...leaf, v: { ...(leaf.v as object), ...LONG_NAME } } : leaf,
  );
  return { ...group, leaves };
}

/** A client of the local API with the access token of a person. */
export async function clientOf(
  { issuers, gateways }: Pick<Run, "issuers" | "gateways">,
  agency: AgencyName,
  person: PersonName,
): Promise<Client> {
  const token = await signInAt(issuers[agency], person, { audience: audienceOf(agency) });
  return createClient({ url: gateways[agency].localUrl, token });
}

/** An agreement under which nothing is sent without a second officer's approval. */
const SECOND_OFFICER = "AGR-ASSIST-SECOND";
