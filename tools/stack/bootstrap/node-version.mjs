/** The oldest Node that may start the commands; everything after the install runs on the Node in node_modules. */
const OLDEST = [20, 19];

/** Ends the process with one line when the machine's Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(`✗ This needs Node ${OLDEST.join(".")} or newer, and this is ${process.version}: https://nodejs.org`);
  process.exit(1);
}
