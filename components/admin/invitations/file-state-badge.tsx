import { getTranslations } from "next-intl/server";
import type { MerchantInvitationFileState } from "@/prisma/generated/enums";

/** The state of a file of invitations in a word. */
export async function FileStateBadge({ state }: { state: MerchantInvitationFileState }) {
  const t = await getTranslations("admin.invitationFiles.state");
  const look = state === "DONE" ? "bg-paper text-muted" : "bg-accent-soft text-accent";
  return (
    <span className={`inline-block whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-sm ${look}`}>
      {t(state)}
    </span>
  );
}
