import { getTranslations } from "next-intl/server";
import { isMember, type Reader } from "@/lib/principal";

/** Tells a reader why a page of the business has no buttons. A member sees nothing. */
export async function ReaderHint({ reader }: { reader: Reader }) {
  if (isMember(reader)) return null;
  const t = await getTranslations("connections");
  const roles = await getTranslations("settings.roles");
  return <p className="mt-1.5 text-muted">{t("readerHint", { role: roles(reader.memberRole) })}</p>;
}
