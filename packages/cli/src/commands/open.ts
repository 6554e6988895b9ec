import type { Command } from "commander";
import { createAnswer, rulesBroken } from "../errors/answer.ts";
import { CliError, optionMissing } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io, type OutputFile, secretJson } from "../io/command.ts";
import { printJudgement } from "../print/print-judgement.ts";
import { asKind } from "../read/needs.ts";
import { OPENING } from "../read/opening.ts";
import { readNow, requireFree, requireOwn, requireWithout } from "../read/options.ts";
import { type ContextOptions, readAgreement } from "../read/read-context.ts";
import { HISTORY } from "../read/read-facts.ts";
import { readHistory } from "../read/read-history.ts";
import { inFile, readText } from "../read/read-input.ts";
import { readEpochKeys, readSigner } from "../read/read-keys.ts";
import { REGISTRY, REGISTRY_KEY, readRegistry } from "../read/read-registry.ts";

interface OpenOptions extends ContextOptions {
  readonly as: string;
  readonly epochKey: string;
  readonly agreement: string;
  readonly registry: string;
  readonly key?: string;
  readonly receipts?: string;
}

/** `safepassage open`: open a sealed message, check it and judge it. */
export function addOpen(program: Command, io: Io, finish: Finish): void {
  program
    .command("open <sealed>")
    .description("Open a sealed message, carry out every structural check, and judge it")
    .requiredOption("--as <entity>", "entity id of your agency")
    .requiredOption(
      "--epoch-key <file>",
      "private key of the epoch that it is sealed to, or a file of epochs",
    )
    .requiredOption("--agreement <file>", "agreement, signed by its parties")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--history <file>", HISTORY)
    .option("--out <file>", "write the message, readable by you only, unless it is rejected")
    .option("--key <file>", "your private signing key; needs --receipts")
    .option("--receipts <file>", "write signed receipts, one a line; needs --key")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON: message and judgement")
    .addHelpText("after", HELP)
    .action(async (file: string, options: OpenOptions) => {
      const { answer, judge, open } = await import("@safepassage/agency");
      await requireOwn(options);
      await requireFree(io, options.out, options.receipts);
      const { as: self, key, receipts: path } = options;
      if (path === undefined) requireWithout({ key }, ["key"], "without --receipts");
      else if (key === undefined) throw optionMissing("--receipts needs --key");
      const now = readNow(io, options.now);
      const registry = await readRegistry(io, options);
      const agreement = await readAgreement(io, options, { registry, now });
      const findKey = await readEpochKeys(io, options.epochKey);
      const historyOf = await readHistory(io, options.history, self);
      const sealed = await readText(io, file, "sealed");
      const opening = {
        ...{ self, findKey, registry, now },
        findAgreement: (sha256: string) => (agreement?.sha256 === sha256 ? agreement : undefined),
        carrier: "file",
      } as const;
      const hints = { ...OPENING, PACKAGE_NOT_FOR_US: NOT_FOR_AS };
      const opened = asKind(file, sealed, "sealed", () =>
        inFile(file, () => open(sealed, opening), hints),
      );
      const { message, sender } = opened;
      const judgement = judge(opened, { registry, now, ...(historyOf && { historyOf }) });
      const said = (await createAnswer(options))(judgement);
      const isRejected = said.verdict === "reject";
      const outputs: OutputFile[] = [];
      if (path !== undefined && key !== undefined) {
        const holder = { holder: self, called: "the agency in --as" };
        const signer = await readSigner(io, key, { ...holder, registry, now });
        const receipts = answer(opened, judgement, { self, signer, now });
        outputs.push({ path, text: `${receipts.join("\n")}\n` });
      }
      if (options.out !== undefined && !isRejected) {
        outputs.push(secretJson(options.out, message));
      }
      await io.writeAll(outputs);
      if (options.json !== true) {
        io.out(`from ${sender.entity}, message ${opened.digest}`);
        await printJudgement(io, file, said);
        printWritten(io, options, outputs, isRejected);
      } else if (!isRejected) io.out(JSON.stringify({ message, judgement: said }));
      if (isRejected) {
        const detail = rulesBroken(file, said);
        throw new CliError("CLI_MESSAGE_REJECTED", detail, { judgement: said });
      }
      // Only two named roles may read it, so a script must not pass it on as accepted.
      if (said.verdict === "quarantine") finish(EXIT.refused);
    });
}

function printWritten(
  io: Io,
  { out }: OpenOptions,
  outputs: readonly OutputFile[],
  isRejected: boolean,
): void {
  if (out === undefined && !isRejected) {
    io.out("Its content is not shown: --out FILE writes it, readable by you only.");
  }
  for (const { path } of outputs) {
    io.out(path === out ? `message in ${path}` : `receipts for the sender in ${path}`);
  }
}

const NOT_FOR_AS = "It is sealed for another agency than that in --as: ask the sender.";

const HELP = `
Example, with the signed receipts that go back to the sender:
  safepassage open message.jwe --as https://ngo-c.test --epoch-key ngo-c.epoch.key \\
      --agreement agr.json --registry registry.json --out message.json \\
      --key ngo-c.key --receipts receipts.txt`;
