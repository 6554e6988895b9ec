import type { AgencyContext } from "@safepassage/agency";

/** The one thing that keeps a gateway from judging and storing, in a word: for alarms and metrics. */
export async function stateOf({
  registryView,
  store,
}: Pick<AgencyContext, "registryView" | "store">): Promise<
  "ready" | "starting" | "registryStale" | "storeFull"
> {
  if (await store.isFull?.()) return "storeFull";
  const { state } = registryView();
  if (state === "missing") return "starting";
  return state === "stale" ? "registryStale" : "ready";
}
