import type { Command } from "commander";
import { rulesBroken } from "../errors/answer.ts";
import { CliError } from "../errors/cli-error.ts";
import { type Io, type OutputFile, secretJson } from "../io/command.ts";
import { printJudgement } from "../print/print-judgement.ts";
import { printResult } from "../print/result.ts";
import { asKind } from "../read/needs.ts";
import { HISTORY, readSending, type SenderOptions } from "../read/read-facts.ts";
import { inFile, readText } from "../read/read-input.ts";
import { readSigner } from "../read/read-keys.ts";
import { REGISTRY, REGISTRY_KEY } from "../read/read-registry.ts";

interface IssueOptions extends SenderOptions {
  readonly key: string;
  readonly to: string;
  readonly agreement: string;
  readonly registry: string;
  readonly out: string;
  readonly keep?: string;
}

/** `safepassage issue`: sign a draft that passes, and seal it to its recipient. */
export function addIssue(program: Command, io: Io): void {
  program
    .command("issue <draft>")
    .description("Sign a draft and seal it to its recipient; refuses what may not leave")
    .requiredOption("--key <file>", "your private signing key")
    .requiredOption("--to <file>", "the recipient's published key epochs (signed)")
    .requiredOption("--agreement <file>", "agreement, signed by its parties")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .requiredOption("--out <file>", "where the sealed message goes")
    .option("--history <file>", HISTORY)
    .option("--keep <file>", "your own copy: message, seed and digests; destroy it at erasure")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage issue prepared.json --key ngo-b.key --to ngo-c.epochs \\\n      --agreement agr.json --registry registry.json --out message.jwe --keep kept.json",
    )
    .action(async (file: string, options: IssueOptions) => {
      const { prepare, seal, sealingKey, sign } = await import("@safepassage/agency");
      const { draft, facts } = await readSending(io, file, options, options.out, options.keep);
      const { registry, now } = facts;
      const sender = draft.clear["env.sender.agencyId"];
      const recipient = draft.clear["env.recipient.agencyId"];
      const published = await readText(io, options.to, "publishedEpochs");
      const recipientKey = asKind(options.to, published, "publishedEpochs", () =>
        inFile(options.to, () => sealingKey(published, recipient, facts), EPOCHS),
      );
      const holder = { holder: sender, called: "the sender of the draft" };
      const signer = await readSigner(io, options.key, { ...holder, registry, now });

      const prepared = inFile(file, () => prepare(draft, facts, { mode: "asIs" }));
      const { judgement } = prepared;
      if (!prepared.maySend) {
        if (options.json !== true) await printJudgement(io, file, judgement);
        throw new CliError("CLI_RULES_BROKEN", rulesBroken(file, judgement), { judgement });
      }
      const signed = sign(prepared, signer, facts);
      const sealed = seal(signed, recipientKey);
      const { issued } = signed;
      const outputs: OutputFile[] = [{ path: options.out, text: sealed }];
      if (options.keep !== undefined) {
        const seed = Buffer.from(issued.seed).toString("base64url");
        outputs.push(secretJson(options.keep, { ...issued, seed }));
      }
      await io.writeAll(outputs);
      const { digest, disclosureDigests } = issued;
      const disclosures = disclosureDigests.length;
      printResult(
        io,
        options.json,
        { digest, disclosures, sealed: options.out },
        `sealed for ${recipient} in ${options.out}`,
        `message ${digest}, ${disclosures} disclosures`,
      );
    });
}

/** Hints for the user of the list. The hints in the error tables are for its signer. */
const PUBLISHED =
  "Give the signed list that the recipient publishes: keys epochs --out, or /.well-known/spp-epochs.";
const EPOCHS = {
  JWS_MALFORMED: PUBLISHED,
  JWS_TYPE_WRONG: PUBLISHED,
  TRUST_KEY_UNKNOWN:
    "Give the list of the recipient that the draft names: this one is another agency's, or signed with a key that the registry lacks.",
};
