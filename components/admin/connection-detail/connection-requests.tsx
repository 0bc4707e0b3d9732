import { useTranslations } from "next-intl";
import { ActorName } from "@/components/admin/shared/actor-name";
import { Panel } from "@/components/admin/shared/panel";
import { UtcTime } from "@/components/admin/shared/utc-time";
import type { ConnectionRequest } from "@/lib/authorization/list-requests";
import { failureReason } from "@/lib/errors/failure-reasons";
import { AUTHORIZATION_REQUEST_MINUTES } from "@/lib/lifetimes";

type ConnectionRequestsProps = { receiptheroId: string; requests: ConnectionRequest[] };

/** The newest authorization requests that created, renewed or were meant to renew a connection. */
export function ConnectionRequests({ receiptheroId, requests }: ConnectionRequestsProps) {
  const t = useTranslations("admin.connection.requests");
  return (
    <Panel id="requests" title={t("title")}>
      {requests.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {requests.map(({ id, createdAt, user, reconnectLinkId, connectSessionId, ...request }) => (
            <li key={id} className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0">
              <span className="min-w-0">
                <Outcome request={request} />
                <span className="block text-muted text-sm">
                  <ActorName
                    actor={user ? { type: "USER", ...user } : { type: "CONNECT_SESSION", id: connectSessionId ?? "" }}
                  />
                  {reconnectLinkId && ` · ${t("throughLink")}`}
                  {request.receiptheroId && request.receiptheroId !== receiptheroId && ` · ${t("other")}`}
                </span>
              </span>
              <span className="text-muted text-sm">
                <UtcTime at={createdAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The outcome, in words for staff. A failure includes the code that the merchant saw. */
function Outcome({ request }: { request: Pick<ConnectionRequest, "outcome" | "claimedAt"> }) {
  const t = useTranslations("admin.connection.requests");
  const { outcome, claimedAt } = request;
  if (outcome === null) return t(claimedAt ? "claimed" : "underWay");
  if (outcome === "connected") return t("outcome.connected");
  const known = failureReason.safeParse(outcome);
  return (
    <>
      {known.success && `${t(`outcome.${known.data}`, { minutes: AUTHORIZATION_REQUEST_MINUTES })} `}
      <code className="font-mono text-muted text-sm">{outcome}</code>
    </>
  );
}
