/** Tells something to the process that has started this one. It may have ended meanwhile, as on Ctrl-C: then nobody listens. */
export function tellParent(message: object): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}

/** Does something once the process that has started this one has ended, also where it has while this one was loaded. */
export function whenParentEnds(act: () => void): void {
  if (process.connected) process.once("disconnect", act);
  else act();
}
