import { cpus, totalmem } from "node:os";

/**
 * The hardware and versions that measured. Without them, the figures mean little.
 * @param postgres its version
 */
export function machine(postgres: string): string {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  const model = cores[0]?.model.trim() || "unknown processor";
  return `${cores.length} cores (${model}), ${memory}, ${process.platform}; PostgreSQL ${postgres}, Node ${process.versions.node}`;
}
