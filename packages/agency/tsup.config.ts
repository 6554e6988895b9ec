import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/node.ts", "src/postgres.ts", "src/contract.ts"],
  format: "esm",
  platform: "node",
  target: "es2024",
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
});
