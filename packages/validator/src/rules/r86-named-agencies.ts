import { atClaim, atGroup, defineRule, type GroupView, type Hit } from "@safepassage/rules";
import { findField, hasMark, type NamedAgency, namedAgencies } from "@safepassage/schema";
import { namesAny } from "../concepts/names-entity.ts";

/** Every agency named in a message is registered: any other address could be a sentence or a person. */
export const r86 = defineRule({
  id: "R86",
  codes: ["R86_NOT_REGISTERED", "R86_NOT_A_GUARDIAN", "R86_NOT_CHILD_PROTECTION"],
  needs: ["registry"],
  evaluate({ facts, groups, message }) {
    const { sender, recipient, named, shelters } = facts.registry;
    const known = { ...named, [sender.entity]: sender, [recipient.entity]: recipient };
    return namedAgencies(message).flatMap((place) => {
      // Agencies named by a correction's value are found in the corrected message.
      if (findField(place.field)?.type.t === "sameAs") return [];
      // R36 reports a named shelter.
      if (namesAny(place.entity, shelters)) return [];
      const agency = Object.hasOwn(known, place.entity) ? known[place.entity] : undefined;
      if (agency === undefined) return [hit("R86_NOT_REGISTERED", place, groups)];
      const role = ROLES.get(place.field);
      return role === undefined || hasMark("agency_type", agency.type, role.mark)
        ? []
        : [hit(role.code, place, groups)];
    });
  },
});

function hit(code: Code, { field, gid }: NamedAgency, groups: readonly GroupView[]): Hit<Code> {
  const group = groups.find((one) => one.gid === gid);
  if (group === undefined) return atClaim(code, field);
  return atGroup(code, group, field.startsWith("meta.") ? field.replace(".", "/") : field, field);
}

type Code = "R86_NOT_REGISTERED" | "R86_NOT_A_GUARDIAN" | "R86_NOT_CHILD_PROTECTION";

/** Fields that name an agency in a role, with the mark of the types of agencies that can have it. */
const ROLES: ReadonlyMap<string, { readonly mark: string; readonly code: Code }> = new Map([
  ["subject.guardianRef", { mark: "guardian", code: "R86_NOT_A_GUARDIAN" }],
  ["assessment.childProtectionBy", { mark: "childProtection", code: "R86_NOT_CHILD_PROTECTION" }],
]);
