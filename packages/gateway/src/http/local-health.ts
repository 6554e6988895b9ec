import { type AgencyContext, countUncertified, dayOf } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { VERSION } from "../about/version.ts";
import type { Finding } from "../findings/finding.ts";
import { inTime } from "./in-time.ts";
import { readinessOf } from "./readiness.ts";

/**
 * Says how a gateway is, to its own agency only: what stands in the way, and how much it holds.
 *
 * @see `docs/spec/gateway.md#readiness`
 */
export async function localHealth(context: AgencyContext, watch: () => readonly Finding[]) {
  const [readiness, stored] = await Promise.all([
    readinessOf(context, watch),
    inTime(storedView(context), {}),
  ]);
  return {
    ...readiness,
    entity: context.self,
    version: VERSION,
    signingKey: context.signer.kid,
    registry: context.registryView(),
    ...stored,
  };
}

/** What only the store knows. It may be unreadable, or not answer, and the reasons say so. */
async function storedView({ store, clock, clockWatch, onError }: AgencyContext) {
  try {
    const watched = await clockWatch.view();
    const counts = await store.transaction(async (tx) => ({
      outbox: await tx.outbox.counts(),
      ...(await tx.inbox.counts()),
      answers: await tx.answers.count(toInstant(clock.now())),
      reviews: await tx.reviews.count(dayOf(clock.now())),
      certificates: await countUncertified({ clock }, tx),
    }));
    const maintenance = watched.state === "plausible" ? "running" : "waiting";
    return { ...counts, clock: watched, maintenance };
  } catch (error) {
    onError(error);
    return {};
  }
}
