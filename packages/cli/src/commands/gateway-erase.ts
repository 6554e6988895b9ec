import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { whileIn } from "../read/read-input.ts";
import { withAgency } from "../read/with-agency.ts";

interface EraseOptions {
  readonly officer: string;
  readonly assurance: string;
  readonly json?: boolean;
}

/** `safepassage gateway erase`: messages that are not needed any more, before their day. */
export function addGatewayErase(gateway: Command, io: Io): void {
  gateway
    .command("erase <folder> <digests...>")
    .description("Erase messages that this agency holds, sent or received, before their day")
    .requiredOption("--officer <id>", "id of who has decided it, as your case system knows it")
    .option("--assurance <1-3>", "how surely the officer is known", "2")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, digests: readonly string[], options: EraseOptions) => {
      const { officer: id, assurance, json } = options;
      if (!/^[1-3]$/.test(assurance)) throw optionInvalid("--assurance is 1, 2 or 3");
      const officer = { id, assurance: Number(assurance) };
      const { askGateway, askLocal } = await import("@safepassage/gateway/node");
      const place = io.place(folder);
      const running = await askGateway(place);
      const erase = (digest: string) => ({ digest, outcome: "erase" as const, officer });
      if (running === undefined) {
        await withAgency(io, folder, undefined, async (agency) => {
          for (const digest of digests) await whileIn(digest, () => agency.review(erase(digest)));
        });
      } else {
        for (const digest of digests) {
          await whileIn(digest, () => askLocal(place, running.record, "/reviews", erase(digest)));
        }
      }
      printResult(
        io,
        json,
        { erased: digests },
        ...digests.map((digest) => `${digest} is erased, and its key is destroyed`),
        "What others hold of them is not: withdraw or correct to have a recipient erase.",
      );
    });
}

const HELP = `
Example, of a message that was just sent:
  safepassage send exchange/ngo-b cases.csv --statement statement.json \\
      --request referral.json --officer a17 --officer-assurance 2 \\
      --to exchange/ngo-c --json > sent.json
  digest=$(grep -o '"digest": *"[^"]*"' sent.json | cut -d '"' -f 4)
  safepassage gateway erase exchange/ngo-b "$digest" --officer staff-0042

Who decided it is recorded as a keyed hash. The gateway may run meanwhile. The signed
remainder and the receipts stay as proof. What is due by its day is erased without this.`;
