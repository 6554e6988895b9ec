import { newGroup, newMeta } from "./new-group.ts";
import { withKind } from "./reply-work.ts";
import { newKey, type Work, type WorkConsent, type WorkGroup, type WorkHead } from "./work.ts";

/** Something that somebody does to a draft. */
export type Change =
  | { readonly do: "load"; readonly work: Work }
  | { readonly do: "head"; readonly head: Partial<WorkHead> }
  | { readonly do: "kind"; readonly messageType: string; readonly legalBases: readonly string[] }
  | { readonly do: "value"; readonly gid: string; readonly key: string; readonly v: unknown }
  | { readonly do: "header"; readonly gid: string; readonly name: string; readonly v: unknown }
  | { readonly do: "addValue"; readonly gid: string; readonly f: string }
  | { readonly do: "dropValue"; readonly gid: string; readonly key: string }
  | {
      readonly do: "addGroup";
      readonly kind: string;
      readonly to: readonly string[];
      /** A field to be filled in at once. */
      readonly f?: string;
    }
  | { readonly do: "dropGroup"; readonly gid: string }
  | { readonly do: "links"; readonly gid: string; readonly links: readonly string[] }
  | { readonly do: "meta"; readonly gid: string; readonly name: string; readonly v: string }
  | { readonly do: "consent"; readonly consent: WorkConsent }
  | { readonly do: "dropConsent"; readonly subject: string }
  | { readonly do: "need"; readonly path: string; readonly reason: string | undefined }
  | { readonly do: "urgency"; readonly level: string; readonly ground: string }
  | { readonly do: "conditions"; readonly conditions: readonly string[] }
  | { readonly do: "channelGround"; readonly channelGround: string };

/** Does one change. */
export function change(work: Work, one: Change): Work {
  switch (one.do) {
    case "load":
      return one.work;
    case "head":
      return { ...work, head: { ...work.head, ...one.head } };
    case "kind":
      return withKind(work, one.messageType, one.legalBases);
    case "value":
      return inGroup(work, one.gid, (group) => ({
        ...group,
        leaves: group.leaves.map((leaf) => (leaf.key === one.key ? { ...leaf, v: one.v } : leaf)),
      }));
    case "header":
      return inGroup(work, one.gid, (group) => ({
        ...group,
        headers: { ...group.headers, [one.name]: one.v },
      }));
    case "addValue":
      return inGroup(work, one.gid, (group) => ({
        ...group,
        leaves: [...group.leaves, { key: newKey(), f: one.f, v: undefined }],
      }));
    case "dropValue":
      return inGroup(work, one.gid, (group) => ({
        ...group,
        leaves: group.leaves.filter(({ key }) => key !== one.key),
      }));
    case "addGroup":
      return { ...work, groups: [...work.groups, newGroup(one.kind, one.to, one.f)] };
    case "dropGroup":
      return withoutGroup(work, one.gid);
    case "links":
      return inGroup(work, one.gid, (group) => ({ ...group, links: one.links }));
    case "meta":
      return inGroup(work, one.gid, (group) => ({
        ...group,
        meta: { ...newMeta(), ...group.meta, [one.name]: one.v },
      }));
    case "consent":
      return {
        ...work,
        consents: [
          ...work.consents.filter(({ subject }) => subject !== one.consent.subject),
          one.consent,
        ],
      };
    case "dropConsent":
      return { ...work, consents: work.consents.filter(({ subject }) => subject !== one.subject) };
    case "need": {
      const others = work.necessity.filter(({ path }) => path !== one.path);
      const { path, reason } = one;
      return { ...work, necessity: reason === undefined ? others : [...others, { path, reason }] };
    }
    case "urgency":
      return { ...work, urgency: { level: one.level, ground: one.ground } };
    case "conditions":
      return { ...work, conditions: one.conditions };
    case "channelGround":
      return { ...work, channelGround: one.channelGround };
  }
}

function inGroup(work: Work, gid: string, then: (group: WorkGroup) => WorkGroup): Work {
  return {
    ...work,
    groups: work.groups.map((group) => (group.gid === gid ? then(group) : group)),
  };
}

/** What was about the group goes with it: links to it, and the consent of that person. */
function withoutGroup(work: Work, gone: string): Work {
  return {
    ...work,
    groups: work.groups
      .filter(({ gid }) => gid !== gone)
      .map((group) => ({ ...group, links: group.links.filter((link) => link !== gone) })),
    consents: work.consents.filter(({ subject }) => subject !== gone),
  };
}
