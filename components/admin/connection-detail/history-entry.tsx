import { useTranslations } from "next-intl";
import { ActorName } from "@/components/admin/shared/actor-name";
import { ScopeNames } from "@/components/connections/scope-names";
import { isAuditAction } from "@/lib/audit/actions";
import type { StaffHistoryEvent } from "@/lib/connections/history-for-staff";

/** A change of a connection, with its reason, its actor and the number of its event. */
export function HistoryEntry({ event: { id, action, actor, details } }: { event: StaffHistoryEvent }) {
  const t = useTranslations("admin.connection.history");
  const words = useTranslations("audit");
  return (
    <>
      <p>{isAuditAction(action) ? words(action) : action}</p>
      <Details details={details} />
      <p className="text-muted text-sm">
        <ActorName actor={actor} /> · {t("number", { id })}
      </p>
    </>
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
