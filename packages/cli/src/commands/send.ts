import { resolve } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import type { Agency, Plan, Sent } from "@safepassage/agency/node";
import type { Draft } from "@safepassage/schema";
import type { Command } from "commander";
import { AS_OF, type CaseFileOptions, SEPARATOR, STATEMENT } from "../case/import-rows.ts";
import { requestCase } from "../case/request-case.ts";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { inShell } from "../print/in-shell.ts";
import { showPrepared } from "../print/print-account.ts";
import { printHint } from "../print/print-hint.ts";
import { verdictShown } from "../print/print-judgement.ts";
import { printResult } from "../print/result.ts";
import { type CommonOptions, readAssurance, readNow, requireWithout } from "../read/options.ts";
import { isDraftRequest } from "../read/read-draft.ts";
import { readAs, whileIn } from "../read/read-input.ts";
import { maintain, withAgency } from "../read/with-agency.ts";

interface SendOptions extends CommonOptions, Partial<CaseFileOptions> {
  readonly request?: string;
  readonly officer?: string;
  readonly officerAssurance?: string;
  readonly draft?: string;
  readonly to?: string;
  readonly plan?: boolean;
}

/** `safepassage send`: prepare, sign, seal and deliver one case of an agency. */
export function addSend(program: Command, io: Io, finish: Finish): void {
  program
    .command("send <folder> [cases]")
    .description("Prepare one case, sign it, seal it and deliver it to its recipient")
    .option("--statement <file>", STATEMENT)
    .option("--request <file>", "which case goes to whom, for what and on what ground")
    .option("--officer <id>", "staff id of the officer who is responsible; encrypted")
    .option("--officer-assurance <level>", "how surely you know the officer, 1 to 3")
    .option("--draft <file>", "a draft, or a draft request, instead of a case file")
    .option("--to <folder>", "the recipient's folder; default: its address in the registry")
    .option("--plan", "say what would be sent, and send nothing")
    .option("--as-of <day>", AS_OF)
    .option("--separator <name>", SEPARATOR, "comma")
    .option("--now <instant>", "act at this time instead of now")
    .option("--json", "print JSON: what became of each field, and of the message")
    .addHelpText("after", HELP)
    .action(async (folder: string, cases: string | undefined, options: SendOptions) => {
      const isWaiting = cases === undefined && options.draft === undefined;
      requireOne(isWaiting, cases, options);
      const { to, now } = options;
      if (to !== undefined && resolve(to) === resolve(folder)) {
        throw optionInvalid("--to is your own folder: name the recipient's");
      }
      const exit = await withAgency(io, folder, now, (agency) => {
        const run = async (partner?: Agency) => {
          const sending = { agency, partner, folder, cases, options };
          const done = await (isWaiting ? deliver(io, sending) : sendOne(io, sending));
          if (options.plan !== true) await maintain(io, now, agency, partner);
          return done;
        };
        return to === undefined ? run() : withAgency(io, to, now, run);
      });
      finish(exit);
    });
}

interface Sending {
  readonly agency: Agency;
  readonly partner: Agency | undefined;
  readonly folder: string;
  readonly cases: string | undefined;
  readonly options: SendOptions;
}

function requireOne(isWaiting: boolean, cases: string | undefined, options: SendOptions): void {
  const { draft, request, plan } = options;
  if (cases !== undefined && draft !== undefined) {
    throw optionInvalid("--draft is given instead of a case file, not with one");
  }
  if (isWaiting && (request !== undefined || plan === true)) {
    throw optionMissing("name the case file, or --draft");
  }
  // A draft names its own officer, and what waits was signed with one.
  if (cases === undefined) requireWithout(options, OF_A_CASE, "without a case file");
}

const OF_A_CASE = ["statement", "request", "officer", "officerAssurance", "asOf"] as const;

async function sendOne(io: Io, sending: Sending) {
  const { agency, partner, folder, cases, options } = sending;
  const isJson = options.json === true;
  const draft =
    cases === undefined ? await readDraft(io, options) : await askFor(io, sending, cases);
  const source = options.draft ?? options.request ?? "";
  const plan: Plan = await whileIn(source, () => agency.prepare(draft));
  await showPrepared(io, source, plan, isJson);
  const { account } = plan;
  if (options.plan === true) {
    printResult(io, isJson, plan, "Nothing was sent: --plan was given.");
    return EXIT.done;
  }
  const recipient = plan.draft.clear["env.recipient.agencyId"];
  if (partner !== undefined && partner.entity !== recipient) {
    const detail = `--to is the folder of ${partner.entity}, and ${source} names ${recipient}`;
    throw optionInvalid(detail);
  }
  if (partner === undefined && agency.registry.endpoint(recipient) === undefined) {
    throw optionMissing(`the registry has no address of ${recipient}: give --to, its folder`);
  }
  const sent = await whileIn(folder, () => agency.send(plan, partner));
  if (isJson) io.out(JSON.stringify({ account, sent }));
  else await printSent(io, folder, sent);
  return exitOf(sent);
}

