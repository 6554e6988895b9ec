import type { ClockView } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import type { Command } from "commander";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { readNow } from "../read/options.ts";
import { whileIn } from "../read/read-input.ts";

interface ClockOptions {
  readonly time?: string;
  readonly json?: boolean;
}

/** `safepassage gateway clock`: after a jump of the clock nothing is erased until a person has said what time it is. */
export function addGatewayClock(gateway: Command, io: Io, finish: Finish): void {
  gateway
    .command("clock <folder>")
    .description("Say whether the gateway that runs doubts its clock, and end the doubt")
    .option("--time <instant>", "what a clock shows that you trust: ends the doubt")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, { time, json = false }: ClockOptions) => {
      const right = time === undefined ? undefined : readNow(io, time, "--time");
      const { askLocal, askUntilReady } = await import("@safepassage/gateway/node");
      const place = io.place(folder);
      const clock = await whileIn(folder, async () => {
        const { record, health } = await askUntilReady(place, 0);
        if (right === undefined) return health["clock"];
        return askLocal(place, record, "/v1/clock/confirmation", { time: toInstant(right) });
      });
      if (json) io.out(JSON.stringify({ clock }));
      else for (const line of told(clock as ClockView | undefined)) io.out(line);
      finish((clock as ClockView | undefined)?.state === "plausible" ? EXIT.done : EXIT.refused);
    });
}

function told(clock: ClockView | undefined): readonly string[] {
  if (clock === undefined) return ["The gateway cannot read its store, so it does not know."];
  const { state, found, expected } = clock;
  if (state === "plausible") return ["The gateway does not doubt its clock."];
  return [
    `The gateway doubts its clock: it showed ${found}, and ${expected} was expected. Nothing is erased for its age.`,
    "Look at a clock that you trust and set the machine's right. Then give the time with --time.",
  ];
}

const HELP = `
Example, after the machine's clock has jumped and was set right, while the gateway runs:
  safepassage gateway run exchange/ngo-b & gateway=$!
  safepassage gateway status exchange/ngo-b --wait 20
  safepassage gateway clock exchange/ngo-b --time "$(date -u +%FT%TZ)"
  kill $gateway && wait $gateway

The time comes from a clock that you trust, not from this machine as in the example. If it is
more than five minutes off the machine's clock, the doubt stays. The status is 0 if there is no
doubt, and 1 if there is one. If no gateway runs, use safepassage maintain --time.`;
