import { type Called, createCaller } from "./call.ts";
import { exchangeIn } from "./evidence-world.ts";

/** Checks with the registry of the files. */
export const REGISTRY = ["--registry", "registry.json"];

/** The files of a test, and the command over them. */
export let world: ReturnType<typeof createCaller>;

/** Begins with new files, before each test. */
export function renewWorld(): void {
  world = createCaller();
}

/** Runs the command. */
export const call = (...args: string[]): Promise<Called> => world.call(...args);

/** What a file holds. */
export const text = (name: string): string => world.files.get(name) ?? "";

/** What a file of JSON holds. */
export const json = (name: string) => JSON.parse(text(name));

/** Sends a message. */
export const exchange = (name: string) => exchangeIn(world, name);

/** Writes what an agency hands over of a message. */
export const evidence = (name: string, jwt: string, receipts: readonly string[]): void => {
  world.files.set(name, JSON.stringify({ jwt, receipts }));
};
