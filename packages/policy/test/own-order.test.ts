import type { Agency, Agreement, DecodedMessage } from "@safepassage/schema";
import world from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { minimise, type PolicyInput } from "../src/index.ts";

const found = world.scenarios.find(({ id }) => id === "S06")?.messages[0];
if (found === undefined) throw new TypeError("no S06.1");
const message = found.message as unknown as DecodedMessage;
const parties: Readonly<Record<string, Agency>> = world.parties as Readonly<Record<string, Agency>>;
const [sender, recipient] = [parties["Prosecutor-B"], parties["Provider-C"]];
if (sender === undefined || recipient === undefined) throw new TypeError("no parties of S06.1");

const { judicialRoles: _, ...withoutRoles } = sender;

/** S06.1: a prosecutor asks a provider who is behind an account. */
function sentBy(roles: readonly string[] | undefined, kind = "EPOC") {
  const input: PolicyInput = {
    message: { ...message, body: ofKind(kind) },
    agreement: world.agreements["AGR-EVID"] as Agreement,
    consents: [],
    authorisations: [],
    registry: {
      sender: { ...withoutRoles, ...(roles && { judicialRoles: roles }) },
      recipient: recipient as Agency,
      states: {},
      shelters: [],
      named: {},
    },
    now: found?.context.now ?? "",
  };
  const { body } = minimise(input).draft;
  return Object.values(body).flatMap(({ leaves }) => leaves.map(({ f }) => f));
}

function ofKind(kind: string): DecodedMessage["body"] {
  const groups = Object.entries(message.body).map(([gid, group]) => {
    const leaves = group.leaves.map((leaf) =>
      leaf.f === "evidence.kind" ? { ...leaf, v: kind } : leaf,
    );
    return [gid, { ...group, leaves }];
  });
  return Object.fromEntries(groups);
}

describe("a prosecutor's own order", () => {
  it.each(["EPOC", "EPOC-PR", "EIO"])("%s says whom it asks about", (kind) => {
    expect(sentBy(["publicProsecutor"], kind)).toContain("evidence.identifier");
  });

  it.each<[string, readonly string[] | undefined]>([
    ["no role", undefined],
    ["another role", ["investigatingJudge"]],
  ])("does not, where the registry gives it %s", (_, roles) => {
    expect(sentBy(roles)).not.toContain("evidence.identifier");
  });
});
