import { z } from "zod";
import { explanations } from "./explanations.ts";
import { databaseUrl, tokenKeys } from "./formats.ts";

/** The database, and the secrets that protect it and its users. */
export const databaseAndSecretSettings = {
  DATABASE_URL: databaseUrl.register(explanations, {
    description:
      "PostgreSQL 15 to 18. The role must own its database, because every start applies migrations. The URL is read as libpq reads it: `sslmode` (`disable`, `require`, `verify-ca` or `verify-full`), `sslrootcert`, `sslcert`, `sslkey`, and `host=/directory` for a Unix socket. Prefer `sslmode=verify-full`.",
    unset: "an embedded PostgreSQL under `.data/`",
    example: "postgresql://user:password@db.example.com:5432/receipthero",
  }),
  DATABASE_DIRECT_URL: databaseUrl.optional().register(explanations, {
    description:
      "The URL of PostgreSQL itself, if `DATABASE_URL` leads to a pooler such as PgBouncer. Migrations and jobs use it.",
    unset: "`DATABASE_URL`",
    example: "postgresql://user:password@db.example.com:5432/receipthero",
  }),
  DATABASE_REPLICA_URL: databaseUrl.optional().register(explanations, {
    description:
      "The URL of a streaming replica. Exports, exact counts, searches and the API's lists are read there while it is less than 5 seconds behind, and say how old they are.",
    unset: "everything is read from `DATABASE_URL`",
    example: "postgresql://user:password@replica.example.com:5432/receipthero",
  }),
  AUTH_SECRET: z.string().min(32, "is too short: it needs 32 characters or more").register(explanations, {
    description:
      "Signs the cookies and emailed links of sign-in. All servers on one database need the same. Create one with `openssl rand -base64 33`.",
    unset: "created and kept in `.data/` while everything is embedded, otherwise required",
    source: "the output of: openssl rand -base64 33",
  }),
  TOKEN_KEYS: tokenKeys.register(explanations, {
    description:
      'Keys that encrypt access tokens and other secrets in the database: `id:base64 of 32 bytes`, comma separated. The first key encrypts, and all of them decrypt. To change the key, put a new one in front and keep the old one until `/admin/system` says that no row needs it. Create one with `echo "k1:$(openssl rand -base64 32)"`.',
    unset: "created and kept in `.data/` while everything is embedded, otherwise required",
    source: "k1:<the output of: openssl rand -base64 32>",
  }),
};
