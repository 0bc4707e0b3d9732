import { useTranslations } from "next-intl";
import { DOT } from "@/components/admin/shared/dot";
import { Link } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";
import type { ListedNotification } from "@/lib/notifications/list";

type NotificationConnectionProps = {
  notification: Pick<ListedNotification, "receiptheroId" | "label" | "business">;
};

/** The connection of a notification, as a link. Of one that is not known here, only the notification's page has the id. */
export function NotificationConnection({
  notification: { receiptheroId, label, business },
}: NotificationConnectionProps) {
  const t = useTranslations("admin.notifications");
  if (business === null) {
    return <span className="quiet">{t("strangers")}</span>;
  }
  const names = [business, label].filter((name, index) => name && (index === 0 || name !== business));
  return <Link href={connectionPath(receiptheroId)}>{names.join(DOT) || t("noLabel")}</Link>;
}
