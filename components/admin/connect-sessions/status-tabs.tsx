import { useTranslations } from "next-intl";
import { connectSessionsPath } from "@/components/admin/connect-sessions/paths";
import { Link } from "@/components/ui/link";
import type { SessionFilter } from "@/lib/connect-sessions/list";
import { ConnectSessionStatus } from "@/prisma/generated/enums";

const STATUSES = [null, ...Object.values(ConnectSessionStatus)];

/** The statuses, each with a link to its sessions. */
export function ConnectSessionStatusTabs({ filter }: { filter: SessionFilter }) {
  const t = useTranslations("admin.connectSessions");
  return (
    <nav aria-label={t("statuses")} className="mt-7 flex flex-wrap gap-x-1 border-line sm:border-b">
      {STATUSES.map((status) => (
        <Link
          key={status}
          href={connectSessionsPath({ merchant: filter.merchant, status })}
          aria-current={status === filter.status ? "page" : undefined}
          className="-mb-px flex min-h-11 items-center border-transparent border-b-2 px-3 text-muted hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
        >
          {t(`status.${status ?? "all"}`)}
        </Link>
      ))}
    </nav>
  );
}
