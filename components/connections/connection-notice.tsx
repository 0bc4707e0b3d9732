import { getTranslations } from "next-intl/server";
import { Notice } from "@/components/ui/notice";
import type { Connection } from "@/lib/connections/get-for-merchant";
import { DISCONNECT_RETRY_HOURS } from "@/lib/lifetimes";

type ConnectionNoticeProps = {
  connection: Connection;
  /** Whether the viewer may change the connection. */
  mayChange: boolean;
  partner: string;
  query: Record<string, string | string[] | undefined>;
};

/**
 * A notice of the last action, above a connection. The URL only names the notice. It is shown only if the connection's
 * state confirms it, so a link from someone else cannot make a false claim.
 */
export async function ConnectionNotice({ connection, mayChange, partner, query }: ConnectionNoticeProps) {
  const t = await getTranslations("connection.notice");
  const { status, label, modifiedJustNow } = connection;
  const words = { label, partner, hours: DISCONNECT_RETRY_HOURS };
  const fitting = [
    query.outcome === "connected" && status === "ACTIVE" && "connected",
    query.visit === "cancelled" && status === "ACTIVE" && "cancelled",
    query.visit === "modified" && status === "ACTIVE" && modifiedJustNow && "modified",
    query.saved === "label" && "relabelled",
    status === "DISCONNECTED" && "disconnected",
    status === "DISCONNECTING" && "disconnecting",
  ] as const;
  const kind = fitting.find((candidate) => candidate !== false);
  if (!kind) return null;
  return (
    <div className="mt-3 mb-7">
      <Notice kind={kind === "disconnecting" ? "problem" : "good"} title={t(`${kind}.title`)}>
        {t(kind === "disconnected" && !mayChange ? "disconnected.bodyForReader" : `${kind}.body`, words)}
      </Notice>
    </div>
  );
}
