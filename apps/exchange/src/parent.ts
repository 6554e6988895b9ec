/** Sends a message to the process that started this one. If that process has ended, as after Ctrl-C, nothing happens. */
export function tellParent(message: object): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}

/** Runs `act` when the process that started this one ends: at once, if it has already ended. */
export function whenParentEnds(act: () => void): void {
  if (process.connected) process.once("disconnect", act);
  else act();
}
