import { getTranslations } from "next-intl/server";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";

/** The button that signs the user out of every other browser. */
export async function EndOtherSessions({ action }: { action: (formData: FormData) => Promise<void> }) {
  const t = await getTranslations("settings.sessions");
  return (
    <Form action={action}>
      <SubmitButton look="secondary" pendingText={t("endingOthers")}>
        {t("endOthers")}
      </SubmitButton>
    </Form>
  );
}
