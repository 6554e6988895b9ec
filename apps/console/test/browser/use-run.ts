import { readExpectations } from "@safepassage/exchange/play/expectations";
import { createRun, type Run } from "@safepassage/exchange/play/run";
import { useWorld } from "./use-world.ts";

/** What the seeds of `seeds.ts` take. */
export async function useRun(): Promise<Run> {
  const { world, exchange } = await useWorld();
  return createRun({ world, exchange, expectations: readExpectations() }, () => {});
}
