import type { PeopleConfig } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { type Finding, finding } from "../findings/finding.ts";
import { agreementsInForce } from "../findings/judge-agreements.ts";
import { createProvider } from "../people/provider.ts";
import { providerFaultOf } from "../people/refusals.ts";
import { type Check, found, lacks } from "./check.ts";
import type { Subject } from "./subject.ts";

/** Whether officers can sign in, and whether there are those whom the agreements ask for. */
export const checkPeople: Check = {
  name: "people",
  async look(subject) {
    const { gateway } = subject;
    if (gateway === undefined) return lacks("/gateway of agency.json");
    const { people } = gateway;
    const findings = [
      ...(people === undefined ? [] : await judgeProvider(people)),
      ...judgeApprovers(subject, people),
    ];
    return found(findings, people === undefined ? "nobody signs in" : people.issuer);
  },
};

async function judgeProvider(people: PeopleConfig): Promise<readonly Finding[]> {
  const place = { place: "/gateway/people/issuer" };
  const provider = createProvider(people);
  try {
    const known = await provider.metadata();
    const isFit =
      people.client === undefined ||
      (known.authorization_endpoint !== undefined &&
        known.code_challenge_methods_supported?.includes("S256") === true);
    const findings = isFit ? [] : [finding("PROVIDER_UNFIT", FOLDER.config, place)];
    const count = await provider.countKeys().catch(() => 0);
    return count > 0 ? findings : [...findings, finding("PROVIDER_KEYS", FOLDER.config, place)];
  } catch (error) {
    return [finding(providerFaultOf(error), FOLDER.config, place)];
  }
}

/** Agreements that ask for a second officer, where nobody is an approver. */
function judgeApprovers(
  { agreements, registry, config, now }: Subject,
  people: PeopleConfig | undefined,
): readonly Finding[] {
  const [files, held, entity] = [agreements.value, registry?.value, config.value?.entity];
  if (people?.roles.approver !== undefined || !files || !held || entity === undefined) return [];
  return agreementsInForce(files, { registry: held.registry, entity, at: now })
    .filter(({ agreement: { secondOfficer = [] } }) => secondOfficer.length > 0)
    .map(({ file }) => finding("APPROVER_NONE", file));
}
