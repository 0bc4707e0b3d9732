import { getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { listSessions } from "@/lib/account/sessions/list";
import { getFormatter } from "@/lib/i18n/formatter";

type SessionListProps = {
  label: string;
  sessions: Awaited<ReturnType<typeof listSessions>>;
  /** Ends a session; omitted when the viewer must not. */
  end?: ((formData: FormData) => Promise<void>) | undefined;
  /** The user whose sessions they are, unless it is the viewer. */
  user?: string;
  /** How a time is shown: staff see all times in one zone. */
  time?: "moment" | "staffTime";
};

/** The sessions of a user. The current one has no button, because every page has "Sign out" at its top. */
export async function SessionList({ label, sessions, end, user, time = "moment" }: SessionListProps) {
  const t = await getTranslations("settings.sessions");
  const format = await getFormatter();
  const date = (value: Date) => format.dateTime(value, time);
  return (
    <RowList label={label}>
      {sessions.map(({ id, browser, system, isThis, lastUsedAt, createdAt }) => {
        const name = browser && system ? t("both", { browser, system }) : (browser ?? system ?? t("unknown"));
        const lastUsed = date(lastUsedAt);
        return (
          <Row
            key={id}
            title={name}
            mark={isThis ? t("this") : undefined}
            details={[t("lastUsed", { date: lastUsed }), t("since", { date: date(createdAt) })]}
          >
            {end && !isThis && (
              <Form action={end}>
                <input type="hidden" name="id" value={id} />
                {user && <input type="hidden" name="userId" value={user} />}
                <Button
                  type="submit"
                  look="quiet"
                  className="px-3 text-sm"
                  aria-label={t("endOf", { browser: name, date: lastUsed })}
                >
                  {t("end")}
                </Button>
              </Form>
            )}
          </Row>
        );
      })}
    </RowList>
  );
}
