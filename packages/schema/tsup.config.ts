import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    "form/index": "src/form/index.ts",
    "json-schema/index": "src/json-schema/index.ts",
  },
  format: "esm",
  platform: "neutral",
  target: "es2024",
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
});
