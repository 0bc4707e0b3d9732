import { expect, test } from "vitest";
import { AddressProblem, readAddress, warnAbout } from "@/lib/db/database-url";

const CA = "test/certificates/ca.crt";
const BASE = "postgresql://user:secret-value@db.example.com:5432/app";

function problemOf(url: string): string {
  try {
    readAddress(url);
    return "";
  } catch (error) {
    if (error instanceof AddressProblem) return error.message;
    throw error;
  }
}

test("an address takes the place, the role and the application's name from a URL, and nothing else", () => {
  const url =
    "postgresql://user:p%40ss@db.example.com:6432/app?application_name=connect&options=-c%20timezone%3DEurope/Helsinki" +
    "&statement_timeout=5000&schema=other&client_encoding=latin1&replication=true&sslnegotiation=direct&sslmode=require";
  expect(readAddress(url)).toEqual({
    host: "db.example.com",
    port: 6432,
    user: "user",
    password: "p@ss",
    database: "app",
    application_name: "connect",
    ssl: { rejectUnauthorized: false },
    sslnegotiation: "direct",
  });
});

test.each([
  ["postgresql://user@/app?host=/var/run/postgresql", "/var/run/postgresql"],
  ["postgresql:///app?host=/var/run/postgresql&user=user", "/var/run/postgresql"],
  ["postgresql://user@%2Fvar%2Frun%2Fpostgresql/app", "/var/run/postgresql"],
  ["postgresql://user@[::1]:5432/app", "::1"],
])("%s leads to %s", (url, host) => {
  expect(readAddress(url)).toMatchObject({ host, user: "user", database: "app", ssl: false });
});

test.each([
  ["", false],
  ["?sslmode=disable", false],
  ["?sslmode=require", { rejectUnauthorized: false }],
  ["?ssl=true", { rejectUnauthorized: false }],
  [
    `?sslmode=require&sslrootcert=${CA}`,
    { ca: expect.stringContaining("BEGIN"), checkServerIdentity: expect.anything() },
  ],
  [
    `?sslmode=verify-ca&sslrootcert=${CA}`,
    { ca: expect.stringContaining("BEGIN"), checkServerIdentity: expect.anything() },
  ],
  [`?sslmode=verify-full&sslrootcert=${CA}`, { ca: expect.stringContaining("BEGIN") }],
  ["?sslmode=verify-full", {}],
  ["?sslmode=verify-full&sslrootcert=system", {}],
])("TLS of %s is that of libpq", (query, ssl) => {
  expect(readAddress(BASE + query).ssl).toEqual(ssl);
});

test.each([
  ["mysql://user:secret-value@db.example.com/app", "is not a postgresql:// URL"],
  ["postgresql://user:secret-value@db.example.com:port/app", "is not a postgresql:// URL"],
  ["postgresql:///app", "names no host"],
  ["postgresql://user:secret-value@one.example.com,two.example.com/app", "names several hosts"],
  ["postgresql://user:secret-value@one.example.com:5432,two.example.com:5433/app", "names several hosts"],
  ["postgresql:///app?host=one.example.com,two.example.com", "names several hosts"],
  [`${BASE}?target_session_attrs=standby`, "for a standby"],
  [`${BASE}?sslmode=prefer`, "use sslmode=verify-full or require"],
  [`${BASE}?sslmode=allow`, "use sslmode=verify-full or require"],
  [`${BASE}?sslmode=secret-value`, "has an unknown sslmode"],
  [`${BASE}?sslmode=verify-ca`, "add sslrootcert=/path/to/ca.crt"],
  [`${BASE}?sslmode=verify-full&sslrootcert=/secret-value.crt`, "names a file in sslrootcert that cannot be read"],
])("%s is refused in one sentence with the way out, without a secret", (url, sentence) => {
  const problem = problemOf(url);
  expect(problem).toContain(sentence);
  expect(problem).not.toContain("secret-value");
});

test("a password with a comma or a question mark in it is no list of hosts", () => {
  expect(readAddress("postgresql://user:a,b@db.example.com/app").password).toBe("a,b");
  expect(readAddress("postgresql://user:a%3Fb%2Cc@db.example.com/app").password).toBe("a?b,c");
});

test.each([
  [BASE, true],
  [`${BASE}?sslmode=disable`, true],
  [`${BASE}?sslmode=require`, false],
  ["postgresql://user@localhost/app", false],
  ["postgresql://user@127.0.0.1/app", false],
  ["postgresql://user@[::1]/app", false],
  ["postgresql://user@/app?host=/var/run/postgresql", false],
])("%s: a warning that the way to another machine has no TLS: %s", (url, isWarned) => {
  const warnings = warnAbout("DATABASE_URL", url);
  expect(warnings.some((warning) => warning.startsWith("DATABASE_URL leads to another machine without TLS"))).toBe(
    isWarned,
  );
  expect(warnings.join()).not.toContain("secret-value");
});

test("parameters that a pooler would refuse are ignored with a warning", () => {
  const url = "postgresql://user@localhost/app?options=-c%20work_mem%3D1MB&statement_timeout=5000";
  expect(warnAbout("DATABASE_URL", url)).toEqual([
    expect.stringMatching(/^DATABASE_URL has options=, which is ignored: .*ALTER ROLE/),
    expect.stringMatching(/^DATABASE_URL has statement_timeout=, which is ignored: .*ALTER ROLE/),
  ]);
});
