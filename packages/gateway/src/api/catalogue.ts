import { AgencyError, admitsOurs } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import {
  basesOfTypes,
  type OverviewInput,
  REASONS_ENGLISH,
  whatMayBeSent,
} from "@safepassage/policy";
import {
  type Agreement,
  CONDITIONS,
  findCodeList,
  listCodeLists,
  PURPOSES,
  type PurposeEntry,
  RETENTION_EVENTS,
} from "@safepassage/schema";
import type { Handlers } from "./handler.ts";
import { inForceWith, partnerOf } from "./partners.ts";

/** Handlers that tell what the catalogue and the agreements admit. */
export const catalogueHandlers: Handlers<
  "listPurposes" | "listCodeLists" | "getCodeList" | "whatMayBeSent"
> = {
  async listPurposes() {
    return { entries: PURPOSES.map(showPurpose), conditions: CONDITION_WORDS };
  },

  async listCodeLists() {
    return { entries: listCodeLists() };
  },

  async getCodeList(_, { params: { name } }) {
    const list = findCodeList(name);
    if (list === undefined) throw new ApiError("API_CODE_LIST_UNKNOWN", "no list of this name");
    return list;
  },

  async whatMayBeSent(context, { query: { recipient: entity, purpose } }) {
    const { self, clock } = context;
    const recipient = partnerOf(context, entity);
    if (recipient === undefined) {
      throw new AgencyError("GATEWAY_RECIPIENT_UNKNOWN", "the recipient is no other party");
    }
    const now = clock.now();
    const parties = {
      sender: context.registry().agencyAt(self, now),
      recipient,
      day: now.toISOString().slice(0, 10),
    };
    const purposes = purpose === undefined ? undefined : [purpose];
    const byId = Map.groupBy(inForceWith(context, entity), ({ id }) => id);
    return {
      recipient: entity,
      agreements: [...byId.values()].flatMap((versions) => show(parties, versions, purposes)),
      typeBases: basesOfTypes(parties.sender, parties.day),
    };
  },
};

/** What may be sent under an agreement: by the version that a draft is composed under. */
function show(
  parties: Omit<OverviewInput, "agreement">,
  versions: readonly Agreement[],
  purposes: readonly string[] | undefined,
) {
  const usable = versions.find(admitsOurs);
  const [agreement = usable] = usable === undefined ? versions : [usable];
  if (agreement === undefined) return [];
  const { id, sha256 } = agreement;
  const isUsable = usable !== undefined;
  return [
    {
      ...{ id, sha256, isUsable },
      purposes: isUsable ? whatMayBeSent({ ...parties, agreement }, purposes) : [],
    },
  ];
}

function showPurpose({ id, title, opens, retention }: PurposeEntry) {
  const { erase, from, review, ceiling, note } = retention;
  return {
    ...{ id, title, ...opens },
    retention: {
      ...(erase !== null && { erase }),
      from: RETENTION_EVENTS[from] ?? from,
      ...(review !== null && {
        review: { every: review.every, from: RETENTION_EVENTS[review.from] ?? review.from },
      }),
      ceiling,
      ...(note !== "" && { note }),
    },
  };
}

const CONDITION_WORDS = Object.fromEntries(
  CONDITIONS.map(({ id }) => [id, REASONS_ENGLISH.conditions[id] ?? id]),
);
