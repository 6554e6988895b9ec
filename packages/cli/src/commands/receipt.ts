import { isJsonObject } from "@safepassage/core";
import type { ReceiptClaims } from "@safepassage/schema";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Io } from "../command.ts";
import { inFile, readJson, readRegistry, readText } from "../read-input.ts";

interface ReceiptOptions {
  readonly registry: string;
  readonly message?: string;
  readonly json?: boolean;
}

/** `safepassage receipt`: verify receipts, alone or as evidence for a message. */
export function addReceipt(program: Command, io: Io): void {
  program
    .command("receipt <file...>")
    .description("Verify receipts offline, and that they are about a message")
    .requiredOption("--registry <file>", "registry of agencies")
    .option("--message <file>", "the issuer-signed JWT, or your own copy from issue --keep")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExample:\n  safepassage receipt receipts.txt --registry registry.json --message kept.json\n\nA file may hold several receipts, one a line.",
    )
    .action(async (files: readonly string[], options: ReceiptOptions) => {
      const { verifyEvidence, verifyReceipt } = await import("@safepassage/message");
      const registry = await readRegistry(io, options.registry);
      const receipts: string[] = [];
      for (const file of files) {
        receipts.push(...(await readText(io, file)).split(/\s+/).filter(Boolean));
      }
      if (receipts.length === 0) throw new CliError("CLI_NOTHING_TO_VERIFY", files.join(" "));
      if (options.message === undefined) {
        const claims = inFile(files.join(" "), () =>
          receipts.map((receipt) => verifyReceipt(receipt, registry)),
        );
        print(io, claims, options.json === true);
        return;
      }
      const jwt = await readJwt(io, options.message);
      const {
        clear,
        digest,
        receipts: verified,
      } = inFile(`${options.message} with ${files.join(" ")}`, () =>
        verifyEvidence({ jwt, receipts }, registry),
      );
      if (options.json === true) {
        io.out(JSON.stringify({ clear, digest, receipts: verified }));
        return;
      }
      io.out(`message ${digest} of ${clear["env.sender.agencyId"]}: signature good`);
      print(io, verified, false);
    });
}

async function readJwt(io: Io, path: string): Promise<string> {
  const text = await readText(io, path);
  // Of a whole SD-JWT the part before the first tilde is what remains.
  if (!text.startsWith("{")) return text.split("~", 1)[0] ?? "";
  const kept = await readJson(io, path);
  const jwt = isJsonObject(kept) ? kept["jwt"] : undefined;
  if (typeof jwt !== "string") throw new CliError("CLI_OPTION_INVALID", "--message holds no jwt");
  return jwt;
}

function print(io: Io, receipts: readonly ReceiptClaims[], asJson: boolean): void {
  if (asJson) {
    io.out(JSON.stringify({ receipts }));
    return;
  }
  for (const receipt of receipts) {
    const what =
      receipt.kind === "decided"
        ? `decided ${receipt.verdict} (${receipt.tier})`
        : receipt.kind === "refused"
          ? `refused ${receipt.code}`
          : `delivered, ${receipt.resolved.length} disclosures`;
    const at = new Date(receipt.iat * 1000).toISOString();
    io.out(`good  ${receipt.iss}  ${at}  ${what}`);
  }
}
