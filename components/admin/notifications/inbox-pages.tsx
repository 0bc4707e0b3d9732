import { useTranslations } from "next-intl";
import { inboxAddress } from "@/components/admin/notifications/address";
import { LinkProgress } from "@/components/admin/notifications/link-progress";
import { ButtonLink } from "@/components/ui/button";
import type { NotificationFilter } from "@/lib/notifications/filter";
import type { NotificationPage } from "@/lib/notifications/list";

type InboxPagesProps = { filter: NotificationFilter; page: NotificationPage; isNewest: boolean };

/** Links to the adjacent pages and to the newest one. */
export function InboxPages({ filter, page: { previous, next }, isNewest }: InboxPagesProps) {
  const t = useTranslations("admin.inbox");
  if (isNewest && !next) return null;
  const pages = [
    { name: t("newest"), href: isNewest ? null : inboxAddress(filter), look: "quiet" },
    { name: t("newer"), href: previous && inboxAddress({ ...filter, before: previous }), look: "secondary" },
    { name: t("older"), href: next && inboxAddress({ ...filter, after: next }), look: "secondary" },
  ] as const;
  return (
    <nav aria-label={t("pages")} className="mt-6 flex flex-wrap gap-3">
      {pages.map(
        ({ name, href, look }) =>
          href && (
            <ButtonLink key={name} href={href} prefetch={false} look={look}>
              {name}
              <LinkProgress />
            </ButtonLink>
          ),
      )}
    </nav>
  );
}
