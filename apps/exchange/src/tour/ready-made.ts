import type { Draft } from "@safepassage/api";
import { answerOf } from "@safepassage/client";
import type { AgencyName } from "../agencies.ts";
import { waitForDecision } from "../local-client.ts";
import { signInAs } from "../play/officer-clients.ts";
import { SECOND_OFFICER } from "../play/play-officers.ts";
import { type Prepared, prepareCase, prepareDraft } from "../play/prepared.ts";
import { answering, createRun, type Run, type Stage } from "../play/run.ts";

/** What lies ready at the gateways for a newcomer. */
export interface ReadyMade {
  /** Ids of drafts that Mira keeps at NGO-B. */
  readonly referral: string;
  /** Goes only with a second officer. */
  readonly secondOfficer: string;
  readonly warning: string;
  /** Digest of a request that Police-C has to answer, and the id of a draft of the answer there. */
  readonly request: string;
  readonly answer: string;
  /** Digest of a referral that NGO-B has sent to NGO-C on the consent of a person. */
  readonly consented: string;
}

/**
 * Makes all of it through the local API: drafts as Mira, messages as the agencies' systems.
 *
 * @param own - Gets the digests of the messages that are sent.
 * @throws Error, GatewayProblem if a gateway refuses something.
 */
export async function makeReady(stage: Stage, own: Set<string>): Promise<ReadyMade> {
  const run = createRun(stage, () => {});
  const { now } = run;
  const send = async (agency: AgencyName, { draft }: Prepared): Promise<string> => {
    const { digest } = await run.submit(agency, draft);
    own.add(digest);
    await waitForDecision(run.clients[agency], digest);
    return digest;
  };
  const referral = await prepareCase("ngo-b", "s01-1", now);
  const [kept, request, consented] = await Promise.all([
    keepAll(run, "NGO-B", [
      draftOf(referral),
      { ...draftOf(referral), agreement: SECOND_OFFICER },
      draftOf(prepareDraft("s19-2", now)),
    ]),
    send("Police-B", prepareDraft("s04-1", now)),
    send("NGO-B", await prepareCase("ngo-b", "s01-1", now)),
  ]);
  const asked = await run.received("Police-C", request);
  const [answer = ""] = await keepAll(run, "Police-C", [
    draftOf(prepareDraft("s04-2", now, answering(asked))),
  ]);
  const [first = "", second = "", warning = ""] = kept;
  return { referral: first, secondOfficer: second, warning, request, answer, consented };
}

/** Has Mira keep drafts at an agency. Returns their ids. */
async function keepAll(
  run: Run,
  agency: AgencyName,
  drafts: readonly Draft[],
): Promise<readonly string[]> {
  const mira = await signInAs(run, agency, "mira");
  const ids: string[] = [];
  for (const draft of drafts) {
    ids.push((await answerOf(mira.v1.drafts.$post({ json: { draft } }))).id);
  }
  return ids;
}

/** A draft of somebody who has signed in: who is responsible is known. */
function draftOf({ draft: { officer: _, ...draft } }: Prepared): Draft {
  return draft;
}
