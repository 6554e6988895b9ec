import { readCompactJws, sha256Base64url } from "@safepassage/core";
import type { Command } from "commander";
import { readSignedMessage } from "../evidence/read-evidence.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { whileShowingUpgrade } from "../print/show-upgrade.ts";
import { requireFree } from "../read/options.ts";
import { inFile, whileIn } from "../read/read-input.ts";
import { requireAgencyFolder } from "../read/require-folder.ts";

interface EvidenceOptions {
  readonly out: string;
  readonly message?: string;
  readonly json?: boolean;
}

/** `safepassage evidence`: extract from a kept copy what may be kept after erasure. */
export function addEvidence(program: Command, io: Io): void {
  program
    .command("evidence <kept>")
    .description("Extract what may be kept after erasure: the signed part, without the case")
    .requiredOption("--out <file>", "where the issuer-signed JWT goes")
    .option(
      "--message <digest>",
      "of an agency's folder in place of a kept copy: the evidence of this message, with its receipts",
    )
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (file: string, options: EvidenceOptions) => {
      const [{ MESSAGE_TYPE }, { evidenceHints }] = await Promise.all([
        import("@safepassage/message"),
        import("../evidence/check-signed.ts"),
      ]);
      await requireFree(io, options.out);
      if (options.message !== undefined) return ofFolder(io, file, options.message, options);
      const jwt = await readSignedMessage(io, file);
      inFile(file, () => readCompactJws(jwt, { typ: MESSAGE_TYPE }), evidenceHints("message"));
      await io.write(options.out, `${jwt}\n`);
      const digest = sha256Base64url(jwt);
      printResult(
        io,
        options.json,
        { digest, out: options.out },
        `message ${digest}: signed part in ${options.out}, without disclosures and seed`,
        `Nothing was erased: ${file} is unchanged. Destroy it when retention ends.`,
      );
    });
}

/** What a gateway answers of the message, for an agency that has none. */
async function ofFolder(
  io: Io,
  folder: string,
  digest: string,
  { out, json }: EvidenceOptions,
): Promise<void> {
  const [{ AgencyError }, { readEvidence }] = await Promise.all([
    import("@safepassage/agency"),
    import("@safepassage/agency/node"),
  ]);
  await requireAgencyFolder(io, folder);
  const evidence = await whileIn(folder, () =>
    whileShowingUpgrade(io, (hearer) => readEvidence(io.place(folder), digest, hearer)),
  );
  if (evidence === undefined) {
    throw new AgencyError("GATEWAY_MESSAGE_UNKNOWN", `${folder} holds no evidence of it`);
  }
  await io.write(out, `${JSON.stringify({ digest, ...evidence })}\n`);
  const { length } = evidence.receipts;
  const receipts = length === 1 ? "1 receipt" : `${length} receipts`;
  printResult(
    io,
    json,
    { digest, out, receipts: length },
    `message ${digest}: signed part and ${receipts} in ${out}`,
  );
}

const HELP = `
Example:
  safepassage evidence kept.json --out message.jwt

The copy is what issue --keep wrote, a whole SD-JWT, or a gateway's answer to
GET /v1/messages/{digest}/evidence. With the result and the receipts,
\`safepassage receipt\` proves who sent to whom, when and why.

With --message it takes an agency's folder instead, and writes what that keeps of a message that
send or take has handled, with its receipts, as a gateway answers.`;
