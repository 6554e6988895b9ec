/** Answers the message "usage" with the processor time of this process in milliseconds, and its memory in MiB. */
export function tellUsage(): void {
  process.on("message", (message) => {
    if (message !== "usage") return;
    const { user, system } = process.cpuUsage();
    const rss = process.memoryUsage.rss() / 1_048_576;
    process.send?.({ usage: { cpuMs: (user + system) / 1000, rss } });
  });
}
