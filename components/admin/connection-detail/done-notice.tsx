import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import type { StaffConnection } from "@/lib/connections/get-for-staff";
import type { StaffHistoryEvent } from "@/lib/connections/history-for-staff";
import type { ReconnectLinkSeen } from "@/lib/connections/reconnect-link/list";

type DoneNoticeProps = {
  connection: StaffConnection;
  events: StaffHistoryEvent[];
  links: ReconnectLinkSeen[];
  done: unknown;
  path: `/admin/connections/${string}`;
};

/** A notice of the last action. The URL only names the notice; it is shown if the connection's state confirms it. */
export function DoneNotice({ connection, events, links, done, path }: DoneNoticeProps) {
  const t = useTranslations("admin.connection.done");
  const fitting = [
    connection.reportedAt === null &&
      events.some(({ action }) => action === "connection.metadata_accepted") &&
      "accepted",
    connection.reportedAt !== null && "outdated",
    connection.status === "DISCONNECTING" && "retried",
    links.length > 0 && links.every(({ isOpen }) => !isOpen) && "closed",
  ] as const;
  const kind = fitting.find((candidate) => candidate !== false && candidate === done);
  if (!kind) return null;
  return (
    <div className="mt-2 mb-4">
      <Notice kind={kind === "outdated" ? "problem" : "good"}>
        {t(kind)}{" "}
        {kind === "retried" && (
          <Link href={path} className="whitespace-nowrap underline underline-offset-4">
            {t("see")}
          </Link>
        )}
      </Notice>
    </div>
  );
}
