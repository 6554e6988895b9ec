import type { ClockView } from "@safepassage/agency/node";
import type { Command } from "commander";
import type { Io } from "../io/command.ts";
import { type CommonOptions, readNow } from "../read/options.ts";
import { whileIn } from "../read/read-input.ts";
import { withAgency } from "../read/with-agency.ts";

interface MaintainOptions extends CommonOptions {
  readonly epochs?: string;
  readonly time?: string;
}

/** `safepassage maintain`: what an agency does each day if no gateway of its own runs. */
export function addMaintain(program: Command, io: Io): void {
  program
    .command("maintain <folder>")
    .description("Erase what is due, make new keys, and write the list that others seal to")
    .option("--epochs <file>", "where the signed list of your encryption keys goes, for others")
    .option("--time <instant>", "after a jump of the machine's clock: the right time")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, { epochs, time, json }: MaintainOptions) => {
      const right = time === undefined ? undefined : readNow(io, time, "--time");
      await withAgency(io, folder, undefined, async (agency) => {
        const clock = await whileIn(folder, () => agency.maintain(right));
        if (clock.state === "implausible") {
          const { AgencyError } = await import("@safepassage/agency");
          throw new AgencyError("GATEWAY_CLOCK_IMPLAUSIBLE", `${folder}: ${told(clock)}`);
        }
        if (json !== true) io.out(`${agency.entity}: nothing is due any more`);
        // Last: that a file exists must not keep back what is due. As JSON there is one answer, which says how all of it ended.
        if (epochs !== undefined) await io.write(epochs, agency.publishedEpochs());
        if (json === true) io.out(JSON.stringify({ clock, epochs }));
        else if (epochs !== undefined) io.out(`encryption keys for others in ${epochs}`);
      });
    });
}

const told = ({ found = "", expected = "" }: ClockView): string =>
  `the clock shows ${found}; the last use was at ${expected}`;

const HELP = `
Example, once a day:
  safepassage maintain exchange/ngo-b --epochs ngo-b.epochs

A gateway does this by itself, and send and take do it after their own work. Give the
file of --epochs to agencies that seal to you without your address in the registry;
it holds for a day. No file is replaced, so give each list a name of its own. If the
clock differs by more than a week from the last use, nothing is erased until you have
said with --time that it is right.`;
