import { describe, expect, it } from "vitest";
import { CODE_LISTS, coversBasis, EXCHANGE_TYPES, findCode } from "../catalogue/catalogue.ts";
import type { Agency } from "../context/context-model.ts";
import { type Duty, findDuty } from "./duties.ts";

const DUTIES = ["rectify", "complete", "erase", "restrict", "unrestrict", "certify"] as const;
const NONE = { nationalProvisions: [] };
const PURPOSE = "ASSISTANCE_REFERRAL";
const REGIMES = (CODE_LISTS["regime"]?.codes ?? []).map(({ code }) => code as Agency["regime"]);
/** Regimes of law that the catalogue does not know. */
const OTHERS = ["IO-PRIVILEGED", "THIRD-LE", "THIRD-NON-LE"];
const each = REGIMES.flatMap((regime) => DUTIES.map((duty) => [duty, regime] as const));

describe("the duty of an agency", () => {
  it.each(each)(
    "to %s, under the law %s, is one that the catalogue lists for it",
    (duty, regime) => {
      const found = findDuty(duty, { regime, country: "XA" }, PURPOSE, NONE);
      if (OTHERS.includes(regime)) return expect(found).toBeUndefined();
      expect(basesOf(duty).some(({ basis }) => coversBasis(basis, found ?? ""))).toBe(true);
      const instrument = findCode("legal_instrument", found?.split("#")[0] ?? "");
      expect(instrument?.["regimes"]).toContain(regime);
    },
  );

  it.each(OTHERS)(
    "under the law %s is what the agreement names for its State and the purpose",
    (regime) => {
      const agency = { regime: regime as Agency["regime"], country: "XA" };
      const nationalProvisions = [
        { purpose: "ALERT_MISSING", basis: "NAT-XA#other-purpose" },
        { purpose: PURPOSE, basis: "NAT-XB#other-state" },
        { purpose: PURPOSE, basis: "NAT-XA#data-act-9" },
      ] as const;
      const found = findDuty("certify", agency, PURPOSE, { nationalProvisions });
      expect(found).toBe("NAT-XA#data-act-9");
    },
  );
});

const basesOf = (duty: Duty) => {
  const type = EXCHANGE_TYPES[duty === "certify" ? "erasureCertificate" : "correction"];
  return typeof type?.bases === "string" ? [] : (type?.bases ?? []);
};
