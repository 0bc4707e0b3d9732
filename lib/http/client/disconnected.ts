/**
 * Whether an error means that the client disconnected before its request had arrived: Node ends the body of such a
 * request with this error.
 */
export function isDisconnect(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isAborted = error.message === "aborted" && "code" in error && error.code === "ECONNRESET";
  return isAborted || isDisconnect(error.cause);
}