/** Tries again to deliver what waits in the outbox. */
async function deliver(io: Io, { agency, partner, folder, options }: Sending) {
  const all = await whileIn(folder, () => agency.deliver(partner));
  const waiting = await agency.waiting();
  if (options.json === true) io.out(JSON.stringify({ sent: all, waiting }));
  else {
    for (const sent of all) await printSent(io, folder, sent);
    const rest = waiting - all.filter(({ state }) => WAITS.has(state)).length;
    if (rest > 0) {
      const what = rest === 1 ? "1 message waits" : `${rest} messages wait`;
      io.out(`${what} in ${folder} for the next attempt, not delivered yet.`);
      io.out(`Try again in some minutes with: safepassage send ${inShell(folder)}`);
    } else if (all.length === 0) io.out("Nothing is due in the outbox.");
  }
  const isDone = waiting === 0 && all.every((sent) => exitOf(sent) === EXIT.done);
  return isDone ? EXIT.done : EXIT.refused;
}

async function printSent(io: Io, folder: string, sent: Sent): Promise<void> {
  const { digest, recipient, state, verdict, error, replaces } = sent;
  const why = error === undefined ? "" : ` (${error})`;
  io.out(`message ${digest}`);
  if (replaces !== undefined) {
    io.out(`It was signed again for the catalogue of this version, in the place of ${replaces}.`);
  }
  if (verdict !== undefined) io.out(`${recipient} decided: `, await verdictShown(verdict));
  else if (WAITS.has(state)) {
    io.out(`It is not delivered yet${why} and waits in ${folder}.`);
    io.out(`Try again with: safepassage send ${inShell(folder)}`);
    await printHint(io, error);
  } else {
    const isOurs = error === "GATEWAY_PROFILE_CHANGED";
    io.out(`${isOurs ? "not sent" : recipient}: ${state}${why}`);
    await printHint(io, error);
  }
}

/** Tells a script that a message counts as sent only if it was accepted. */
function exitOf({ verdict }: Sent) {
  return verdict === "accept" || verdict === "acceptWithWarnings" ? EXIT.done : EXIT.refused;
}

async function askFor(io: Io, sending: Sending, cases: string): Promise<DraftRequest> {
  const { agency, folder, options } = sending;
  const { statement, request, officer: id, officerAssurance: level } = options;
  if (statement === undefined || request === undefined || id === undefined || level === undefined) {
    const needed = "--statement, --request, --officer and --officer-assurance";
    throw optionMissing(`a case file needs ${needed}`);
  }
  if (!/^[\x21-\x7e]{1,32}$/.test(id)) {
    throw optionInvalid("--officer has 1 to 32 visible ASCII characters");
  }
  const officer = { id, assurance: readAssurance(level) };
  const now = readNow(io, options.now);
  const requesting = { ...options, statement, request, officer };
  return requestCase(io, cases, requesting, { agency, folder, now });
}

async function readDraft(io: Io, { draft: path = "" }: SendOptions): Promise<DraftRequest | Draft> {
  const { DraftRequest } = await import("@safepassage/agency");
  const { parseDraft } = await import("@safepassage/schema");
  const { parseForm } = await import("@safepassage/schema/form");
  return readAs(io, path, "draftOrRequest", (file) =>
    isDraftRequest(file) ? parseForm(DraftRequest, file) : parseDraft(file),
  );
}

const WAITS: ReadonlySet<string> = new Set(["queued", "sending"]);

const HELP = `
Example, to another agency on this machine:
  safepassage send exchange/ngo-b cases.csv --statement statement.json \\
      --request referral.json --officer a17 --officer-assurance 2 \\
      --to exchange/ngo-c

Example, what would be sent:
  safepassage send exchange/ngo-b cases.csv --statement statement.json \\
      --request referral.json --officer a17 --officer-assurance 2 --plan

<folder> is your agency's, as safepassage init made it. A consent record that the
request names is read from its folder consents. Without a case file and without
--draft, send delivers what is due in the outbox. After a failure a message waits for its
next attempt, longer each time.

Exit status: 0 accepted by the recipient, and nothing waits; 1 refused, or not delivered
yet; 2 usage.`;
