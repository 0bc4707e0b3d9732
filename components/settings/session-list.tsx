import { getFormatter, getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { Button } from "@/components/ui/button";
import type { listSessions } from "@/lib/account/list-sessions";

type SessionListProps = {
  sessions: Awaited<ReturnType<typeof listSessions>>;
  end: (formData: FormData) => Promise<void>;
};

/** Where the user is signed in. For this browser there is "Sign out", at the top of every page. */
export async function SessionList({ sessions, end }: SessionListProps) {
  const t = await getTranslations("settings.sessions");
  const format = await getFormatter();
  const date = (value: Date) => format.dateTime(value, { dateStyle: "medium", timeStyle: "short" });
  return (
    <RowList label={t("title")}>
      {sessions.map(({ id, browser, system, isThis, lastUsedAt, createdAt }) => {
        const name = browser && system ? t("both", { browser, system }) : (browser ?? system ?? t("unknown"));
        const lastUsed = date(lastUsedAt);
        return (
          <Row
            key={id}
            title={name}
            mark={isThis ? t("this") : undefined}
            detail={`${t("lastUsed", { date: lastUsed })} · ${t("since", { date: date(createdAt) })}`}
          >
            {!isThis && (
              <form action={end}>
                <input type="hidden" name="id" value={id} />
                <Button
                  type="submit"
                  look="quiet"
                  className="px-3 text-sm"
                  aria-label={t("endOf", { browser: name, date: lastUsed })}
                >
                  {t("end")}
                </Button>
              </form>
            )}
          </Row>
        );
      })}
    </RowList>
  );
}
