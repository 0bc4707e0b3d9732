import { getTranslations } from "next-intl/server";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Subscriptions } from "@/lib/account/subscriptions/change";
import { topics } from "@/lib/user-mails/topics";

type EmailChoicesProps = {
  action: (form: FormData) => Promise<void>;
  /** The topics that the user can choose from. */
  subscriptions: Subscriptions;
};

/** Which emails the user gets: a checkbox for each topic. Works without a script. */
export async function EmailChoices({ action, subscriptions }: EmailChoicesProps) {
  const t = await getTranslations("settings.emails");
  return (
    // A new key shows what was saved.
    <Form key={JSON.stringify(subscriptions)} action={action} className="grid gap-5 [&>button]:justify-self-start">
      {topics
        .filter((topic) => topic in subscriptions)
        .map((topic) => (
          <div key={topic} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
            <input
              id={`topic-${topic}`}
              type="checkbox"
              name="topic"
              value={topic}
              defaultChecked={subscriptions[topic]}
              aria-describedby={`topic-${topic}-hint`}
              className="mt-0.5"
            />
            <label htmlFor={`topic-${topic}`} className="font-medium">
              {t(`topics.${topic}.label`)}
            </label>
            <p id={`topic-${topic}-hint`} className="col-start-2 text-muted text-sm">
              {t(`topics.${topic}.hint`)}
            </p>
          </div>
        ))}
      <SubmitButton look="secondary" pendingText={t("pending")}>
        {t("submit")}
      </SubmitButton>
    </Form>
  );
}
