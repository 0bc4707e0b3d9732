import { useTranslations } from "next-intl";
import { notificationsAddress } from "@/components/admin/notifications/address";
import { LinkProgress } from "@/components/admin/notifications/link-progress";
import { ButtonLink } from "@/components/ui/button";
import type { NotificationFilter } from "@/lib/notifications/filter";
import type { NotificationPage } from "@/lib/notifications/list";

type NotificationPagesProps = { filter: NotificationFilter; page: NotificationPage; isNewest: boolean };

/** Links to the adjacent pages and to the newest one. */
export function NotificationPages({ filter, page: { previous, next }, isNewest }: NotificationPagesProps) {
  const t = useTranslations("admin.notifications");
  if (isNewest && !next) return null;
  const pages = [
    { name: t("newest"), href: isNewest ? null : notificationsAddress(filter), look: "quiet" },
    { name: t("newer"), href: previous && notificationsAddress({ ...filter, before: previous }), look: "secondary" },
    { name: t("older"), href: next && notificationsAddress({ ...filter, after: next }), look: "secondary" },
  ] as const;
  return (
    <nav aria-label={t("pages")} className="mt-6 flex flex-wrap gap-3">
      {pages.map(
        ({ name, href, look }) =>
          href && (
            <ButtonLink key={name} href={href} look={look}>
              {name}
              <LinkProgress />
            </ButtonLink>
          ),
      )}
    </nav>
  );
}
