import { findPurpose } from "@safepassage/schema";
import { now } from "../../words/clock.ts";
import {
  EMPTY_WORK,
  isFinished,
  newGroupId,
  type Work,
  type WorkGroup,
} from "../compose/state/work.ts";

/** What somebody fills in to warn another agency. Whatever is `undefined` is not filled in yet. */
export interface WarningForm {
  /** Ids of the groups of the message. They stay while somebody types. */
  readonly ids: Readonly<Record<"person" | "danger" | "phone" | "place", string>>;
  /** Names her in this exchange and nowhere else. */
  readonly pseudonym: string;
  readonly recipient: string | undefined;
  readonly agreement: string | undefined;
  /** `undefined` as long as the page chooses. */
  readonly legalBases: readonly string[] | undefined;
  /** What is in danger: `life`, `physicalIntegrity`, `freedom`. */
  readonly kinds: readonly string[];
  readonly imminence: string | undefined;
  readonly fromWhom: string | undefined;
  readonly source: string | undefined;
  /** What she says of the warning. */
  readonly informed: string | undefined;
  readonly category: string;
  readonly ageClass: string | undefined;
  readonly phone: string;
  /** A value of `location.subjectCurrent`. */
  readonly place: unknown;
  readonly placeKind: string | undefined;
}

/** An empty form, with ids and a pseudonym of its own. */
export const newWarning = (): WarningForm => ({
  ids: {
    ...{ person: newGroupId(), danger: newGroupId() },
    ...{ phone: newGroupId(), place: newGroupId() },
  },
  pseudonym: newGroupId(),
  ...{ recipient: undefined, agreement: undefined, legalBases: undefined },
  ...{ kinds: [], imminence: undefined, fromWhom: undefined, source: undefined },
  ...{ informed: undefined, category: "victim", ageClass: undefined },
  ...{ phone: "", place: { kind: "address" }, placeKind: undefined },
});

/** Something that a warning cannot go without. */
export type Missing =
  | "recipient"
  | "kinds"
  | "imminence"
  | "source"
  | "informed"
  | "ageClass"
  | "findable"
  | "placeKind"
  | "legalBases";

/** What is missing still, in the order of the form. */
export function missingIn(form: WarningForm, legalBases: readonly string[]): readonly Missing[] {
  const { recipient, agreement, kinds, imminence, source, informed, ageClass, phone } = form;
  const hasPlace = isPlace(form.place);
  const lacks: Readonly<Record<Missing, boolean>> = {
    recipient: recipient === undefined || agreement === undefined,
    kinds: kinds.length === 0,
    imminence: imminence === undefined,
    source: source === undefined,
    informed: informed === undefined,
    ageClass: ageClass === undefined,
    findable: phone.trim() === "" && !hasPlace,
    placeKind: hasPlace && form.placeKind === undefined,
    legalBases: legalBases.length === 0,
  };
  return (Object.keys(lacks) as Missing[]).filter((name) => lacks[name]);
}

/** A law that the agency may rest a warning on. */
interface OfferedBasis {
  readonly basis: string;
  readonly role: string;
}

/**
 * The law that a warning rests on, where somebody has not chosen one. Vital interests carry it only where life or body is in
 * danger (rule R82). Where more than one other law would fit, a person has to choose.
 *
 * @param offered - Those that the purpose admits for this agency.
 */
export function basesFor(
  { kinds, legalBases }: Pick<WarningForm, "kinds" | "legalBases">,
  offered: readonly OfferedBasis[],
): readonly string[] {
  if (legalBases !== undefined) return legalBases;
  const isVital = kinds.length === 0 || kinds.some((kind) => VITAL_KINDS.has(kind));
  const processing = offered.filter(({ role }) => role === "processing").map(({ basis }) => basis);
  const vital = processing.find((basis) => VITAL_INTERESTS.has(basis));
  if (vital !== undefined && isVital) return [vital];
  const others = processing.filter((basis) => !VITAL_INTERESTS.has(basis));
  return others.length === 1 ? others : [];
}

/**
 * Puts a warning together as the pages for drafts have one.
 *
 * @param self - Entity id of the agency that warns: it keeps the record of her.
 */
