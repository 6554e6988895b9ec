import { answerOf, type Client } from "@safepassage/client";
import { openVisitor } from "@safepassage/testing/visitor";
import { audienceOf } from "../agencies.ts";
import { PEOPLE, type PersonName } from "../people.ts";
import {
  codeOf,
  DONE,
  digestToApprove,
  type Found,
  signInAs,
  TO_APPROVE,
} from "./officer-clients.ts";
import { ACTS, type ActName, DOES } from "./officer-words.ts";
import { prepareCase } from "./prepared.ts";
import type { Run, Step } from "./run.ts";

const AGENCY = "NGO-B";

/** What officers of one agency do. No scenario file has it. */
export const OFFICERS = {
  id: "OFFICERS",
  agency: AGENCY,
  title: `Officers of ${AGENCY}: who may do what`,
  story: `They sign in with the provider of ${AGENCY}. Its groups give them their roles. The agreement wants a second officer for each referral.`,
  notPlayed: [],
} as const;

/** The officers of NGO-B, who sign in: one composes, another approves, a third looks at what both did. */
export function officerSteps(run: Run): readonly Step[] {
  const as = (name: PersonName): Promise<Client> => signInAs(run, AGENCY, name, { note: run.note });
  const act = (name: ActName, found: Found, expected: Found): void => {
    const says = ACTS[name];
    run.tell({ kind: "act", act: name, says, found });
    if (found !== expected) run.differs("people", `${says}: ${found}, expected ${expected}`);
  };
  const referral = lazily(() => keepReferral(run, as("mira")));
  const submit = async () => {
    const [{ id }, mira] = await Promise.all([referral(), as("mira")]);
    return codeOf(mira.v1.drafts[":id"].submission.$post({ param: { id }, query: {} }));
  };
  const approve = async (seenBy: PersonName, approver: PersonName) => {
    const { id } = await referral();
    const digest = await digestToApprove(await as(seenBy), id);
    const client = await as(approver);
    return codeOf(client.v1.drafts[":id"].approval.$post({ param: { id }, json: { digest } }));
  };
  const sendBack = async () => {
    const [{ id }, tomas] = await Promise.all([referral(), as("tomas")]);
    const { revision } = await answerOf(tomas.v1.drafts[":id"].$get({ param: { id } }, TO_APPROVE));
    const json = { revision, reason: WRONG };
    return codeOf(tomas.v1.drafts[":id"].return.$post({ param: { id }, json }));
  };
  const mend = async () => {
    const [{ id, draft }, mira] = await Promise.all([referral(), as("mira")]);
    const { entries } = await answerOf(mira.v1.drafts.$get({ query: {} }));
    const { revision, returned } = entries.find((one) => one.id === id) ?? {};
    if (revision === undefined || returned?.reason !== WRONG) return "not sent back";
    return codeOf(mira.v1.drafts[":id"].$put({ param: { id }, json: { revision, draft } }));
  };
  return [
    {
      id: "OFFICERS.1",
      does: DOES["OFFICERS.1"],
      async play() {
        run.tell({ ...{ kind: "officers", agency: AGENCY }, people: peopleOf() });
        const chosen = await chooseInBrowser(run, "petra");
        act("petraChooses", chosen, DONE);
      },
    },
    {
      id: "OFFICERS.2",
      does: DOES["OFFICERS.2"],
      async play() {
        act("miraSubmits", await submit(), NEEDED);
        act("miraApproves", await approve("tomas", "mira"), "API_ROLE_MISSING");
      },
    },
    {
      id: "OFFICERS.3",
      does: DOES["OFFICERS.3"],
      async play() {
        act("tomasApproves", await approve("tomas", "tomas"), DONE);
        const [{ id, revision, draft }, mira] = await Promise.all([referral(), as("mira")]);
        const json = { revision, draft: { ...draft, case: "another-case" } };
        const change = mira.v1.drafts[":id"].$put({ param: { id }, json });
        act("miraChanges", await codeOf(change), DONE);
        act("miraSubmitsChanged", await submit(), NEEDED);
      },
    },
    {
      id: "OFFICERS.4",
      does: DOES["OFFICERS.4"],
      async play() {
        act("tomasSendsBack", await sendBack(), DONE);
        act("miraMends", await mend(), DONE);
        act("tomasApprovesAgain", await approve("tomas", "tomas"), DONE);
        act("miraSubmitsApproved", await submit(), DONE);
      },
    },
    {
      id: "OFFICERS.5",
      does: DOES["OFFICERS.5"],
      async play() {
        const stranger = await signInAs(run, AGENCY, "tomas", { audience: audienceOf("NGO-C") });
        const asked = await codeOf(stranger.v1.me.$get());
        act("tomasElsewhere", asked, "API_TOKEN_REFUSED");
        const [mira, olek] = await Promise.all([as("mira"), as("olek")]);
        const json = { officer: "mira" };
        const lock = await codeOf(olek.v1.locks.$post({ json }));
        act("miraLeaves", lock, DONE);
        const inbox = await codeOf(mira.v1.inbox.$get({ query: {} }));
        act("miraAsks", inbox, "API_OFFICER_LOCKED");
        const unlock = await codeOf(olek.v1.locks.removal.$post({ json }));
        act("miraReturns", unlock, DONE);
      },
    },
    {
      id: "OFFICERS.6",
      does: DOES["OFFICERS.6"],
      async play() {
        const ines = await as("ines");
        const { entries } = await answerOf(ines.v1.acts.$get({ query: { limit: 20 } }));
        run.tell({
          kind: "acts",
          acts: entries.map(({ act, at, officer, code }) => ({
            ...{ act, at },
            ...(officer !== undefined && { officer }),
            ...(code !== undefined && { code }),
          })),
        });
      },
    },
  ];
}

const peopleOf = () =>
  Object.entries(PEOPLE).map(([id, { work, groups }]) => ({ id, work, groups }));

/** Has a caseworker keep a referral that goes only with a second officer. */
async function keepReferral({ now }: Run, caseworker: Promise<Client>) {
  const prepared = await prepareCase("ngo-b", "s01-1", now);
  const { officer: _, ...draft } = { ...prepared.draft, agreement: SECOND_OFFICER };
  const mira = await caseworker;
  const { id, revision } = await answerOf(mira.v1.drafts.$post({ json: { draft } }));
  return { id, revision, draft };
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

/** Makes something once, when it is first asked for. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** An agreement that asks for a second officer. */
export const SECOND_OFFICER = "AGR-ASSIST-SECOND";
const WRONG = "WRONG_VALUE" as const;
const NEEDED = "GATEWAY_APPROVAL_NEEDED";
