import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";
import type { ListedNotification } from "@/lib/notifications/list";

type NotificationConnectionProps = {
  notification: Pick<ListedNotification, "receiptheroId" | "label" | "business">;
};

/** The connection of a notification. If it is known, it is a link. */
export function NotificationConnection({
  notification: { receiptheroId, label, business },
}: NotificationConnectionProps) {
  const t = useTranslations("admin.notifications");
  return (
    <>
      {business === null ? (
        <span className="text-muted">{t("strangers")}</span>
      ) : (
        <Link
          href={connectionPath(receiptheroId)}
          className="inline-block min-h-6 underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent"
        >
          {[business, label].filter(Boolean).join(" · ") || t("noLabel")}
        </Link>
      )}
      <code className="block font-mono text-muted text-xs">{receiptheroId}</code>
    </>
  );
}
