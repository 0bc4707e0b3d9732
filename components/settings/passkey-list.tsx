import { getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { Passkey } from "@/lib/auth/passkeys/list";
import { getFormatter } from "@/lib/i18n/formatter";

type PasskeyListProps = {
  label: string;
  passkeys: Passkey[];
  /** Removes a passkey; omitted when the viewer must not. */
  remove?: ((formData: FormData) => Promise<void>) | undefined;
  /** The id of the user who has these passkeys, unless it is the viewer. */
  user?: string | undefined;
  /** How a time is shown: staff see all times in one zone. */
  time?: "moment" | "staffTime";
};

/** The passkeys that sign in to an account, each with a button to remove it. Their owner renames them as well. */
export async function PasskeyList({ label, passkeys, remove, user, time = "moment" }: PasskeyListProps) {
  const t = await getTranslations("settings.passkeys");
  const format = await getFormatter();
  if (passkeys.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <RowList label={label}>
      {passkeys.map(({ id, name, createdAt, lastUsedAt }) => {
        const added = t("since", { date: format.dateTime(createdAt, time) });
        const used = lastUsedAt ? t("used", { date: format.dateTime(lastUsedAt, time) }) : t("unused");
        return (
          <Row key={id} title={name} details={[added, used]}>
            <div className="grid justify-items-end sm:flex">
              {!user && (
                <ButtonLink
                  href={`/account/passkeys/${id}`}
                  look="quiet"
                  className="px-3 text-sm"
                  aria-label={t("renameOf", { name })}
                >
                  {t("rename")}
                </ButtonLink>
              )}
              {remove && (
                <Form action={remove}>
                  <input type="hidden" name="id" value={id} />
                  {user && <input type="hidden" name="userId" value={user} />}
                  <Button type="submit" look="quiet" className="px-3 text-sm" aria-label={t("removeOf", { name })}>
                    {t("remove")}
                  </Button>
                </Form>
              )}
            </div>
          </Row>
        );
      })}
    </RowList>
  );
}
