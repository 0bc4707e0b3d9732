import { getTranslations } from "next-intl/server";
import { NavLink } from "@/components/layout/nav-link";

/** The navigation for staff. */
export async function AdminNav() {
  const t = await getTranslations("admin.nav");
  return (
    <nav aria-label={t("label")} className="-mx-3 mb-6 flex flex-wrap gap-x-1">
      <NavLink href="/admin" exact>
        {t("overview")}
      </NavLink>
      <NavLink href="/admin/connections">{t("connections")}</NavLink>
      <NavLink href="/admin/bulk-disconnects">{t("bulkDisconnects")}</NavLink>
      <NavLink href="/admin/imports">{t("imports")}</NavLink>
      <NavLink href="/admin/notifications">{t("notifications")}</NavLink>
      <NavLink href="/admin/connect-sessions">{t("connectSessions")}</NavLink>
      <NavLink href="/admin/outgoing-receipts">{t("outgoingReceipts")}</NavLink>
      <NavLink href="/admin/merchants">{t("merchants")}</NavLink>
      <NavLink href="/admin/invitations">{t("invitations")}</NavLink>
      <NavLink href="/admin/users">{t("users")}</NavLink>
      <NavLink href="/admin/audit">{t("audit")}</NavLink>
      <NavLink href="/admin/api-keys">{t("apiKeys")}</NavLink>
      <NavLink href="/admin/webhooks">{t("webhooks")}</NavLink>
      <NavLink href="/admin/system">{t("system")}</NavLink>
    </nav>
  );
}
