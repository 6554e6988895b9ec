// A module of its own: a page that loads it gets the labels, and nothing else of the policy.
export { LABELS_ENGLISH } from "@safepassage/policy";
