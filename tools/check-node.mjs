// The workspace brings Node 24 on Linux; elsewhere the machine's own must be new enough.
const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(`Safepassage needs Node 24 or newer; this is ${process.version}.`);
  console.error(
    "hint: on Linux x64 and arm64 the workspace installs it; elsewhere install Node 24.",
  );
  process.exit(2);
}
