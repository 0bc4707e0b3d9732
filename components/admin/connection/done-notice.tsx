import Link from "next/link";
import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { StaffConnection } from "@/lib/admin/get-connection";

type DoneNoticeProps = { connection: StaffConnection; done: unknown; path: string };

/** What was just done. The address only says which sentence may fit; it is shown when the connection bears it out. */
export function DoneNotice({ connection, done, path }: DoneNoticeProps) {
  const t = useTranslations("admin.connection.done");
  const kind =
    done === "accepted" && connection.reportedAt === null
      ? "accepted"
      : done === "outdated"
        ? "outdated"
        : done === "retried" && connection.status === "REVOKING"
          ? "retried"
          : null;
  if (kind === null) return null;
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
