import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { type CommonOptions, readNow, requireFree, requireOwn } from "../read/options.ts";
import { readAs } from "../read/read-input.ts";
import { readPrivateKey } from "../read/read-keys.ts";

interface EpochsOptions extends CommonOptions {
  readonly as: string;
  readonly key: string;
  readonly keep: string;
  readonly out: string;
  readonly previous?: string;
  readonly crv: string;
}

/** `safepassage keys epochs`: encryption keys of a few days, and the signed list to publish. */
export function addKeysEpochs(keys: Command, io: Io): void {
  keys
    .command("epochs")
    .description(
      "Make the encryption keys of this week and the next, and the list that others seal to",
    )
    .requiredOption("--as <entity>", "entity id of your agency")
    .requiredOption("--key <file>", "your private signing key, for the list")
    .requiredOption("--keep <file>", "where the private keys go, readable by you only")
    .requiredOption("--out <file>", "where the signed list goes; valid for a day")
    .option("--previous <file>", "what --keep wrote before: keys still in use are carried over")
    .option("--crv <curve>", "X25519 or P-256", "X25519")
    .option("--now <instant>", "make them for this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async ({ as, key: keyPath, keep, out, crv, ...options }: EpochsOptions) => {
      const { createSigner, issueEpochs, parseKeyEpochs, rotateEpochs } = await import(
        "@safepassage/trust"
      );
      if (crv !== "X25519" && crv !== "P-256") {
        throw optionInvalid("--crv; there are X25519 and P-256");
      }
      await requireOwn({ as });
      await requireFree(io, keep, out);
      const now = readNow(io, options.now);
      const { previous: path } = options;
      const previous =
        path === undefined ? [] : await readAs(io, path, "keptEpochs", parseKeyEpochs, KEPT);
      const signer = createSigner(await readPrivateKey(io, keyPath, "signingKey"));
      const { epochs, current, publish, destroyed } = rotateEpochs(previous, now, { crv });
      await io.writeAll([
        { path: keep, text: `${JSON.stringify(epochs)}\n`, secret: true },
        { path: out, text: issueEpochs(publish, { entity: as, signer, now }) },
      ]);
      printResult(
        io,
        options.json,
        { published: publish, current: current.jwk.kid, destroyed },
        `${publish.length} keys published in ${out}, ${epochs.length} kept in ${keep}`,
        `sealed to until ${current.until}; run it again with --previous ${keep} within a day`,
        ...(path === undefined
          ? []
          : [`${destroyed.length} keys given up; ${path} still has them until you destroy it`]),
      );
    });
}

/** The hint in the error table is for the agency whose published list is refused. */
const KEPT = {
  TRUST_EPOCHS_INVALID: "Give the file of private keys that keys epochs --keep wrote before.",
};

const HELP = `
Example:
  safepassage keys epochs --as https://ngo-c.test --key ngo-c.key --keep ngo-c.epochs.key \\
      --out ngo-c.epochs

A gateway does this by itself. --keep writes what a gateway keeps of its epochs; open reads it with
--epoch-key.`;
