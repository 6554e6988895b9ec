import { resolve } from "node:path";
import type { WithdrawalReach, WithdrawalRequest } from "@safepassage/agency";
import { ProtocolError } from "@safepassage/core";
import type { Command } from "commander";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import { EXIT, type Exit, type Finish, type Io } from "../io/command.ts";
import { inShell } from "../print/in-shell.ts";
import { printHint } from "../print/print-hint.ts";
import { verdictShown } from "../print/print-judgement.ts";
import { type CommonOptions, readAssurance } from "../read/options.ts";
import { readConsentRecord } from "../read/read-context.ts";
import { type Done, gatewayIn, inFolder, type Withdrawer } from "../withdraw/withdrawer.ts";

interface WithdrawOptions extends Omit<CommonOptions, "out"> {
  readonly record?: string;
  readonly message?: string;
  readonly consent?: string;
  readonly everywhere?: true;
  readonly officer: string;
  readonly officerAssurance: string;
  readonly to?: string;
  readonly plan?: true;
}

/** `safepassage withdraw`: has recipients erase what they were sent on a consent that somebody has taken back. */
export function addWithdraw(program: Command, io: Io, finish: Finish): void {
  program
    .command("withdraw <folder>")
    .description("Have recipients erase what they were sent on a consent that was taken back")
    .option(
      "--record <file>",
      "the consent record: what was sent on it, to its recipients for its purposes",
    )
    .option("--message <digest>", "or a message: it, and those of its exchange on that consent")
    .option("--consent <ref>", "the consent that is meant, where the message rests on several")
    .option(
      "--everywhere",
      "all that was sent on the same consent record, to whomever, for whatever purpose",
    )
    .requiredOption("--officer <id>", "staff id of the officer who is responsible; encrypted")
    .requiredOption("--officer-assurance <level>", "how surely you know the officer, 1 to 3")
    .option("--to <folder>", "the recipient's folder; default: its address in the registry")
    .option("--plan", "say how many messages that erases, and where, and do nothing")
    .option("--now <instant>", "act at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, options: WithdrawOptions) => {
      const { to, now } = options;
      if (to !== undefined && resolve(to) === resolve(folder)) {
        throw optionInvalid("--to is your own folder: name the recipient's");
      }
      const request = await requestOf(io, options);
      const work = (withdrawer: Withdrawer): Promise<Exit> =>
        options.plan === true
          ? plan(io, withdrawer, request, options)
          : withdraw(io, withdrawer, request, { ...options, folder });
      // What somebody gives a time or a folder for, a gateway cannot do.
      const alone = to !== undefined || now !== undefined;
      const gateway = alone ? undefined : await gatewayIn(io, folder);
      finish(await (gateway ? work(gateway) : inFolder(io, { folder, to, now }, work)));
    });
}

async function requestOf(io: Io, options: WithdrawOptions): Promise<WithdrawalRequest> {
  const { record, message, consent, everywhere, officer: id, officerAssurance } = options;
  if ((record === undefined) === (message === undefined)) {
    throw optionMissing("name the consent: --record or --message, one of them");
  }
  if (record !== undefined && consent !== undefined) {
    throw optionInvalid("--consent goes with --message: a record stands for a consent by itself");
  }
  if (!/^[\x21-\x7e]{1,32}$/.test(id)) {
    throw optionInvalid("--officer has 1 to 32 visible ASCII characters");
  }
  const officer = { id, assurance: readAssurance(officerAssurance) };
  const rest = { officer, ...(everywhere && { everywhere }) };
  if (record !== undefined) {
    return { record: await readConsentRecord(io, record), ...rest };
  }
  return { digest: message, ...(consent !== undefined && { consentRef: consent }), ...rest };
}

async function plan(
  io: Io,
  withdrawer: Withdrawer,
  request: WithdrawalRequest,
  { json }: WithdrawOptions,
): Promise<Exit> {
  const reach = await withdrawer.reach(request);
  if (json) io.out(JSON.stringify(reach));
  else {
    io.out(`${countOf(reach.messages)} would be erased here.`);
    tellAsked(io, reach, "would be asked to erase");
    for (const { recipient, messages } of reach.untold) {
      io.out(`${recipient} may hold ${countOf(messages)}. ${APART}`);
    }
    tellKept(io, reach.kept);
    io.out("Nothing was done: --plan was given.");
  }
  return EXIT.done;
}

