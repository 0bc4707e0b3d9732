import { getNow, getTranslations } from "next-intl/server";
import { auditChanges } from "@/components/admin/audit/audit-changes";
import { type AuditLine, AuditRows } from "@/components/admin/audit/audit-rows";
import { rowSecond } from "@/components/admin/shared/row-time";
import { isAuditAction } from "@/lib/audit/actions";
import type { AuditPage } from "@/lib/audit/list";
import { listedSessionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";

/** Events of the audit log. Their texts are made here, once. */
export async function AuditList({ events, emails, keyNames, businesses }: AuditPage) {
  const t = await getTranslations("admin.audit");
  const words = await getTranslations("audit");
  const format = await getFormatter();
  const now = await getNow();
  const rows = events.map((event): AuditLine => {
    const { id, at, actorType, actorId, action, merchantId, receiptheroId, before, after } = event;
    const line: AuditLine = [
      String(id),
      rowSecond(format, at, now),
      format.dateTime(at, "staffSecond"),
      isAuditAction(action) ? words(action) : action,
      action,
      auditChanges(before, after, t),
      actorType === "USER"
        ? (emails.get(actorId ?? "") ?? t("who.deleted"))
        : t(`who.${actorType}`, { name: keyNames.get(actorId ?? "") ?? "" }),
      actorType === "CONNECT_SESSION" && actorId ? listedSessionPath(actorId) : (actorId ?? actorType),
      merchantId ?? "",
      merchantId ? (businesses.get(merchantId) ?? t("deletedBusiness")) : "",
    ];
    if (receiptheroId) line.push(receiptheroId);
    return line;
  });
  return <AuditRows rows={rows} by={t("who.by")} />;
}
