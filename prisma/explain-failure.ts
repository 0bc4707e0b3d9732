import { AddressProblem } from "../lib/db/database-url.ts";
import { ConnectionProblem } from "../lib/db/pool-config.ts";

/** Advice about a failed TLS connection, by Node's error code. */
const TLS_PROBLEMS: Record<string, string> = {
  SELF_SIGNED_CERT_IN_CHAIN: "is signed by an authority that is unknown here: add sslrootcert=/path/to/ca.crt",
  DEPTH_ZERO_SELF_SIGNED_CERT: "is signed by itself: add sslrootcert=/path/to/that/certificate.crt",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "is signed by an authority that is unknown here: add sslrootcert=/path/to/ca.crt",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "is signed by an authority that is unknown here: add sslrootcert=/path/to/ca.crt",
  ERR_TLS_CERT_ALTNAME_INVALID: "is for another host name: use that name, or sslmode=verify-ca",
  CERT_HAS_EXPIRED: "has expired: renew it",
};

/** Explains in a sentence why the tables could not be updated, with advice if the cause is known. */
export function explain(error: unknown): string {
  if (error instanceof ConnectionProblem) return error.message;
  if (error instanceof AddressProblem) return `The database's address ${error.message}.`;
  if (!(error instanceof Error)) return `The migrations failed: ${JSON.stringify(error)}`;
  const code = "code" in error ? String(error.code) : "";
  const tls = TLS_PROBLEMS[code];
  if (tls) return `The certificate of the database ${tls}.`;
  if (error.message === "The server does not support SSL connections") {
    return "The database offers no TLS, which sslmode demands: switch TLS on in PostgreSQL, or use sslmode=disable.";
  }
  if (code === "28000" && error.message.includes("no encryption")) {
    return "The database demands TLS: add sslmode=verify-full, or sslmode=require, to its address.";
  }
  return `The migrations failed: ${error.message}`;
}