async function withdraw(
  io: Io,
  withdrawer: Withdrawer,
  request: WithdrawalRequest,
  { folder, json, record }: WithdrawOptions & { readonly folder: string },
): Promise<Exit> {
  // Afterwards nobody knows any more who has how much. Where that cannot be told, the withdrawal says why, and ends the record all the same.
  const isTold = !json && withdrawer.isGateway;
  const reach = isTold ? await withdrawer.reach(request).catch(() => undefined) : undefined;
  const done = await withdrawer.withdraw(request).catch((error: unknown) => {
    const isUnused = request.record !== undefined && hasNothing(error);
    if (isUnused && !json) io.out("Nothing is sent on this record from now on.");
    throw error;
  });
  if (json) io.out(JSON.stringify(done));
  else {
    if (reach !== undefined) tellAsked(io, reach, "is asked by the gateway to erase");
    if (!withdrawer.isGateway) await tellAnswers(io, folder, done);
    for (const digest of done.unsent) io.out(`${digest} was sent to nobody, and is erased here`);
    for (const digest of done.untold) {
      io.out(`${digest}: its recipient may hold it. ${APART}`);
    }
    tellKept(io, done.kept);
    if (record !== undefined && request.record?.withdrawnAt === null) {
      io.out(`Write into ${record} when it was taken back (withdrawnAt).`);
    }
  }
  return exitOf(withdrawer, done);
}

const APART =
  "The recipient cannot be asked: it, or your agency, is not in the registry now, or the recipient has no key in force. Tell it another way to erase.";

function tellAsked(io: Io, { recipients }: WithdrawalReach, what: string): void {
  for (const { recipient, messages } of recipients) {
    io.out(`${recipient} ${what} ${countOf(messages)}.`);
  }
}

async function tellAnswers(io: Io, folder: string, { corrections }: Done): Promise<void> {
  for (const { recipient = "", verdict, error } of corrections) {
    if (verdict !== undefined) {
      io.out(`${recipient} was asked to erase, and decided: `, await verdictShown(verdict));
    } else {
      const why = error === undefined ? "" : ` (${error})`;
      io.out(
        `${recipient} is not told yet${why}. Try again with: safepassage send ${inShell(folder)}`,
      );
      await printHint(io, error);
    }
  }
}

function tellKept(io: Io, kept: readonly string[]): void {
  for (const digest of kept) {
    io.out(`${digest} stays: it rests on another basis too. Decide whether it may.`);
  }
}

/** Whether nothing can be withdrawn of what was sent. */
const hasNothing = (error: unknown): boolean =>
  error instanceof ProtocolError && error.code === "GATEWAY_WITHDRAWAL_IMPOSSIBLE";

const countOf = (messages: number): string =>
  messages === 1 ? "1 message" : `${messages} messages`;

/** Tells a script that nothing is left to do. What a gateway has taken on is done. */
function exitOf({ isGateway }: Withdrawer, { corrections, untold }: Done): Exit {
  const isTold = ({ verdict }: Done["corrections"][number]): boolean =>
    verdict === "accept" || verdict === "acceptWithWarnings";
  const isDone = untold.length === 0 && (isGateway || corrections.every(isTold));
  return isDone ? EXIT.done : EXIT.refused;
}

const HELP = `
Example, of what was just sent to another agency on this machine:
  safepassage send exchange/ngo-b cases.csv --statement statement.json \\
      --request referral.json --officer a17 --officer-assurance 2 \\
      --to exchange/ngo-c
  safepassage withdraw exchange/ngo-b --record record.json \\
      --officer a17 --officer-assurance 2 --to exchange/ngo-c

Each recipient erases at once, and certifies it within a week. The messages are erased here
too; the signed remainder and the receipts stay as proof. A draft on the record is refused
from now on. If the gateway runs in the folder, it does all this.

Exit status: 0 every recipient is told, or its gateway tells it; 1 somebody is not told yet,
or cannot be told, since it or you have left the registry, or the recipient has no key in force; 2 usage.`;
