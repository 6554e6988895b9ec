// A module of its own: a page that loads it gets what words sentences, and no rule.
export { createWording } from "@safepassage/rules";
