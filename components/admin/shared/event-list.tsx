import { getMessages, getTranslations } from "next-intl/server";
import { LINK } from "@/components/admin/shared/link-styles";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { RecentEvent } from "@/lib/audit/recent";
import { readableEmailAddress } from "@/lib/email-address";
import { connectionPath, listedSessionPath } from "@/lib/http/paths";

/** Events, newest first, in plain words, with their actors and subjects. */
export async function EventList({ events }: { events: RecentEvent[] }) {
  const t = await getTranslations("admin.events");
  const words = await getTranslations("audit");
  const roles = { ...(await getMessages()).admin.users.roles, ...(await getMessages()).settings.roles };
  const nameOf = (role: keyof typeof roles | null) => role && roles[role];
  if (events.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <ol className="grid grid-cols-1 gap-4 border-line border-l pl-5">
      {events.map((event) => {
        const [before, after] = [nameOf(event.roles.before), nameOf(event.roles.after)];
        const { id, at, action, actorType, actorId, actor, keyName, subjectId, subject, receiptheroId } = event;
        return (
          <li key={id} className="wrap-anywhere">
            <p>
              {words(action)}
              {(before || after) && (
                <span className="text-muted">
                  {": "}
                  {before && after ? t("roles", { before, after }) : (before ?? after)}
                </span>
              )}
            </p>
            <p className="text-muted text-sm">
              <StaffTime at={at} to="second" />
              {" · "}
              {t.rich("by", {
                who: () =>
                  actor ? (
                    <Link href={`/admin/users/${actorId}`} className={LINK}>
                      {actor}
                    </Link>
                  ) : actorType === "CONNECT_SESSION" && actorId ? (
                    <Link href={listedSessionPath(actorId)} className={LINK}>
                      {t(actorType)}
                    </Link>
                  ) : (
                    t(actorType, { name: keyName ?? "" })
                  ),
              })}
              {subject && subjectId !== actorId && (
                <>
                  {" · "}
                  {t.rich("about", {
                    who: () => (
                      <Link href={`/admin/users/${subjectId}`} className={LINK}>
                        {readableEmailAddress(subject)}
                      </Link>
                    ),
                  })}
                </>
              )}
              {receiptheroId && (
                <>
                  {" · "}
                  <Link href={connectionPath(receiptheroId)} className={LINK}>
                    {t("connection", { id: receiptheroId })}
                  </Link>
                </>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
