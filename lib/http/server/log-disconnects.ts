import "server-only";
import { isDisconnect } from "@/lib/http/client/disconnected";
import { log } from "@/lib/log";

/**
 * Next prints an error with its stack for each client that disconnects before its request has arrived. That is no error
 * of the server's, and any client could fill the log with it, so it becomes one line.
 */
export function logDisconnects(): void {
  const { error } = console;
  console.error = (...printed: unknown[]) => {
    if (printed.length === 1 && isDisconnect(printed[0]))
      log.info("a client disconnected before its request had arrived");
    else error(...printed);
  };
}
