import { defineCommand } from "@/admin/command";
import { type KeyUse, keyUse } from "@/lib/key-rotation/key-use";
import { reseal } from "@/lib/key-rotation/reseal";

/** How long each part takes after which the bar moves, in milliseconds. */
const PART_MS = 1_000;

const countOf = (keys: KeyUse[], state: KeyUse["state"]) =>
  keys.filter((key) => key.state === state).reduce((sum, { rows }) => sum + rows, 0);

export const resealCommand = defineCommand({
  name: "reseal",
  summary: "encrypt the rows of former keys again, now",
  usage: "",
  help: `Encrypts the rows of the former keys in TOKEN_KEYS again, under its first key, as the sweep of each server
does every 30 seconds. Every running server must already have the first key. The exit code is 0 when no row needs a former key any more: then
that key may be taken out.`,
  options: {},
  run: async ({ operator, progress }) => {
    let keys = await keyUse(operator);
    const total = countOf(keys, "former");
    let left = total;
    let before: number;
    do {
      before = left;
      progress(total - left, total);
      await reseal(undefined, PART_MS);
      keys = await keyUse(operator);
      left = countOf(keys, "former");
    } while (left > 0 && left < before);
    progress(total - left, total);
    const lines = keys.map(({ id, state, rows }) => `${String(rows).padStart(8)}  ${id} (${state})`);
    if (left > 0) {
      lines.push(`${left} rows could not be encrypted again: another transaction holds them, or they are damaged.`);
      lines.push("Run the command again. If the number stays, keep the key: the server's log names damaged rows.");
    }
    return { isFine: left === 0 && countOf(keys, "missing") === 0, data: { keys }, lines };
  },
});
