import { type LocalAnswer, type TestGateway, TOKENS } from "./world.ts";

/** A role that reads the quarantine. */
type Role = keyof typeof TOKENS.quarantine;

/** Asks as whoever has the token of a role, for a reason. */
export const asRole = (
  { call }: Pick<TestGateway, "call">,
  path: string,
  role: Role = "dutyOfficer",
): Promise<LocalAnswer> =>
  call("GET", path, undefined, {
    authorization: `Bearer ${TOKENS.quarantine[role]}`,
    "safepassage-reason": "CASE_WORK",
  });

/** Reads the quarantine as one of its roles does: what is held, newest first, and the alarms. */
export async function readQuarantine(side: Pick<TestGateway, "call">) {
  const held = (await asRole(side, "/v1/inbox?state=quarantined")).json.entries;
  const messages: LocalAnswer["json"][] = [];
  for (const { digest, erasedAt } of held) {
    if (erasedAt !== undefined) continue;
    const { judgement, ...said } = (await asRole(side, `/v1/messages/${digest}/content`)).json;
    messages.push({ ...said, ...judgement });
  }
  const alarms: LocalAnswer["json"][] = (await asRole(side, "/v1/alarms")).json.entries;
  const refused = alarms.filter(({ event }) => event === "emergencyRefused");
  return { messages, alarms, refused };
}
