import { connection } from "next/server";
import { env } from "@/lib/env";

/** How long a copy may be relied on. RFC 9116 recommends less than a year. */
const VALID_DAYS = 90;

/** Where to report a vulnerability, as RFC 9116 has it. 404 without `SECURITY_CONTACT`. */
export async function GET(): Promise<Response> {
  await connection();
  const { APP_URL, SECURITY_CONTACT } = env();
  if (!SECURITY_CONTACT) return new Response(null, { status: 404 });
  const lines = [
    `Contact: ${SECURITY_CONTACT}`,
    `Expires: ${new Date(Date.now() + VALID_DAYS * 86_400_000).toISOString()}`,
    `Canonical: ${APP_URL}/.well-known/security.txt`,
  ];
  return new Response(`${lines.join("\n")}\n`, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
