import { getTranslations } from "next-intl/server";
import { AuditChanges } from "@/components/admin/audit/audit-changes";
import { UtcTime } from "@/components/admin/shared/utc-time";
import { Link } from "@/components/ui/link";
import { isAuditAction } from "@/lib/audit/actions";
import type { AuditPage } from "@/lib/audit/list";
import { connectionPath, listedSessionPath } from "@/lib/http/paths";

const LINK = "wrap-anywhere hover:text-accent hover:underline";

/** Events of the audit log, with links to the users, merchants and connections in them. */
export async function AuditList({ events, emails, keyNames, businesses }: AuditPage) {
  const t = await getTranslations("admin.audit");
  const words = await getTranslations("audit");
  return (
    <ol className="mt-4 divide-y divide-line rounded-xl border border-line bg-surface">
      {events.map(({ id, at, actorType, actorId, action, merchantId, receiptheroId, before, after }) => (
        <li
          key={String(id)}
          className="grid grid-cols-1 gap-x-6 gap-y-1 px-5 py-3.5 sm:grid-cols-2 lg:grid-cols-[13rem_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.2fr)]"
        >
          <span className="text-muted text-sm sm:col-span-full lg:col-span-1">
            <UtcTime at={at} to="second" />
          </span>
          <div className="min-w-0">
            <p>{isAuditAction(action) ? words(action) : action}</p>
            <code className="wrap-anywhere font-mono text-muted text-xs">{action}</code>
            <AuditChanges before={before} after={after} />
          </div>
          <p className="min-w-0 text-sm">
            <span className="text-muted lg:sr-only">{t("who.by")} </span>
            <Link
              href={
                actorType === "CONNECT_SESSION" && actorId
                  ? listedSessionPath(actorId)
                  : `/admin/audit?actor=${actorId ?? actorType}`
              }
              className={LINK}
            >
              {actorType === "USER"
                ? (emails.get(actorId ?? "") ?? t("who.deleted"))
                : t(`who.${actorType}`, { name: keyNames.get(actorId ?? "") ?? "" })}
            </Link>
          </p>
          <div className="min-w-0 text-sm sm:col-start-2 lg:col-start-4">
            {merchantId && (
              <p>
                <Link href={`/admin/audit?merchant=${merchantId}`} className={LINK}>
                  {businesses.get(merchantId) ?? t("deletedBusiness")}
                </Link>
              </p>
            )}
            {receiptheroId && (
              <p>
                <Link href={connectionPath(receiptheroId)} className={`${LINK} font-mono text-muted text-xs`}>
                  {receiptheroId}
                </Link>
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
