import "server-only";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { isUnderstood } from "@/components/admin/saved-views/saved-query";
import { Notice } from "@/components/ui/notice";
import type { SavedView } from "@/lib/connections/saved-views/list";

/**
 * Leads from the short address of a saved view to the list with its filter.
 * @param id of the address, so it is untrusted
 * @returns what the list must say because the saved view cannot be opened
 */
export async function openSavedView(views: SavedView[], id: string) {
  const view = views.find((one) => one.id === id);
  if (view && isUnderstood(view.query)) redirect(`/admin/connections?${view.query}`);
  const t = await getTranslations("admin.savedViews");
  return (
    <div className="mt-5">
      <Notice kind="problem">{view ? t("outdated", { name: view.name }) : t("gone")}</Notice>
    </div>
  );
}
