type EventName = Extract<keyof typeof import("../../words/en/agreements.json"), `event.${string}`>;

/** The words of an event that a time counts from. One of a later catalogue has no words of its own. */
export const eventName = (event: string): EventName =>
  EVENT_NAMES.find((name) => name === `event.${event}`) ?? "event.other";

const EVENT_NAMES: readonly EventName[] = [
  "event.answered",
  "event.arrivalConfirmed",
  "event.caseClosed",
  "event.closed",
  "event.decided",
  "event.iat",
  "event.inspection",
  "event.located",
  "event.publication",
  "event.sessionEnd",
  "event.statusNotAVictim",
  "event.validUntil",
];
