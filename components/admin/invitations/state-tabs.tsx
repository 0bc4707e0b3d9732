import { useTranslations } from "next-intl";
import { StateTabs } from "@/components/admin/shared/state-tabs";
import { MerchantInvitationState } from "@/prisma/generated/enums";

type InvitationStateTabsProps = {
  state: MerchantInvitationState | null;
  counts: Record<MerchantInvitationState, number>;
};

/** The states of invitations, each with a link to its invitations. */
export function InvitationStateTabs({ state: current, counts }: InvitationStateTabsProps) {
  const t = useTranslations("admin.invitations");
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tabs = [
    { state: "all", name: t("all"), href: "/admin/invitations" as const, count: all, isAlarming: false },
    ...Object.values(MerchantInvitationState).map((state) => ({
      state,
      name: t(`stateOf.${state}`),
      href: `/admin/invitations?state=${state}` as const,
      count: counts[state],
      isAlarming: state === "refused" || state === "in_doubt",
    })),
  ];
  return <StateTabs label={t("states")} tabs={tabs} current={current ?? "all"} />;
}
