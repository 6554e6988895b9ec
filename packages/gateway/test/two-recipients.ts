import { createFederation, entityOf, NGO_C } from "./federation.ts";

/** A second recipient of what NGO-B sends. It has no gateway in these tests. */
export const NRM_D = entityOf("NRM-D");

/** NRM-D is an agency as NGO-C is. */
export function withTwin(): ReturnType<typeof createFederation> {
  const federation = createFederation();
  const registryFile: typeof federation.registryFile = (endpoints) => {
    const file = federation.registryFile(endpoints);
    const factsOf = (entity: string) =>
      file.agencies.find((one) => one.entity === entity) as unknown as { facts: object };
    factsOf(NRM_D).facts = structuredClone(factsOf(NGO_C).facts);
    return file;
  };
  return { ...federation, registryFile };
}
