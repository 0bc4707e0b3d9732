import type { Route } from "next";
import { useFormatter, useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import { MerchantInvitationState } from "@/prisma/generated/enums";

type InvitationStateTabsProps = {
  state: MerchantInvitationState | null;
  counts: Record<MerchantInvitationState, number>;
};

/** The states of invitations, each with a link to its invitations. */
export function InvitationStateTabs({ state, counts }: InvitationStateTabsProps) {
  const t = useTranslations("admin.invitations");
  const format = useFormatter();
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <nav aria-label={t("states")} className="mt-7 flex flex-wrap gap-x-1 border-line sm:border-b">
      {[null, ...Object.values(MerchantInvitationState)].map((one) => {
        const count = one ? counts[one] : all;
        const isAlert = one === "refused" || one === "in_doubt";
        const href: Route = one ? `/admin/invitations?state=${one}` : "/admin/invitations";
        return (
          <Link
            key={one}
            href={href}
            aria-current={one === state ? "page" : undefined}
            className="-mb-px flex min-h-11 items-center gap-1.5 border-transparent border-b-2 px-3 text-muted hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
          >
            {one ? t(`stateOf.${one}`) : t("all")}
            {count > 0 && (
              <span className={`text-sm tabular-nums ${isAlert ? "text-alert" : ""}`}>{format.number(count)}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
