import type { HolderBinding } from "@safepassage/disclosure";
import type { Command } from "commander";
import type { Io } from "../io/command.ts";
import { asKind } from "../read/needs.ts";
import { readNow, requireFree, requireWithout } from "../read/options.ts";
import { inFile, readText } from "../read/read-input.ts";
import {
  type PointerOptions,
  readChoice,
  readForm,
  readPointers,
  requireOption,
} from "../sd-jwt/options.ts";

interface PresentOptions extends PointerOptions {
  readonly discloseAll?: boolean;
  readonly holderKey?: string;
  readonly audience?: string;
  readonly nonce?: string;
  readonly from: string;
  readonly form: string;
  readonly signatures: string;
}

/** `safepassage sd-jwt present`: disclose some claims, and prove that you hold the bound key. */
export function addSdJwtPresent(group: Command, io: Io): void {
  group
    .command("present <sd-jwt>")
    .description("Make a presentation that discloses what you choose; no signature is verified")
    .option("--disclose <pointer...>", "JSON pointers to the claims to disclose; default: none")
    .option("--disclose-file <file>", "the same as a JSON array in a file")
    .option("--disclose-all", "disclose everything")
    .option("--holder-key <file>", "private key (JWK) of the holder, for a key binding JWT")
    .option("--audience <text>", "whom the key binding is for; needs --holder-key")
    .option("--nonce <text>", "the verifier's nonce; needs --holder-key")
    .option("--from <form>", "form of the file: compact, flattened or general", "compact")
    .option("--form <form>", "form to write: compact, flattened or general", "compact")
    .option("--signatures <which>", "all, or first to leave out the others", "all")
    .option("--now <instant>", "time of the key binding instead of now")
    .option("--out <file>", "write it to a file that only you can read")
    .option("--json", "print JSON: the presentation and the paths disclosed")
    .addHelpText("after", `\nExample:\n${PRESENT_EXAMPLE}\n${PRESENT_NOTES}`)
    .action(async (file: string, options: PresentOptions) => {
      const { pathsOf, presentSdJwt, readSdJwt, reveal, toPointer } = await import(
        "@safepassage/disclosure"
      );
      await requireFree(io, options.out);
      const from = readForm("--from", options.from);
      const form = readForm("--form", options.form);
      const signatures = readChoice("--signatures", options.signatures, ["all", "first"]);
      if (options.discloseAll === true) {
        requireWithout(options, ["disclose", "discloseFile"], "with --disclose-all");
      }
      const pointers = await readPointers(io, options);
      const binding = await readBinding(io, options);
      const text = await readText(io, file, "sdJwt");

      const shows = options.discloseAll === true ? () => true : pointers;
      const presented = asKind(file, text, "sdJwt", () =>
        inFile(file, () =>
          presentSdJwt(readSdJwt(text, { form: from }), shows, binding, { form, signatures }),
        ),
      );
      const shown = reveal(readSdJwt(presented, { form }));
      const disclosed = [...pathsOf(shown).values()].map(toPointer);

      if (options.out !== undefined) await io.write(options.out, presented, { secret: true });
      if (options.json === true) {
        const keyBinding = binding !== undefined;
        io.out(JSON.stringify({ sdJwt: presented, form, disclosed, keyBinding }));
        return;
      }
      if (options.out === undefined) io.out(presented);
      const bound = binding === undefined ? "without key binding" : `bound to ${binding.audience}`;
      io.err(`presented  ${form}, disclosures: ${disclosed.length}, ${bound}`);
    });
}

async function readBinding(io: Io, options: PresentOptions): Promise<HolderBinding | undefined> {
  const { holderKey } = options;
  if (holderKey === undefined) {
    requireWithout(options, ["audience", "nonce", "now"], "without --holder-key");
    return undefined;
  }
  const { readSigner } = await import("../sd-jwt/keys.ts");
  const now = readNow(io, options.now);
  return {
    audience: requireOption("--audience", options.audience, "for a key binding"),
    nonce: requireOption("--nonce", options.nonce, "for a key binding"),
    signer: await readSigner(io, holderKey),
    clock: { now: () => now },
  };
}

export const PRESENT_EXAMPLE = `  safepassage sd-jwt present held.txt --disclose /city --holder-key holder.key \\
      --audience https://verifier.example --nonce n-1 --out shown.txt`;

const PRESENT_NOTES = `
Pointers refer to the claims with everything disclosed. Objects and arrays around a disclosed value are
disclosed with it. A key binding in the file is dropped.`;
