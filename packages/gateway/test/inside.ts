export { inside } from "@safepassage/agency/contract";
