import { atClaim, definePart, defineParts, type Hit, lacks } from "@safepassage/rules";

/** The agreement settles responsibilities before anything is exchanged. */
export const r76 = defineParts({
  id: "R76",
  codes: ["R76_PARTY_WITHOUT_ROLE", "R76_NO_CONTROLLER", "R76_NO_OFFICER", "R76_NO_PERIOD"],
  parts: [
    definePart({
      needs: ["env.sender.agencyId", "env.recipient.agencyId", "agreement"],
      evaluate({ claims, facts: { agreement } }) {
        const { controllers, processors } = agreement.roles;
        const parties = [claims["env.sender.agencyId"], claims["env.recipient.agencyId"]];
        const hits = [];
        if (!parties.every((party) => controllers.includes(party) || processors.includes(party))) {
          hits.push(at("R76_PARTY_WITHOUT_ROLE"));
        }
        if (!parties.some((party) => controllers.includes(party))) {
          hits.push(at("R76_NO_CONTROLLER"));
        }
        if (!agreement.dpo) hits.push(at("R76_NO_OFFICER"));
        if (!isPeriod(agreement.logRetention) || !isPeriod(agreement.documentation)) {
          hits.push(at("R76_NO_PERIOD"));
        }
        return hits;
      },
    }),
    definePart({
      needs: ["agreement"],
      // The schema requires at least one reader if the member is present.
      evaluate: ({ facts: { agreement } }) =>
        agreement.justificationReaders === undefined ? lacks("agreement.justificationReaders") : [],
    }),
  ],
});

/** Whether a period is longer than nothing: `P0D` would keep nothing. */
const isPeriod = (period: string): boolean => /[1-9]/.test(period);

const at = <const C extends string>(code: C): Hit<C> => atClaim(code, "env.agreementRef");
