import { useTranslations } from "next-intl";
import { LINK, ROW_LINK } from "@/components/admin/shared/link-styles";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { ListedSession } from "@/lib/connect-sessions/list";
import { failureReason } from "@/lib/errors/failure-reasons";
import { connectionPath } from "@/lib/http/paths";
import { AUTHORIZATION_REQUEST_MINUTES } from "@/lib/lifetimes";

/** One row of the list. */
export function ConnectSessionRow({ session }: { session: ListedSession }) {
  const t = useTranslations("admin.connectSessions");
  const merchants = useTranslations("admin.merchants");
  const { createdAt, purpose, status, merchantId, business, externalId, receiptheroId, label, keyName } = session;
  return (
    <li className="wrap-anywhere grid gap-x-6 gap-y-1.5 px-4 py-3 sm:px-5 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.2fr)]">
      <div className="min-w-0">
        <Link href={`/admin/merchants/${merchantId}`} className={ROW_LINK}>
          {business}
        </Link>
        {externalId && <p className="text-muted text-sm">{merchants("externalId", { id: externalId })}</p>}
      </div>
      <div className="min-w-0">
        <p className={status === "failed" ? "text-alert" : ""}>{t(`status.${status}`)}</p>
        <Reason session={session} />
      </div>
      <div className="min-w-0 text-sm">
        <p>
          {t(`purpose.${purpose}`)}
          {receiptheroId && (
            <>
              {": "}
              <Link href={connectionPath(receiptheroId)} className={LINK}>
                {label || merchants("unnamed")}
                <span className="sr-only"> {receiptheroId}</span>
              </Link>
            </>
          )}
        </p>
        <p className="text-muted">
          <StaffTime at={createdAt} />
          {keyName && `, ${t("createdBy", { name: keyName })}`}
        </p>
      </div>
    </li>
  );
}

/** Why a session ended as it did, in words, with the code that the partner got. A session that expired has said so. */
function Reason({ session: { status, reason } }: { session: ListedSession }) {
  const t = useTranslations("admin.connectSessions");
  const words = useTranslations("admin.connection.requests.outcome");
  if (reason === null || status === "expired") return null;
  const known = failureReason.safeParse(reason);
  return (
    <p className="text-muted text-sm">
      {known.success && `${words(known.data, { minutes: AUTHORIZATION_REQUEST_MINUTES })} `}
      {reason === "not_active" && `${t("notActive")} `}
      <code className="font-mono">{reason}</code>
    </p>
  );
}
