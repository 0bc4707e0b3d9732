import { getTranslations } from "next-intl/server";
import { isMember, isReader, type Viewer } from "@/lib/principal";

/** Tells a reader why a page of the business has no buttons. A member sees nothing, and staff have the banner of their view. */
export async function ReaderHint({ viewer }: { viewer: Viewer }) {
  if (isMember(viewer) || !isReader(viewer)) return null;
  const t = await getTranslations("connections");
  const roles = await getTranslations("settings.roles");
  return <p className="mt-1.5 text-muted">{t("readerHint", { role: roles(viewer.memberRole) })}</p>;
}
