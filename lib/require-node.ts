// The first import of each program of the artefact (tools/stack/parts/artefact.ts). An older Node would fail strangely,
// or worse, end without an error: it does not know `import.meta.main`.

const OLDEST = { major: 24, minor: 2 };

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
  const wanted = `${OLDEST.major}.${OLDEST.minor}`;
  console.error(`✗ This needs Node ${wanted} or newer, and this is ${process.version}: https://nodejs.org`);
  process.exit(1);
}
