import type { Operator } from "@/lib/principal";

/** The operator of this process. Only a command makes one: a process with these settings could read the database. */
export function operatorOf(command: string): Operator {
  return { command } as Operator;
}
