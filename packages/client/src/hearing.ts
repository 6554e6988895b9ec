/** Waits for the next part of an answer that has no end. */
interface Hearing {
  /** For the request. It is aborted if nothing comes for a minute, or if the caller aborts. */
  readonly signal: AbortSignal;
  /** Begins a minute: the next part is read. */
  wait(): void;
  /** Stops the minute: the program deals with what has come, as long as it likes. */
  rest(): void;
  /** Stops for good. */
  end(): void;
}

/**
 * Begins the first minute. A connection can be lost without a sign, such as after a machine has slept or a network was changed. Then
 * nothing comes any more. A gateway sends something each fifteen seconds.
 *
 * @param signal - Of the caller.
 */
export function openHearing(signal: AbortSignal | undefined): Hearing {
  const given = new AbortController();
  const abort = (): void => given.abort(signal?.reason);
  const isSilent = (): void => given.abort(new Error("nothing has come for a minute"));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => clearTimeout(timer);
  const wait = (): void => {
    rest();
    timer = setTimeout(isSilent, SILENT_MS);
  };
  wait();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted === true) abort();
  return {
    ...{ signal: given.signal, wait, rest },
    end() {
      rest();
      signal?.removeEventListener("abort", abort);
    },
  };
}

const SILENT_MS = 60_000;
