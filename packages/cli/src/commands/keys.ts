import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { requireFree } from "../read/options.ts";
import { readPrivateKey } from "../read/read-keys.ts";
import { addKeysEpochs } from "./keys-epochs.ts";

interface GenerateOptions {
  readonly alg: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `safepassage keys`: make keys, show their public half. */
export function addKeys(program: Command, io: Io): void {
  const keys = program
    .command("keys")
    .description("Make keys and show their public half")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage keys generate --alg ES256 --out ngo-b.key\n  safepassage keys public ngo-b.key > ngo-b.public.json\n\nEach takes --json and has a --help of its own.",
    );

  keys
    .command("generate")
    .description("Make a key: to sign (ES256, Ed25519), or for others to seal to (X25519, P-256)")
    .requiredOption("--alg <alg>", "ES256, Ed25519, X25519 or P-256")
    .requiredOption("--out <file>", "where the private key goes, readable by you only")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  safepassage keys generate --alg Ed25519 --out ngo-b.key")
    .action(async ({ alg, out, json = false }: GenerateOptions) => {
      const { generateEncryptionKey, generateSigningKey, publicJwk } = await import(
        "@safepassage/trust"
      );
      const make = new Map([
        ["ES256", () => generateSigningKey("ES256")],
        ["Ed25519", () => generateSigningKey("Ed25519")],
        ["X25519", () => generateEncryptionKey("X25519")],
        ["P-256", () => generateEncryptionKey("P-256")],
      ]).get(alg);
      if (make === undefined) {
        const known = "ES256, Ed25519, X25519 and P-256";
        throw optionInvalid(`--alg ${alg}; there are ${known}`);
      }
      await requireFree(io, out);
      const key = make();
      await io.write(out, `${JSON.stringify(key)}\n`, { secret: true });
      printResult(io, json, publicJwk(key), `${alg} key ${key.kid} in ${out}`);
    });

  keys
    .command("public <file>")
    .description("Print the public half of a key, with its thumbprint as kid (RFC 7638)")
    .option("--json", "print JSON, as without it")
    .addHelpText("after", "\nExample:\n  safepassage keys public ngo-b.key > ngo-b.public.json")
    .action(async (file: string) => {
      const { publicJwk } = await import("@safepassage/trust");
      io.out(JSON.stringify(publicJwk(await readPrivateKey(io, file, "privateKey"))));
    });

  addKeysEpochs(keys, io);
}
