import { getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { LinkedIdentity } from "@/lib/auth/identities/list";
import { getFormatter } from "@/lib/i18n/formatter";

type IdentityListProps = {
  label: string;
  identities: LinkedIdentity[];
  /** Unlinks an identity; omitted when the viewer must not. */
  unlink?: ((formData: FormData) => Promise<void>) | undefined;
  /** The id of the user who has these identities, unless it is the viewer. */
  user?: string | undefined;
  /** How a time is shown: staff see all times in one zone. */
  time?: "moment" | "staffTime";
};

/** The identities that sign in to an account, each with a button to unlink it. */
export async function IdentityList({ label, identities, unlink, user, time = "moment" }: IdentityListProps) {
  const t = await getTranslations("settings.identities");
  const format = await getFormatter();
  if (identities.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <RowList label={label}>
      {identities.map(({ id, provider, linkedAt, isUsable }) => {
        const date = format.dateTime(linkedAt, time);
        return (
          <Row key={id} title={provider} details={[t("since", { date }), ...(isUsable ? [] : [t("unusable")])]}>
            {unlink && (
              <Form action={unlink}>
                <input type="hidden" name="id" value={id} />
                {user && <input type="hidden" name="userId" value={user} />}
                <Button
                  type="submit"
                  look="quiet"
                  className="px-3 text-sm"
                  aria-label={t("unlinkOf", { provider, date })}
                >
                  {t("unlink")}
                </Button>
              </Form>
            )}
          </Row>
        );
      })}
    </RowList>
  );
}
