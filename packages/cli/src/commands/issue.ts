import { toInstant } from "@safepassage/core";
import type { IssuedMessage } from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import type { Judgement } from "@safepassage/validator";
import type { Command } from "commander";
import { rulesBroken } from "../answer.ts";
import { CliError } from "../cli-error.ts";
import type { Io, OutputFile } from "../command.ts";
import { printJudgement } from "../print-judgement.ts";
import {
  type ContextOptions,
  inFile,
  REGISTRY,
  REGISTRY_KEY,
  readAgreement,
  readConsents,
  readJson,
  readNow,
  readRegistry,
  readText,
  requireFree,
} from "../read-input.ts";
import { partiesOf, readDraft } from "./minimise.ts";

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
    .option("--consent <file...>", "consent records of your own (JSON)")
    .option("--keep <file>", "your own copy: message, seed and digests; destroy it at erasure")
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage issue minimised.json --key ngo-b.key --to ngo-c.epochs \\\n      --agreement agr.json --registry registry.json --out message.jwe --keep kept.json",
    )
    .action(async (file: string, options: IssueOptions) => {
      const { issueMessage, sealMessage } = await import("@safepassage/message");
      const { chooseEpoch, createSigner, parsePrivateJwk, verifyEpochs } = await import(
        "@safepassage/trust"
      );
      await requireFree(io, options.out, options.keep);
      const now = readNow(io, options.now);
      const draft = await readDraft(io, file);
      const { sender, recipient } = partiesOf(draft);
      const registry = await readRegistry(io, options);
      const published = await readText(io, options.to);
      const epochs = inFile(options.to, () =>
        verifyEpochs(published, { registry, entity: recipient, now }),
      );
      const keyFile = await readJson(io, options.key);
      const key = inFile(options.key, () => parsePrivateJwk(keyFile));
      inFile(options.key, () => registry.verifierFor(sender, key.kid, now), {
        TRUST_KEY_UNKNOWN: "Sign with a key that the registry lists for the sender of the draft.",
      });
      const issued = issueMessage(draft, { signer: createSigner(key) });

      const judgement = await rehearse(io, file, { issued, draft, options, now });
      if (judgement.verdict === "reject") {
        if (options.json !== true) await printJudgement(io, file, judgement);
        throw new CliError("CLI_RULES_BROKEN", rulesBroken(file, judgement), { judgement });
      }
      const recipientKey = chooseEpoch(epochs, now).jwk;
      const sealed = sealMessage(issued, { sender, recipient, recipientKey });
      const outputs: OutputFile[] = [{ path: options.out, text: sealed }];
      if (options.keep !== undefined) {
        const seed = Buffer.from(issued.seed).toString("base64url");
        const text = `${JSON.stringify({ ...issued, seed }, null, 2)}\n`;
        outputs.push({ path: options.keep, text, secret: true });
      }
      await io.writeAll(outputs);
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

/**
 * Opens and judges a signed draft as its recipient will, but for a key that is thrown away: what
 * the recipient would refuse is not sent.
 */
async function rehearse(
  io: Io,
  file: string,
  what: {
    readonly issued: IssuedMessage;
    readonly draft: Draft;
    readonly options: IssueOptions;
    readonly now: Date;
  },
): Promise<Judgement> {
  const { issued, draft, options, now } = what;
  const { PROFILE_DIGEST } = await import("@safepassage/schema");
  const { openMessage, sealMessage } = await import("@safepassage/message");
  const { createDecryptionKey, generateEncryptionKey, publicJwk, registryFacts } = await import(
    "@safepassage/trust"
  );
  const { validate } = await import("@safepassage/validator");
  const { sender, recipient } = partiesOf(draft);
  const registry = await readRegistry(io, options);
  const agreement = await readAgreement(io, options, now);
  const key = generateEncryptionKey("X25519");
  const recipientKey = publicJwk(key);
  const opened = inFile(file, () =>
    openMessage(sealMessage(issued, { sender, recipient, recipientKey }), {
      self: recipient,
      findKey: () => createDecryptionKey(key),
      registry,
      findAgreement: (sha256) => (agreement?.sha256 === sha256 ? agreement : undefined),
      clock: { now: () => now },
      profiles: [PROFILE_DIGEST],
    }),
  );
  return validate({
    message: opened.message,
    tier: "context",
    now: toInstant(now),
    agreement: opened.agreement,
    consents: [...opened.consents, ...(await readConsents(io, options.consent ?? []))],
    authorisations: opened.authorisations,
    registry: registryFacts(registry, opened.message),
    structural: opened.structural,
    issues: opened.issues,
  });
}
