import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import { printStatus } from "../gateway/print-status.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { whileIn } from "../read/read-input.ts";

interface StatusOptions {
  readonly wait?: string;
  readonly json?: boolean;
}

/** `safepassage gateway status`: what the gateway that runs says of itself. */
export function addGatewayStatus(gateway: Command, io: Io, finish: Finish): void {
  gateway
    .command("status <folder>")
    .description("Ask the gateway that runs whether it is ready, and how much it holds")
    .option("--wait <seconds>", "wait until it is ready, at most so long")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, { wait = "0", json = false }: StatusOptions) => {
      if (!/^\d{1,5}$/.test(wait)) throw optionInvalid("--wait is a number of seconds");
      const { askUntilReady } = await import("@safepassage/gateway/node");
      const running = await whileIn(folder, () =>
        askUntilReady(io.place(folder), Number(wait) * 1000),
      );
      const { record, health } = running;
      if (json) io.out(JSON.stringify({ ...health, running: record }));
      else printStatus(io, running);
      finish(health["status"] === "ready" ? EXIT.done : EXIT.refused);
    });
}

const HELP = `
Example, in a script that starts a gateway and ends it:
  safepassage gateway run exchange/ngo-b & gateway=$!
  safepassage gateway status exchange/ngo-b --wait 20
  kill $gateway && wait $gateway

The status is 0 if it is ready, and 1 if it is not or none runs.`;
