/**
 * One agency's gateway as an operating-system process, out of its own folder, as `safepassage gateway run` runs it.
 *
 * Started with folder and entity id; tells by a message its addresses, or that its port is taken, and ends when its parent
 * does.
 *
 * @module
 */
import { CONSOLE_FILES } from "@safepassage/console";
import { ProtocolError, visible } from "@safepassage/core";
import { runGateway } from "@safepassage/gateway/node";
import { tellParent, whenParentEnds } from "./parent.ts";

// Ctrl-C and a closed terminal reach every process; the parent stops this one, in order.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
let close = async (): Promise<void> => {};
whenParentEnds(() => {
  close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

const [folder = ".", entity = ""] = process.argv.slice(2);
const tell = (error: unknown): void =>
  void process.stderr.write(`${entity}: ${visible(String(error))}\n`);

const running = await runGateway(folder, {
  // Failures only: what happens is told by the parent.
  write(line) {
    if (JSON.parse(line).level === "error") process.stderr.write(`${entity}: ${line}\n`);
  },
  timing: { pollMs: 50 },
  consoleFiles: CONSOLE_FILES,
}).catch(async (error: unknown) => {
  if (process.connected && isOfPort(error)) {
    // The parent tries others.
    await tellParent({ portTaken: true });
    process.exit(1);
  }
  // Where the parent is gone already, another process did not start, and that one is named.
  if (process.connected) tell(error);
  process.exit(1);
});

process.on("message", () => {
  // The only message: the registry has changed. Whoever waits learns when it was read.
  running.lookAgain().then(() => tellParent({ registryRead: true }), tell);
});
close = running.close;
const { url, localUrl } = running;
void tellParent({ ready: { url, localUrl } });

/** Whether nothing but a port that another program has keeps a gateway from starting. */
function isOfPort(error: unknown): boolean {
  if (!(error instanceof ProtocolError)) return false;
  const findings = error.details["findings"] as readonly { readonly code: string }[] | undefined;
  return findings?.every(({ code }) => code === "PORT_IN_USE") === true;
}
