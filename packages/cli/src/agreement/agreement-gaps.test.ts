import { PURPOSES } from "@safepassage/schema";
import { expect, it } from "vitest";
import { agreementGaps } from "./agreement-gaps.ts";

it("reads each row and each provision of terms a few times, however many purposes they have", () => {
  const many = 200;
  let reads = 0;
  const counted = <T extends object>(more: T) => ({
    get purpose() {
      reads++;
      return "ASSISTANCE_REFERRAL" as const;
    },
    ...more,
  });
  agreementGaps(
    {
      purposes: PURPOSES.map(({ id }) => id),
      profiles: [],
      rows: Array.from({ length: many }, () =>
        counted({ field: "identity.names", explicit: false, strict: false }),
      ),
      nationalProvisions: Array.from({ length: many }, () => counted({ basis: "XB:1" })),
    } as unknown as Parameters<typeof agreementGaps>[0],
    "2026-12-01",
  );
  expect(reads).toBeLessThanOrEqual(4 * many);
});
