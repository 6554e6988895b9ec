/**
 * Asks again and again until something holds.
 *
 * @throws Error if it does not within 30 s: what takes a blink takes seconds on a machine that does much else.
 */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("what was waited for did not come within 30 s");
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

const LIMIT_MS = 30_000;
const STEP_MS = 25;
