import { useTranslations } from "next-intl";
import { ActorName } from "@/components/admin/shared/actor-name";
import { Panel } from "@/components/admin/shared/panel";
import { UtcTime } from "@/components/admin/shared/utc-time";
import { ScopeNames } from "@/components/connections/scope-names";
import { Link } from "@/components/ui/link";
import { isAuditAction } from "@/lib/audit/actions";
import type { StaffHistoryEvent } from "@/lib/connections/history-for-staff";

type ConnectionHistoryProps = {
  events: StaffHistoryEvent[];
  /**
   * The URLs of the page with earlier events, and of the newest page; null when there is no such page or it is this
   * one.
   */
  earlier: `/admin/connections/${string}` | null;
  newest: `/admin/connections/${string}` | null;
};

const LINK = "inline-flex min-h-11 items-center underline underline-offset-4 hover:text-accent";

/** The events of a connection, newest first: what, why, who and when. */
export function ConnectionHistory({ events, earlier, newest }: ConnectionHistoryProps) {
  const t = useTranslations("admin.connection.history");
  const words = useTranslations("audit");
  return (
    <Panel id="history" title={t("title")}>
      {events.length === 0 && <p className="text-muted">{t("none")}</p>}
      <ol className="grid gap-4 border-line border-l pl-5">
        {events.map(({ id, at, action, actor, details }) => (
          <li key={id}>
            <p>{isAuditAction(action) ? words(action) : action}</p>
            <Details details={details} />
            <p className="text-muted text-sm">
              <UtcTime at={at} /> · <ActorName actor={actor} /> · {t("number", { id })}
            </p>
          </li>
        ))}
      </ol>
      {(earlier ?? newest) && (
        <p className="mt-3 flex gap-6 text-sm">
          {newest && (
            <Link href={newest} className={LINK}>
              {t("newest")}
            </Link>
          )}
          {earlier && (
            <Link href={earlier} className={LINK}>
              {t("earlier")}
            </Link>
          )}
        </p>
      )}
    </Panel>
  );
}

/** The reason, if it was recorded. */
function Details({ details }: { details: StaffHistoryEvent["details"] }) {
  const t = useTranslations("admin.connection.history");
  const { disconnectedBy, place, answer, reason, scopes } = details;
  const parts = [
    disconnectedBy && t(`disconnectedBy.${disconnectedBy}`),
    place && t(place),
    answer && t(`answer.${answer}`),
    reason && t("reason", { reason }),
  ].filter((part) => part !== undefined && part !== "");
  if (parts.length === 0 && !scopes) return null;
  return (
    <p className="text-sm">
      {parts.join(" · ")}
      {scopes && <ScopeNames scopes={scopes} />}
    </p>
  );
}
