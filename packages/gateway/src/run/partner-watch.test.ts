import { expect, it } from "vitest";
import { createPartnerWatch } from "./partner-watch.ts";

const failed = { event: "sending", ref: "x", peer: "https://ngo-c.test" } as const;
const CODE = "GATEWAY_PEER_CERTIFICATE_OVER";

it("finds what is wrong at a partner until a delivery ends in another way", () => {
  const { hear, findings } = createPartnerWatch();
  hear({ ...failed, code: CODE });
  expect(findings()).toMatchObject([{ code: CODE, file: failed.peer }]);
  hear({ ...failed, code: "GATEWAY_PEER_UNREACHABLE" });
  expect(findings()).toEqual([]);
});

it.each(["CONSENT_LAPSED", "GATEWAY_AGREEMENT_UNKNOWN", "GATEWAY_RECIPIENT_UNKNOWN"])(
  "still finds it where a message was not sent (%s)",
  (code) => {
    const { hear, findings } = createPartnerWatch();
    hear({ ...failed, code: CODE });
    hear({ ...failed, code });
    expect(findings()).toMatchObject([{ code: CODE }]);
  },
);
