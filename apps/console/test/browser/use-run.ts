import { readExpectations } from "@safepassage/exchange/expectations";
import { createRun, type Run } from "@safepassage/exchange/run";
import { SILENT } from "./silent-terminal.ts";
import { useWorld } from "./use-world.ts";

/** What the seeds of `seeds.ts` take. */
export async function useRun(): Promise<Run> {
  const { world, exchange } = await useWorld();
  const stop = (): Promise<void> => Promise.reject(new Error("the run stops the exchange"));
  return createRun({
    ...{ terminal: SILENT, world, expectations: readExpectations() },
    exchange: { ...exchange, stop },
  });
}
