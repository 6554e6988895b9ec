import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { whileIn } from "../read/read-input.ts";

interface LockOptions {
  readonly remove?: boolean;
  readonly json?: boolean;
}

/** `safepassage gateway lock`: somebody who has left loses access at once, whatever token there is. */
export function addGatewayLock(gateway: Command, io: Io): void {
  gateway
    .command("lock <folder> <officer>")
    .description("Lock an officer out of the gateway that runs, as when somebody has left")
    .option("--remove", "let the officer in again")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, officer: string, options: LockOptions) => {
      const { remove = false, json = false } = options;
      if (!/^[\x21-\x7e]{1,32}$/.test(officer)) {
        throw optionInvalid("a staff id is 1 to 32 visible ASCII characters");
      }
      const { askLocal, askUntilReady } = await import("@safepassage/gateway/node");
      const place = io.place(folder);
      const path = remove ? "/v1/locks/removal" : "/v1/locks";
      await whileIn(folder, async () => {
        const { record } = await askUntilReady(place, 0);
        await askLocal(place, record, path, { officer });
      });
      if (json) io.out(JSON.stringify({ officer, locked: !remove }));
      else io.out(remove ? "The officer is let in again." : "The officer is locked out.");
    });
}

const HELP = `
Example, of somebody who has left the agency, while its gateway runs:
  safepassage gateway run exchange/ngo-b & gateway=$!
  safepassage gateway status exchange/ngo-b --wait 20
  safepassage gateway lock exchange/ngo-b staff-0042
  kill $gateway && wait $gateway

It holds at once, for sessions of browsers and streams of events too, and until it is removed.
Your provider decides for good: have it sign the person in no more.`;
