/**
 * Makes what does several things in turn, and ends when all are done. One that fails keeps no other back.
 *
 * @param onError - Gets what one of them has thrown.
 */
export const createTurns =
  (onError: (error: unknown) => void) =>
  async (...works: readonly (() => unknown)[]): Promise<void> => {
    for (const work of works) {
      try {
        await work();
      } catch (error) {
        onError(error);
      }
    }
  };
