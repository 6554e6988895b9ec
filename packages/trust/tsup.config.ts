import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/web.ts"],
  format: "esm",
  platform: "node",
  target: "es2024",
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
});
