import { readFileSync } from "node:fs";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { parse } from "pg-connection-string";

/**
 * Reads a postgresql:// URL as libpq does, or states in one sentence why this application cannot use it.
 *
 * It leaves out "server-only", because the settings and the scripts behind `npm start` use it.
 */

/** The parts of a database URL that we use. All other parameters are ignored. */
export type Address = {
  /** A name, an IP address, or the directory of a Unix socket. */
  host: string;
  port: number | undefined;
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  application_name: string | undefined;
  /** false: without TLS. */
  ssl: false | TlsOptions;
  sslnegotiation: "postgres" | "direct" | undefined;
};

/** The URL cannot be used. The message continues a sentence that begins with the name of the setting. */
export class AddressProblem extends Error {
  override name = "AddressProblem";
}

/** Parameters that would be part of the startup packet, where poolers refuse them. */
const SESSION_PARAMETERS = ["options", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/i;

/**
 * @param url a postgresql:// URL, https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * @throws AddressProblem when the URL is malformed or asks for something that is not supported
 */
export function readAddress(url: string): Address {
  const parameters = parametersOf(url);
  refuseSeveralHosts(url, parameters);
  refuseStandby(parameters);
  const given = parseOrRefuse(url);
  if (!given.host) {
    throw new AddressProblem(
      "names no host (for a Unix socket, name its directory: postgresql://user@/receipthero?host=/var/run/postgresql)",
    );
  }
  return {
    host: given.host,
    port: given.port ? Number(given.port) : undefined,
    user: given.user || undefined,
    password: given.password || undefined,
    database: given.database || undefined,
    application_name: given.application_name,
    ssl: readTls(parameters),
    sslnegotiation: given.sslnegotiation,
  };
}

/**
 * Warnings for the operator about a usable URL.
 * @returns sentences that begin with the setting's name; never with the URL or a part of it
 */
export function warnAbout(setting: string, url: string): string[] {
  const { host, ssl } = readAddress(url);
  const parameters = parametersOf(url);
  const ignored = SESSION_PARAMETERS.filter((name) => parameters.has(name));
  return [
    ...(ssl === false && !LOOPBACK.test(host) && !host.startsWith("/")
      ? [`${setting} leads to another machine without TLS: add sslmode=verify-full, or sslmode=require.`]
      : []),
    ...ignored.map(
      (name) => `${setting} has ${name}=, which is ignored: set it on the role with ALTER ROLE … SET … instead.`,
    ),
  ];
}

function parametersOf(url: string): URLSearchParams {
  const query = /^[^?#]*\?([^#]*)/.exec(url)?.[1] ?? "";
  return new URLSearchParams(query);
}

function parseOrRefuse(url: string) {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new AddressProblem("is not a postgresql:// URL");
  try {
    // We read the TLS parameters ourselves: this parser has other modes than libpq, and prints warnings.
    return parse(url.replace(/([?&])ssl(mode|rootcert|cert|key|password)?=[^&#]*/g, "$1"));
  } catch {
    throw new AddressProblem("is not a postgresql:// URL");
  }
}

function refuseSeveralHosts(url: string, parameters: URLSearchParams): void {
  const authority = /^[a-z]+:\/\/([^/?#]*)/.exec(url)?.[1] ?? "";
  const hosts = authority.slice(authority.lastIndexOf("@") + 1);
  if (hosts.includes(",") || (parameters.get("host") ?? "").includes(",")) {
    throw new AddressProblem(
      "names several hosts, but only one can be used: give the one address that always leads to the primary, such as a " +
        "DNS name that moves with it, or a proxy such as HAProxy",
    );
  }
}

function refuseStandby(parameters: URLSearchParams): void {
  const wanted = parameters.get("target_session_attrs");
  if (wanted === null || ["any", "read-write", "primary"].includes(wanted)) return;
  throw new AddressProblem("has target_session_attrs for a standby, but the application writes: use read-write");
}

/** The meaning of each sslmode in libpq, https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION */
function readTls(parameters: URLSearchParams): false | TlsOptions {
  const mode = parameters.get("sslmode") ?? (isOn(parameters.get("ssl")) ? "require" : "disable");
  const root = parameters.get("sslrootcert");
  const ca = root === null || root === "system" ? undefined : readPem("sslrootcert", root);
  switch (mode) {
    case "disable":
      return false;
    case "no-verify":
      return { ...clientCertificate(parameters), rejectUnauthorized: false };
    case "require":
      // As libpq does, `require` checks the certificate once a root certificate is given.
      return ca
        ? { ...clientCertificate(parameters), ca, checkServerIdentity: anyName }
        : { ...clientCertificate(parameters), rejectUnauthorized: false };
    case "verify-ca":
      if (!ca) {
        throw new AddressProblem(
          "has sslmode=verify-ca without a certificate authority: add sslrootcert=/path/to/ca.crt, or use sslmode=verify-full",
        );
      }
      return { ...clientCertificate(parameters), ca, checkServerIdentity: anyName };
    case "verify-full":
      return { ...clientCertificate(parameters), ...(ca && { ca }) };
    case "allow":
    case "prefer":
      throw new AddressProblem(
        `has sslmode=${mode}, which may fall back to a connection without TLS: use sslmode=verify-full or require, or sslmode=disable`,
      );
    default:
      throw new AddressProblem("has an unknown sslmode: use verify-full, verify-ca, require or disable");
  }
}

/** `ssl=true` is libpq's other spelling of `sslmode=require`. */
function isOn(ssl: string | null): boolean {
  return ssl === "true" || ssl === "1";
}

function anyName(): undefined {
  return undefined;
}

function clientCertificate(parameters: URLSearchParams): TlsOptions {
  const [cert, key, passphrase] = ["sslcert", "sslkey", "sslpassword"].map((name) => parameters.get(name));
  return {
    ...(cert && { cert: readPem("sslcert", cert) }),
    ...(key && { key: readPem("sslkey", key) }),
    ...(passphrase && { passphrase }),
  };
}

function readPem(parameter: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new AddressProblem(`names a file in ${parameter} that cannot be read`);
  }
}
