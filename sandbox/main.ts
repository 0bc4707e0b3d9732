import { ListenError } from "./http/listener.ts";
import { readSettings, type Settings, SettingsError } from "./settings.ts";
import { type Sandbox, startSandbox } from "./start.ts";

const settings = readSettingsOrExit();
const sandbox = await startOrExit(settings);

const stop = () => {
  sandbox.close().finally(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
// Started by a parent: when the parent is gone nobody needs this sandbox.
process.once("disconnect", stop);

const { pages, api, control, smtp } = sandbox;
const ready = { ready: true, pages, api, control, smtp };
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.send?.(ready);

function readSettingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return exitWith(error.problems);
  }
}

async function startOrExit(settings: Settings): Promise<Sandbox> {
  try {
    return await startSandbox(settings);
  } catch (error) {
    // A port that is taken, or a data folder that cannot be read: the message says it in one line.
    const isExpected = error instanceof ListenError || settings.dataFolder !== null;
    if (!isExpected || !(error instanceof Error)) throw error;
    return exitWith([error.message]);
  }
}

function exitWith(lines: string[]): never {
  for (const line of lines) process.stderr.write(`sandbox: ${line}\n`);
  process.exit(1);
}
