import { described, refuse } from "@safepassage/schema/form";
import * as z from "zod";
import { isLoopback } from "./operation-config.ts";

/** Who the people of an agency are, as its own sign-in provider says. */
export type PeopleConfig = Readonly<z.infer<ReturnType<typeof peopleConfigSchema>>>;

/** What an officer may do at a gateway. */
export const OFFICER_ROLES = [
  "caseworker",
  "approver",
  "auditor",
  "operator",
  "dutyOfficer",
  "protectionOfficer",
] as const;
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** The zod type of the member `people` of a gateway's configuration. */
export function peopleConfigSchema() {
  const values = described(
    z.array(z.string().min(1).max(256)).min(1).max(64),
    "the values of the claim that give this role",
  ).optional();
  const schema = z
    .strictObject({
      issuer: described(
        z.string().max(2048).refine(isIssuer),
        "the issuer of your provider (OpenID Connect): https, or http on loopback",
      ),
      audience: described(
        z.string().min(1).max(2048),
        "the audience of access tokens for the gateway, as your provider has it",
      ),
      tokens: described(
        z.enum(["at+jwt", "jwt"]),
        "the form of access tokens: at+jwt as RFC 9068 says; jwt where your provider gives JWTs that do not follow it; left out, at+jwt",
      ).optional(),
      client: described(
        z
          .string()
          .min(1)
          .max(256)
          .regex(/^[\x21-\x7e]+$/),
        "the client id of the gateway at your provider, for officers who sign in with a browser; it is a public client, and proves itself by PKCE; left out, nobody does",
      ).optional(),
      scope: described(
        z
          .string()
          .max(256)
          .regex(/^openid( [\x21\x23-\x5b\x5d-\x7e]+)*$/),
        "the scope that a browser's sign-in asks for; add offline_access where your provider gives refresh tokens only then; left out, openid",
      ).optional(),
      url: described(
        z.string().max(2048).refine(isIssuer),
        "the address at which officers reach the local port, such as that of your proxy; left out, the port itself",
      ).optional(),
      officer: described(
        claim(),
        "the claim with the staff id, of 1 to 32 visible ASCII characters; left out, sub",
      ).optional(),
      assurance: described(
        z.strictObject({
          claim: described(claim(), "the claim, such as acr"),
          substantial: values,
          high: values,
        }),
        "how surely your provider knows an officer; whatever is not listed is low",
      ).optional(),
      roles: described(
        z.strictObject({
          claim: described(claim(), "the claim: a text, or a list of texts, such as groups"),
          ...(Object.fromEntries(OFFICER_ROLES.map((role) => [role, values])) as Record<
            OfficerRole,
            typeof values
          >),
        }),
        "which values of a claim give which role",
      ),
      tokenSeconds: described(
        z.int().min(30).max(3600),
        "the longest life of a token that is admitted: who leaves has access no longer than that, unless locked out; left out, 600",
      ).optional(),
      signInSeconds: described(
        z.int().min(60).max(43_200),
        "the longest time since your provider has asked for the person who signs in with a browser; after it, the provider asks anew; left out, 1800: a session without a request ends after the same time",
      ).optional(),
    })
    .check((payload) => {
      const { audience, client, tokens } = payload.value;
      if (tokens === "jwt" && audience === client) {
        const why =
          "Have the provider know the gateway twice: as a client, and as an API with an audience of its own. Else an ID token would open the gateway.";
        refuse(payload, "CONTRADICTORY", ["audience"], why);
      }
      const { claim: _, ...roles } = payload.value.roles;
      if (Object.values(roles).some((given) => given !== undefined)) return;
      refuse(payload, "CONTRADICTORY", ["roles"], "Give at least one role its values.");
    });
  return described(schema, "the provider that your officers sign in with, and their roles");
}

const claim = () => z.string().regex(/^[\w:./-]{1,128}$/);

function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.search !== "" || url.hash !== "") return false;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(host));
}
