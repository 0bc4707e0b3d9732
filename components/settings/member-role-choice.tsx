import { getTranslations } from "next-intl/server";
import { RadioCards } from "@/components/ui/radio-cards";
import type { MemberRole } from "@/prisma/generated/enums";

/** From the fewest rights to the most. */
const ROLES = ["READER", "MEMBER", "OWNER"] as const satisfies MemberRole[];

/** The choice of a member's role, as the form field `role`. */
export async function MemberRoleChoice({ legend, current }: { legend: string; current: MemberRole }) {
  const t = await getTranslations("settings");
  const options = ROLES.map((value) => ({ value, name: t(`roles.${value}`), meaning: t(`rolesMean.${value}`) }));
  return <RadioCards legend={legend} name="role" defaultValue={current} options={options} />;
}
