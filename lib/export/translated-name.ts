import "server-only";
import { getTranslations } from "next-intl/server";
import type { NameColumn } from "@/lib/export/formats";

/** Names columns in the language of the request. */
export async function translatedName(): Promise<NameColumn> {
  const t = await getTranslations("admin.exportColumns");
  return (name) => t(name);
}