export function workOf(form: WarningForm, legalBases: readonly string[], self: string): Work {
  const { ids, recipient, agreement, phone, placeKind } = form;
  const hasPhone = phone.trim() !== "";
  const hasPlace = isPlace(form.place) && placeKind !== undefined;
  return {
    ...EMPTY_WORK,
    head: { recipient, agreement, legalBases, purpose: DANGER, messageType: "alert" },
    groups: [
      personOf(form, self),
      dangerOf(form),
      ...(hasPhone ? [phoneOf(form)] : []),
      ...(hasPlace ? [placeOf(form)] : []),
    ],
    conditions: findPurpose(DANGER)?.mandatoryConditions ?? [],
    urgency: { level: "emergency", ground: groundOf(form) },
    necessity: [
      ...(hasPhone ? [needed(`${ids.phone}/${PHONE}`)] : []),
      ...(hasPlace ? [needed(`${ids.place}/${PLACE}`)] : []),
    ],
  };
}

/** Whether a place says where: its kind alone does not. */
function isPlace(place: unknown): boolean {
  if (typeof place !== "object" || place === null || !("value" in place)) return false;
  return isFinished(place.value);
}

function personOf(
  { ids, pseudonym, category, ageClass }: WarningForm,
  holderRef: string,
): WorkGroup {
  return {
    ...{
      gid: ids.person,
      kind: "subject",
      links: [],
      meta: { ...evaluation("assessment"), holderRef },
    },
    headers: { ledCategory: category, ageClass },
    leaves: [leaf("subject.pseudonym", pseudonym)],
  };
}

function dangerOf(form: WarningForm): WorkGroup {
  const { ids, kinds, imminence, source, fromWhom, informed } = form;
  return {
    ...{ gid: ids.danger, kind: "danger", links: [ids.person], headers: {} },
    meta: evaluation(natureOf(form)),
    leaves: [
      ...kinds.map((kind) => ({ ...leaf("danger.kind", kind), key: `danger.kind ${kind}` })),
      leaf("danger.imminence", imminence),
      leaf("danger.source", source),
      leaf("danger.fromWhom", fromWhom),
      leaf("danger.personInformed", informed),
    ],
  };
}

function phoneOf(form: WarningForm): WorkGroup {
  return {
    ...{ gid: form.ids.phone, kind: "contact", links: [form.ids.person], headers: {} },
    meta: evaluation(natureOf(form)),
    leaves: [leaf(PHONE, form.phone.trim())],
  };
}

function placeOf(form: WarningForm): WorkGroup {
  return {
    ...{ gid: form.ids.place, kind: "location", links: [], headers: {} },
    meta: evaluation(natureOf(form)),
    leaves: [leaf("location.kind", form.placeKind), leaf(PLACE, form.place)],
  };
}

const leaf = (f: string, v: unknown) => ({ key: f, f, v });

const needed = (path: string) => ({ path, reason: "PREVENT_IMMINENT_HARM" });

/** Only what somebody of the agency has seen is a fact. */
const natureOf = ({ source }: WarningForm) =>
  source === "ownObservation" ? ("fact" as const) : ("statement" as const);

/** X and 4 of Europol's 4x4 codes: in haste neither the source nor the information could be judged. */
const evaluation = (nature: "fact" | "statement" | "assessment") => ({
  ...{ nature, sourceEval: "X" as const, infoEval: "4" as const },
  ...{ asOf: new Date(now()).toISOString().slice(0, 7), verified: "notVerified" as const },
  complete: "partial" as const,
});

/** The gravest ground of those that are in danger. */
function groundOf({ kinds }: WarningForm): string {
  const found = GROUNDS.find(([kind]) => kinds.includes(kind));
  return found?.[1] ?? "threatToLife";
}

/** The purpose of a warning. */
export const DANGER = "IMMEDIATE_DANGER";

const PHONE = "contact.phone";
const PLACE = "location.subjectCurrent";
const GROUNDS = [
  ["life", "threatToLife"],
  ["physicalIntegrity", "threatToPhysicalIntegrity"],
  ["freedom", "threatToFreedom"],
] as const;
const VITAL_KINDS: ReadonlySet<string> = new Set(["life", "physicalIntegrity"]);
const VITAL_INTERESTS: ReadonlySet<string> = new Set(["GDPR#6(1)(d)", "UK-GDPR#6(1)(d)"]);
