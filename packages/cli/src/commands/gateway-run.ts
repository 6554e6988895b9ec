import { once } from "node:events";
import { ProtocolError, toInstant } from "@safepassage/core";
import type { Command } from "commander";
import { EXIT, type Finish, type Io } from "../io/command.ts";

/** `safepassage gateway run`: the gateway, until a signal ends it. */
export function addGatewayRun(gateway: Command, io: Io, finish: Finish): void {
  gateway
    .command("run <folder>")
    .description("Run the gateway of an agency in the foreground, until SIGTERM or Ctrl-C")
    .option("--json", "print JSON, one object a line")
    .addHelpText("after", HELP)
    .action(async (folder: string, { json = false }: { readonly json?: boolean }) => {
      const { runGateway } = await import("@safepassage/gateway/node");
      const { CONSOLE_FILES } = await import("@safepassage/console");
      const say = (line: string, more: object): void =>
        io.out(json ? JSON.stringify({ ...eventAt(io.now()), ...more, text: line }) : line);
      io.outliveOutput?.();
      // Before anything is started: a signal that comes while it starts must stop it too.
      const signals = listen(io);
      const bugs = listenForBugs(io);
      try {
        const running = await runGateway(io.place(folder), {
          write: (line, level) => io.out(`${io.mark?.(level, "out") ?? ""}${line}`),
          unwritten: () => io.outFailure?.(),
          signal: signals.stopping,
          onUpgrade: signals.letStop,
          onLog: bugs.tellBy,
          consoleFiles: CONSOLE_FILES,
        }).catch((error: unknown) => {
          const code = error instanceof ProtocolError ? error.code : "";
          // It waited for its database, and was asked to stop.
          if (signals.stopping.aborted && WAITED_FOR.has(code)) return undefined;
          if (FOR_A_PERSON.has(code)) finish(EXIT.mend);
          throw error;
        });
        if (running === undefined) {
          bugs.end();
          return say("the gateway has ended", { event: "ended" });
        }
        const { entity, url, localUrl } = running;
        const listens = running.isAwaited() ? "will listen" : "listens";
        say(
          `${entity} ${listens} at ${url} for other agencies, and at ${localUrl} for your own systems (process ${process.pid})`,
          { event: "listens", entity, url, localUrl, pid: process.pid },
        );
        if (io.isWrapped) for (const line of WRAPPED) io.err(line);
        signals.onReload(() => void running.lookAgain());
        await signals.stopped;
        await running.close();
        say(`${entity} has ended`, { event: "ended", entity });
        bugs.end();
      } catch (error) {
        // A bug is thrown on: nobody catches it, so it is told.
        if (error instanceof ProtocolError) bugs.end();
        throw error;
      } finally {
        signals.end();
      }
    });
}

/** As each event of the log begins. */
const eventAt = (now: Date) => ({ time: toInstant(now), level: "info" });

/** Has bugs that nobody catches told in the log. */
function listenForBugs(io: Io) {
  let end = (): void => {};
  return {
    tellBy(tell: (error: unknown) => void) {
      end();
      end = io.onBug?.(tell) ?? end;
    },
    end: () => end(),
  };
}

/** Listens for signals. Once it was asked to stop, a second signal ends the process at once. */
function listen(io: Io) {
  let isAsked = false;
  let reload = (): void => {
    isAsked = true;
  };
  const stopping = new AbortController();
  const stopped = once(stopping.signal, "abort");
  const hear = (signal: "stop" | "reload"): void => {
    if (signal === "reload") reload();
    else {
      end();
      stopping.abort();
    }
  };
  let endHearing = io.onSignal(hear);
  const end = (): void => endHearing();
  return {
    stopped,
    stopping: stopping.signal,
    end,
    /** Has a signal to stop end the process as the system does, while it could not be heard. */
    letStop(isLeft: boolean) {
      if (stopping.signal.aborted) return;
      end();
      endHearing = io.onSignal(hear, isLeft);
    },
    /** Works at once if that was asked for before: what is read while it starts may be from before. */
    onReload(work: () => void) {
      reload = work;
      if (isAsked) work();
    },
  };
}

const WAITED_FOR: ReadonlySet<string> = new Set([
  ...["GATEWAY_STORE_AWAY", "GATEWAY_STORE_FULL", "GATEWAY_STORE_IN_USE"],
  "GATEWAY_STORE_READ_ONLY",
]);
/** No start does better before somebody has changed something. */
const FOR_A_PERSON: ReadonlySet<string> = new Set([
  ...["GATEWAY_SETUP_INVALID", "GATEWAY_OPERATION_INVALID", "AGENCY_FOLDER_INVALID"],
  ...["GATEWAY_STORE_INCOMPATIBLE", "GATEWAY_STORE_LINKED", "GATEWAY_STORE_LOST"],
  ...["GATEWAY_STORE_MIXED", "GATEWAY_STORE_POOLED", "GATEWAY_STORE_UNSAFE"],
  ...["GATEWAY_KEYS_MISSING", "GATEWAY_KEYS_DIFFER", "GATEWAY_KEYS_INCOMPLETE"],
  "GATEWAY_OFFICER_KEY_DIFFERS",
]);

const WRAPPED = [
  "A package manager has started this process, and passes no signal on to it.",
  `To stop it: kill ${process.pid}. Start it without one: tools/safepassage in a clone.`,
];

const HELP = `
Example, until Ctrl-C:
  safepassage gateway run exchange/ngo-b

It checks first, and does not start with a mistake that only a person can mend: then it
ends with 78, and a supervisor need not start it again. Without a registry it starts and
waits; where its database is away it waits, then starts.
SIGTERM and Ctrl-C stop it in the time of drainSeconds; SIGHUP has it read registry,
agreements, keys, certificates, and the files of alarms and metrics again. It prints
where it listens and, at the end, that it has ended. Each line between is an event as
JSON; with --json these two are as well.

Start it so that signals reach it: as "exec safepassage gateway run FOLDER" in a script,
not below npx, pnpm or another shell.`;
