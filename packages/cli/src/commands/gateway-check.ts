import type { Outcome } from "@safepassage/gateway/node";
import type { Command } from "commander";
import { printOutcomes } from "../gateway/print-check.ts";
import { EXIT, type Exit, type Finish, type Io } from "../io/command.ts";

interface CheckOptions {
  readonly json?: boolean;
}

/** `safepassage gateway check` and `doctor`: what stands in the way of a gateway, and what a person should look at. */
export function addGatewayCheck(gateway: Command, io: Io, finish: Finish): void {
  gateway
    .command("check <folder>")
    .description("Look at everything a gateway needs, and tell every mistake with what to do")
    .option("--json", "print JSON")
    .addHelpText("after", CHECK)
    .action(async (folder: string, { json = false }: CheckOptions) => {
      const { checkFolder } = await import("@safepassage/gateway/node");
      const { outcomes } = await checkFolder(io.place(folder), await howOf(io));
      if (json) io.out(JSON.stringify({ outcomes }));
      else printOutcomes(io, outcomes);
      finish(exitOf(outcomes));
    });

  gateway
    .command("doctor <folder>")
    .description("Check, ask the gateway that runs, look at the machine: a report to send on")
    .option("--json", "print JSON")
    .addHelpText("after", DOCTOR)
    .action(async (folder: string, { json = false }: CheckOptions) => {
      const { examine } = await import("@safepassage/gateway/node");
      const { outcomes, about } = await examine(io.place(folder), await howOf(io));
      if (json) io.out(JSON.stringify({ about, outcomes }));
      else {
        for (const [what, said] of Object.entries(about)) io.out(`${what.padEnd(12)} ${said}`);
        io.out("");
        printOutcomes(io, outcomes);
      }
      finish(exitOf(outcomes));
    });
}

async function howOf(io: Io) {
  const { CONSOLE_FILES } = await import("@safepassage/console");
  const { soundFetch: fetch } = await import("@safepassage/agency");
  return { fetch, clock: { now: () => io.now() }, consoleFiles: CONSOLE_FILES };
}

/** Whether a gateway would start and be ready. */
function exitOf(outcomes: readonly Outcome[]): Exit {
  const levels = outcomes.flatMap(({ findings }) => findings).map(({ level }) => level);
  return levels.some((level) => level !== "warning") ? EXIT.refused : EXIT.done;
}

const CHECK = `
Example:
  safepassage gateway check exchange/ngo-b

Nothing is changed. A mistake keeps the gateway from starting; where it says "waits",
the gateway starts and is ready once that is over; "look" is for a person. The status
is 0 if the gateway would start and be ready, else 1.`;

const DOCTOR = `
Example:
  safepassage gateway doctor exchange/ngo-b

The report holds no key, no token and nothing of a message. It names files as agency.json
does, or as seen from the folder: you may send it to whoever helps you. The status is that
of check.`;
