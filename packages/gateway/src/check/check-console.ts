import type { PeopleConfig } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { type Finding, finding, raise } from "../findings/finding.ts";
import { type Check, found, lacks } from "./check.ts";

/** Whether the console can be served, and whether anybody can sign in to it. */
export const checkConsole: Check = {
  name: "console",
  look({ gateway, pages }) {
    if (gateway === undefined) return lacks("/gateway of agency.json");
    if (pages === undefined) return found([], "not served");
    const { people } = gateway;
    return found([...judgeSignIn(people), ...raise(pages.faults)], people?.url);
  },
};

function judgeSignIn(people: PeopleConfig | undefined): readonly Finding[] {
  const lacking = (place: string): Finding =>
    finding("CONSOLE_WITHOUT_SIGN_IN", FOLDER.config, { place });
  if (people === undefined) return [lacking("/gateway/people")];
  return [
    ...(people.client === undefined ? [lacking("/gateway/people/client")] : []),
    ...(people.url === undefined ? [lacking("/gateway/people/url")] : []),
  ];
}
