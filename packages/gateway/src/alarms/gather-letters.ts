/**
 * Sends a notice to some addresses at once.
 *
 * @returns The addresses that were refused, with the reason of each. The others have it.
 */
export type Post<Notice> = (
  notice: Notice,
  to: readonly string[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, unknown>>;

/** Sends a notice to one address, or throws. */
export type PostOne<Notice> = (
  notice: Notice,
  address: string,
  signal: AbortSignal,
) => Promise<void>;

/**
 * Gathers letters with the same notice to several addresses, and sends them together: many servers let one sender open a few
 * connections at a time, and lock out who signs in often. Each address has an outcome of its own.
 *
 * Where sending them together has failed, each goes by itself for an hour: one address may be why, and must not keep
 * the others from being told.
 *
 * @param gatherMs - How long the first letter waits for others.
 */
export function gatherLetters<Notice extends { readonly id: string }>(
  post: Post<Notice>,
  { gatherMs = 100, apartMs = 3_600_000 } = {},
): PostOne<Notice> {
  const waiting = new Map<string, Letter[]>();
  let apartUntil = 0;
  const sendAll = async (notice: Notice, letters: readonly Letter[]): Promise<void> => {
    const addresses = letters.map(({ address }) => address);
    const signal = AbortSignal.any(letters.map((one) => one.signal));
    try {
      const refused = await post(notice, addresses, signal);
      for (const { address, done, fail } of letters) {
        if (refused.has(address)) fail(refused.get(address));
        else done();
      }
    } catch (error) {
      if (letters.length > 1) apartUntil = performance.now() + apartMs;
      for (const { fail } of letters) fail(error);
    }
  };
  return (notice, address, signal) =>
    new Promise((done, fail) => {
      const letter: Letter = { address, signal, done, fail };
      if (performance.now() < apartUntil) return void sendAll(notice, [letter]);
      const gathered = waiting.get(notice.id);
      if (gathered !== undefined) return void gathered.push(letter);
      const letters = [letter];
      waiting.set(notice.id, letters);
      setTimeout(() => {
        waiting.delete(notice.id);
        void sendAll(notice, letters);
      }, gatherMs);
    });
}

interface Letter {
  readonly address: string;
  readonly signal: AbortSignal;
  done(): void;
  fail(reason: unknown): void;
}
