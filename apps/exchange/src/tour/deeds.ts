import { answerOf } from "@safepassage/client";
import type { DeedId, DeedState, ErasedPart, Task } from "@safepassage/console/tour";
import type { AgencyName } from "../agencies.ts";
import type { PersonName } from "../people.ts";
import { erasedPart } from "../play/erased.ts";
import { createRun, type Run, type Stage } from "../play/run.ts";
import { makeReady, type ReadyMade } from "./ready-made.ts";

/** What a newcomer does, and whether it was done. */
export interface Deeds {
  /** Makes drafts and messages ready. @throws what {@link makeReady} throws. */
  prepare(): Promise<void>;
  /** Looks at the gateways, at most once a second. */
  look(): Promise<readonly DeedState[]>;
  /** As it was when somebody looked last. */
  seen(): readonly DeedState[];
}

/** What the tour knows of itself. */
interface Known {
  /** Digests of its own messages, and ids of its own drafts. */
  readonly own: Set<string>;
  /** Ids of the steps that it has played. */
  readonly watched: ReadonlySet<string>;
}

/** Makes what knows the deeds. Nobody tells it: it asks the gateways with the tokens of the agencies' own systems. */
export function createDeeds(stage: Stage, { own, watched }: Known): Deeds {
  const run = createRun(stage, () => {});
  const done = new Set<DeedId>();
  let remains: ErasedPart | undefined;
  let ready: ReadyMade | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const seen = (): readonly DeedState[] =>
    DEEDS.map(({ id, steps, tasks }): DeedState => {
      const wasWatched = steps.some((step) => watched.has(step));
      const [step = ""] = steps;
      return {
        ...{ id, step, state: done.has(id) ? "done" : wasWatched ? "watched" : "open" },
        tasks:
          ready === undefined
            ? []
            : tasks(taskOf(run), ready).filter(({ does }) => !isGone(does, done)),
        ...(id === "withdraw" && remains !== undefined && { remains }),
      };
    });
  const find = async (made: ReadyMade): Promise<void> => {
    const sent = await Promise.all([sentFrom(run, "NGO-B"), sentFrom(run, "Police-C")]);
    const [ngo, police] = sent.map((all) => all.filter(({ digest }) => !own.has(digest)));
    const isSent = (type: string) => ngo?.some(({ messageType }) => messageType === type) === true;
    if (isSent("referral")) done.add("send");
    if (isSent("alert")) done.add("warn");
    if (police?.some(({ messageType }) => messageType === "response")) done.add("answer");
    if (!done.has("approve") && (await hasApproved(run, own))) done.add("approve");
    if (!done.has("stayed") && (await hasRead(run, made))) done.add("stayed");
    const corrected = ngo?.find(({ messageType }) => messageType === "correction");
    const target = sent[0].find(({ digest }) => digest === corrected?.inReplyTo);
    if (remains === undefined && target?.certificate !== undefined) {
      const part = await erasedPart(run, "NGO-C", target.digest);
      if (part.isStillThere) return;
      remains = part;
      done.add("withdraw");
    }
  };
  return {
    async prepare() {
      ready = await makeReady(stage, own);
    },
    async look() {
      if (ready !== undefined && performance.now() - lookedAt > PAUSE_MS) {
        looking ??= find(ready).finally(() => {
          lookedAt = performance.now();
          looking = undefined;
        });
        await looking;
      }
      return seen();
    },
    seen,
  };
}

const sentFrom = async (run: Run, agency: AgencyName) =>
  (await answerOf(run.clients[agency].own.v1.outbox.$get({ query: { limit: 100 } }))).entries;

/** Whether somebody has approved a draft that is not the tour's own. */
async function hasApproved({ clients }: Run, own: ReadonlySet<string>): Promise<boolean> {
  const query = { act: "draftApproved", limit: 50 } as const;
  const { entries } = await answerOf(clients["NGO-B"].own.v1.acts.$get({ query }));
  return entries.some(({ ref }) => ref !== undefined && !own.has(ref));
}

/** Whether somebody has opened the draft of the referral, which shows what stays behind. */
async function hasRead({ clients }: Run, made: ReadyMade): Promise<boolean> {
  const query = { act: "contentRead", limit: 50 } as const;
  const { entries } = await answerOf(clients["NGO-B"].own.v1.acts.$get({ query }));
  return entries.some(({ ref }) => ref === made.referral);
}

/** Whether a task leads to a draft or a request that is dealt with. */
function isGone(does: Task["does"], done: ReadonlySet<DeedId>): boolean {
  const end = ENDS[does];
  return end !== undefined && done.has(end);
}

/** The deed after which a task leads to nothing that could be done any more. What is looked at stays. */
const ENDS: Readonly<Partial<Record<Task["does"], DeedId>>> = {
  readDraft: "send",
  sendDraft: "send",
  readRequest: "answer",
  sendAnswer: "answer",
  approveDraft: "approve",
  sendWarning: "warn",
  withdraw: "withdraw",
};

type MakeTask = (does: Task["does"], agency: AgencyName, person: PersonName, path: string) => Task;

const taskOf =
  ({ gateways }: Run): MakeTask =>
  (does, agency, person, path) => {
    const url = new URL("/session/sign-in", gateways[agency].localUrl);
    url.searchParams.set("to", path);
    url.searchParams.set("login_hint", person);
    return { does, agency, person, url: url.href };
  };

/** Each deed with the steps that show it, the plainest first, and what to do. */
const DEEDS: readonly {
  readonly id: DeedId;
  readonly steps: readonly string[];
  readonly tasks: (task: MakeTask, ready: ReadyMade) => readonly Task[];
}[] = [
  {
    // Before it is sent: then the draft is there no more.
    id: "stayed",
    steps: ["S01.1", "S02.1", "S03.1", "S04.1"],
    tasks: (task, { referral }) => [task("readDraft", "NGO-B", "mira", `/drafts/${referral}`)],
  },
  {
    id: "send",
    steps: ["S01.1", "S02.1", "S03.1", "S04.1"],
    tasks: (task, { referral }) => [task("sendDraft", "NGO-B", "mira", `/drafts/${referral}`)],
  },
  {
    id: "refusal",
    steps: ["S01.2", "S02.2", "S02.3", "S03.2", "S03.3", "S03.4", "S04.3", "S04.4"],
    tasks: () => [],
  },
  {
    id: "answer",
    steps: ["S04.2", "S01.3", "S19.3", "S20.4"],
    tasks: (task, { request, answer }) => [
      task("readRequest", "Police-C", "mira", `/messages/${request}`),
      task("sendAnswer", "Police-C", "mira", `/drafts/${answer}`),
    ],
  },
  {
    id: "approve",
    steps: ["OFFICERS.3", "OFFICERS.4"],
    tasks: (task, { secondOfficer }) => [
      task("approveDraft", "NGO-B", "tomas", `/approvals/${secondOfficer}`),
    ],
  },
  {
    id: "warn",
    steps: ["S19.1", "S19.2"],
    tasks: (task, { warning }) => [
      task("sendWarning", "NGO-B", "mira", `/drafts/${warning}`),
      task("lookWarned", "Police-C", "mira", "/inbox"),
    ],
  },
  {
    id: "withdraw",
    steps: ["S01.4"],
    tasks: (task, { consented }) => [
      task("withdraw", "NGO-B", "mira", `/messages/${consented}`),
      task("lookErased", "NGO-C", "mira", `/messages/${consented}`),
    ],
  },
];

const PAUSE_MS = 1_000;
