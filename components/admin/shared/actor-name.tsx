import { useTranslations } from "next-intl";
import { Link } from "@/components/ui/link";
import type { NamedActor } from "@/lib/audit/resolve-actors";
import { readableEmailAddress } from "@/lib/email-address";
import { listedSessionPath } from "@/lib/http/paths";

const LINK = "wrap-anywhere underline underline-offset-4 hover:text-accent";

/** The actor of an event. A user is a link to their page, and so is a connect session. */
export function ActorName({ actor }: { actor: NamedActor }) {
  const t = useTranslations("admin.connection.actor");
  if (actor.type === "API_KEY") return t("API_KEY", { name: actor.name ?? "" });
  if (actor.type === "CONNECT_SESSION") {
    return (
      <Link href={listedSessionPath(actor.id)} className={LINK}>
        {t("CONNECT_SESSION")}
      </Link>
    );
  }
  if (actor.type !== "USER") return t(actor.type);
  if (actor.email === null) return t("deleted");
  return (
    <Link href={`/admin/users/${actor.id}`} className={LINK}>
      {readableEmailAddress(actor.email)}
    </Link>
  );
}
