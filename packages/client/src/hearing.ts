/** Listens to an answer that goes on for ever. */
interface Hearing {
  /** For the request: it is aborted where nothing has come for a minute, or by whoever has asked. */
  readonly signal: AbortSignal;
  /** Something has come. */
  again(): void;
  /** Nobody listens any more. */
  end(): void;
}

/**
 * Begins to listen. A connection can be lost without a word, as where a machine has slept or a network was changed: nothing
 * comes of it any more, and nothing says so. A gateway sends something each fifteen seconds.
 *
 * @param signal - Of whoever asks.
 */
export function openHearing(signal: AbortSignal | undefined): Hearing {
  const given = new AbortController();
  const abort = (): void => given.abort(signal?.reason);
  const isSilent = (): void => given.abort(new Error("nothing has come for a minute"));
  let timer = setTimeout(isSilent, SILENT_MS);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted === true) abort();
  return {
    signal: given.signal,
    again() {
      clearTimeout(timer);
      timer = setTimeout(isSilent, SILENT_MS);
    },
    end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    },
  };
}

const SILENT_MS = 60_000;
