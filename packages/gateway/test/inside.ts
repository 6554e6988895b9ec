export { inside } from "../src/store-contract.ts";
