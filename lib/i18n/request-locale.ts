import "server-only";
import { cookies, headers } from "next/headers";
import { env } from "@/lib/env";
import { chosenTimeZone, pickLocale } from "@/lib/i18n/choices";
import type { Locale } from "@/lib/i18n/locales";

/** The language of this request's response. */
export async function requestLocale(): Promise<Locale> {
  const jar = await cookies();
  return pickLocale((name) => jar.get(name)?.value, (await headers()).get("accept-language"));
}

/** The time zone that this request's user chose, or null. */
export async function requestTimeZone(): Promise<string | null> {
  const jar = await cookies();
  return chosenTimeZone((name) => jar.get(name)?.value);
}

/** The time zone of merchants' times in this request. */
export async function merchantTimeZone(): Promise<string> {
  return (await requestTimeZone()) ?? env().TIME_ZONE;
}
