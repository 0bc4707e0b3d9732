import { useTranslations } from "next-intl";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { LinkProgress } from "@/components/admin/shared/link-progress";
import { ButtonLink } from "@/components/ui/button";
import type { NotificationFilter } from "@/lib/notifications/filter";
import type { NotificationPage } from "@/lib/notifications/list";

type NotificationPagerProps = { filter: NotificationFilter; page: NotificationPage; isNewest: boolean };

/** Links to the adjacent pages and to the newest one. */
export function NotificationPager({ filter, page: { previous, next }, isNewest }: NotificationPagerProps) {
  const t = useTranslations("admin.notifications");
  if (isNewest && !next) return null;
  const pages = [
    { name: t("newest"), href: isNewest ? null : notificationsPath(filter), look: "quiet" },
    { name: t("newer"), href: previous && notificationsPath({ ...filter, before: previous }), look: "secondary" },
    { name: t("older"), href: next && notificationsPath({ ...filter, after: next }), look: "secondary" },
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
