import { toInstant } from "@safepassage/core";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT, type Io } from "../command.ts";
import { printJudgement } from "../print-judgement.ts";
import type { Finish } from "../program.ts";
import {
  type ContextOptions,
  readAgreement,
  readFacts,
  readJson,
  readNow,
  readRegistry,
  readText,
} from "../read-input.ts";
import { consentsOf, partiesOf } from "./minimise.ts";

interface IssueOptions extends ContextOptions {
  readonly key: string;
  readonly to: string;
  readonly agreement: string;
  readonly registry: string;
  readonly out: string;
  readonly keep?: string;
  readonly json?: boolean;
}

/** `safepassage issue`: sign a draft that passes, and seal it to its recipient. */
export function addIssue(program: Command, io: Io, finish: Finish): void {
  program
    .command("issue <draft>")
    .description("Sign a draft and seal it to its recipient; refuses what may not leave")
    .requiredOption("--key <file>", "your private signing key")
    .requiredOption("--to <file>", "the recipient's published key epochs (signed)")
    .requiredOption("--agreement <file>", "agreement, signed by its parties")
    .requiredOption("--registry <file>", "registry of agencies")
    .requiredOption("--out <file>", "where the sealed message goes")
    .option("--consent <file...>", "consent records of your own (JSON)")
    .option("--keep <file>", "your own copy: message, seed and digests; destroy it at erasure")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage issue minimised.json --key ngo-b.key --to ngo-c.epochs \\\n      --agreement agr.json --registry registry.json --out message.jwe --keep kept.json",
    )
    .action(async (file: string, options: IssueOptions) => {
      const { parseDraft } = await import("@safepassage/schema");
      const { validate } = await import("@safepassage/validator");
      const { issueMessage, sealMessage } = await import("@safepassage/message");
      const { chooseEpoch, createSigner, parsePrivateJwk, verifyEpochs } = await import(
        "@safepassage/trust"
      );
      const now = readNow(io, options.now);
      const draft = parseDraft(await readJson(io, file));
      const { sender, recipient } = partiesOf(draft);
      const agreement = await readAgreement(io, options, now);
      const registry = await readFacts(io, options.registry, { sender, recipient }, now);
      if (agreement === undefined || registry === undefined) {
        throw new CliError("CLI_OPTION_MISSING", "--agreement and --registry");
      }
      const judgement = validate({
        message: draft,
        tier: "context",
        now: toInstant(now),
        agreement,
        consents: await consentsOf(io, draft, options),
        authorisations: draft.private["private.authorisations"],
        registry,
      });
      if (judgement.verdict === "reject") {
        if (options.json === true) io.out(JSON.stringify({ refused: { judgement } }));
        else printJudgement(io, file, judgement);
        finish(EXIT.refused);
        return;
      }

      const agencies = await readRegistry(io, options.registry);
      const epochs = verifyEpochs(await readText(io, options.to), {
        registry: agencies,
        entity: recipient,
        now,
      });
      const signer = createSigner(parsePrivateJwk(await readJson(io, options.key)));
      const issued = issueMessage(draft, { signer });
      const recipientKey = chooseEpoch(epochs, now).jwk;
      await io.write(options.out, `${sealMessage(issued, { sender, recipient, recipientKey })}\n`);
      if (options.keep !== undefined) {
        const seed = Buffer.from(issued.seed).toString("base64url");
        const text = `${JSON.stringify({ ...issued, seed }, null, 2)}\n`;
        await io.write(options.keep, text, { secret: true });
      }
      const { digest, disclosureDigests } = issued;
      if (options.json === true) {
        io.out(
          JSON.stringify({ digest, disclosures: disclosureDigests.length, sealed: options.out }),
        );
      } else {
        io.out(`sealed for ${recipient} in ${options.out}`);
        io.out(`message ${digest}, ${disclosureDigests.length} disclosures`);
      }
    });
}
