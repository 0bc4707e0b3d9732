import { getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { readableEmailAddress } from "@/lib/email-address";
import { businessPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import type { listMembers, OpenInvitation } from "@/lib/merchants/members/list";

type MemberListProps = {
  merchantId: string;
  members: Awaited<ReturnType<typeof listMembers>>;
  invitations: OpenInvitation[];
  /** Revokes an invitation. Without it the viewer changes nobody else. */
  revoke: ((formData: FormData) => Promise<void>) | null;
};

/** The members of the business, and the invitations. A member is changed or removed on a page of their own. */
export async function MemberList({ merchantId, members, invitations, revoke }: MemberListProps) {
  const t = await getTranslations("settings.members");
  const roles = await getTranslations("settings.roles");
  const format = await getFormatter();
  return (
    <RowList label={t("title")}>
      {members.map(({ id, name, email, role, isSelf }) => {
        const who = name ?? readableEmailAddress(email);
        const details = [...(name ? [readableEmailAddress(email)] : []), roles(role)];
        return (
          <Row key={id} title={who} mark={isSelf ? t("you") : undefined} details={details}>
            {(isSelf || revoke) && (
              <ButtonLink
                href={`${businessPath(merchantId)}/settings/members/${id}`}
                look="quiet"
                className="px-3 text-sm"
                aria-label={isSelf ? undefined : t("changeOf", { who })}
              >
                {t(isSelf && !revoke ? "leave" : "change")}
              </ButtonLink>
            )}
          </Row>
        );
      })}
      {invitations.map(({ id, email, role, expiresAt }) => (
        <Row
          key={id}
          title={readableEmailAddress(email)}
          details={[t("invited", { role: roles(role), date: format.dateTime(expiresAt, "date") })]}
        >
          {revoke && (
            <Form action={revoke}>
              <input type="hidden" name="id" value={id} />
              <Button
                type="submit"
                look="quiet"
                className="px-3 text-sm"
                aria-label={t("revokeOf", { email: readableEmailAddress(email) })}
              >
                {t("revoke")}
              </Button>
            </Form>
          )}
        </Row>
      ))}
    </RowList>
  );
}
