import { useTranslations } from "next-intl";
import { ActorName } from "@/components/admin/shared/actor-name";
import type { ConnectionRequest } from "@/lib/authorization/list-requests";
import { failureReason } from "@/lib/errors/failure-reasons";
import { AUTHORIZATION_REQUEST_MINUTES } from "@/lib/lifetimes";

type RequestEntryProps = { receiptheroId: string; request: ConnectionRequest };

/** An authorization request that created, renewed or was meant to renew a connection. */
export function RequestEntry({ receiptheroId, request }: RequestEntryProps) {
  const t = useTranslations("admin.connection.requests");
  const { user, reconnectLinkId, connectSessionId } = request;
  return (
    <>
      <p>
        {t("title")}: <Outcome request={request} />
      </p>
      <p className="text-muted text-sm">
        <ActorName actor={user ? { type: "USER", ...user } : { type: "CONNECT_SESSION", id: connectSessionId ?? "" }} />
        {reconnectLinkId && ` · ${t("throughLink")}`}
        {request.receiptheroId && request.receiptheroId !== receiptheroId && ` · ${t("other")}`}
      </p>
    </>
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
