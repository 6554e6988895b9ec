#!/usr/bin/env node
/** As of a program that SIGPIPE has ended: `| head` is no mistake in using the command. */
const READER_GONE = 141;
/** For the last lines of a log. */
const LAST_LINES_MS = 2000;
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(`safepassage needs Node 24 or newer; this is ${process.version}.\n`);
  process.stderr.write(
    "hint: Install it from nodejs.org. In a checkout, npx -y pnpm@12 safepassage brings its own.\n",
  );
  process.exitCode = 2;
} else {
  const { keepCompiled } = await import("./io/keep-compiled.ts");
  keepCompiled();
  // Loaded only now: an older Node could not even read what is imported.
  const { createNodeIo } = await import("./io/node-io.ts");
  const { run } = await import("./program.ts");
  const { takeJson } = await import("./read/take-json.ts");
  const { tellBug } = await import("./print/bug.ts");
  const io = createNodeIo();
  const { asJson } = takeJson(process.argv.slice(2));
  io.onBug?.((error) => tellBug(error, asJson, io));
  // The reader of the output may be gone, or the disk full: the status must say so, whatever else it would be. A gateway goes on
  // without its log, and its supervisor has to learn how it ended.
  let lost: number | undefined;
  process.stdout.once("error", ({ code }: NodeJS.ErrnoException) => {
    if (io.needsOutput()) {
      lost = code === "EPIPE" ? READER_GONE : 2;
      process.exitCode = lost;
    }
    if (code === "EPIPE") return;
    process.stderr.write(`error: The output cannot be written (CLI_FILE_UNWRITABLE)\n`);
    process.stderr.write(`hint: See whether the disk is full.\ndetail: ${code}\n`);
  });
  process.stdout.on("error", () => {});
  // Often both go to one file. A gateway must not die where its log has no room.
  process.stderr.on("error", () => {});
  const status = await run(process.argv.slice(2), io);
  process.exitCode = lost ?? status;
  // What waits for a program that takes no lines of the log would keep a gateway that has ended.
  if (!io.needsOutput()) setTimeout(() => process.exit(), LAST_LINES_MS).unref();
}

export {};
