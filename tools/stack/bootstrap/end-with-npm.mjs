// Loaded into each program that npm runs: ends it, as a SIGTERM does, when npm was killed and could tell it nothing.

const npm = Number(process.env.NPM_PID);
const timer = setInterval(() => {
  if (process.ppid === npm) return;
  clearInterval(timer);
  process.kill(process.pid, "SIGTERM");
}, 500).unref();
