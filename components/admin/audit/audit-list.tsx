import { getTranslations } from "next-intl/server";
import { AuditChanges } from "@/components/admin/audit/audit-changes";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import { isAuditAction } from "@/lib/audit/actions";
import type { AuditPage } from "@/lib/audit/list";
import { connectionPath, listedSessionPath } from "@/lib/http/paths";

/** Events of the audit log in one line each, with links to the users, merchants and connections in them. */
export async function AuditList({ events, emails, keyNames, businesses }: AuditPage) {
  const t = await getTranslations("admin.audit");
  const words = await getTranslations("audit");
  return (
    <ol className="lines audit mt-4">
      {events.map(({ id, at, actorType, actorId, action, merchantId, receiptheroId, before, after }) => (
        <li key={String(id)}>
          <span className="quiet">
            <StaffTime at={at} to="second" />
          </span>
          <details>
            <summary>{isAuditAction(action) ? words(action) : action}</summary>
            <code>{action}</code>
            <AuditChanges before={before} after={after} />
            {receiptheroId && (
              <p>
                <Link href={connectionPath(receiptheroId)}>
                  <code>{receiptheroId}</code>
                </Link>
              </p>
            )}
          </details>
          <p>
            <span className="sr-only">{t("who.by")} </span>
            <Link
              href={
                actorType === "CONNECT_SESSION" && actorId
                  ? listedSessionPath(actorId)
                  : `/admin/audit?actor=${actorId ?? actorType}`
              }
            >
              {actorType === "USER"
                ? (emails.get(actorId ?? "") ?? t("who.deleted"))
                : t(`who.${actorType}`, { name: keyNames.get(actorId ?? "") ?? "" })}
            </Link>
          </p>
          {merchantId && (
            <Link href={`/admin/audit?merchant=${merchantId}`}>
              {businesses.get(merchantId) ?? t("deletedBusiness")}
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}
