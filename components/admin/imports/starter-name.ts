import { getTranslations } from "next-intl/server";
import type { NamedActor } from "@/lib/audit/resolve-actors";
import { readableEmailAddress } from "@/lib/email-address";

/** Gives the name of the admin or the API key that started an import. */
export async function starterName() {
  const t = await getTranslations("admin");
  return (actor: NamedActor | null): string => {
    if (actor?.type === "API_KEY") return t("connection.actor.API_KEY", { name: actor.name ?? "" });
    return actor?.type === "USER" && actor.email ? readableEmailAddress(actor.email) : t("imports.former");
  };
}
