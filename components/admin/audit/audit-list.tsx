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
    return {
      id: String(id),
      time: [rowSecond(format, at, now), at.getTime(), format.dateTime(at, "staffSecond")],
      action: isAuditAction(action) ? words(action) : action,
      code: action,
      changes: auditChanges(before, after, t),
      ...(receiptheroId && { receiptheroId }),
      actor: [
        actorType === "USER"
          ? (emails.get(actorId ?? "") ?? t("who.deleted"))
          : t(`who.${actorType}`, { name: keyNames.get(actorId ?? "") ?? "" }),
        actorType === "CONNECT_SESSION" && actorId
          ? listedSessionPath(actorId)
          : `/admin/audit?actor=${actorId ?? actorType}`,
      ],
      ...(merchantId && { business: [businesses.get(merchantId) ?? t("deletedBusiness"), merchantId] }),
    };
  });
  return (
    <ol className="lines audit mt-4">
      <AuditRows rows={rows} by={t("who.by")} />
    </ol>
  );
}
