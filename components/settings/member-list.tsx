import { getFormatter, getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { getAccount } from "@/lib/account/get";
import { readableEmailAddress } from "@/lib/email-address";

type MemberListProps = {
  userId: string;
  account: Awaited<ReturnType<typeof getAccount>>;
  revoke: (formData: FormData) => Promise<void>;
};

/** The members of the business, and the invitations. Removing a member is confirmed on a separate page. */
export async function MemberList({ userId, account, revoke }: MemberListProps) {
  const t = await getTranslations("settings.members");
  const format = await getFormatter();
  const { name, email, others, invitations } = account;
  const detail = (user: { name: string | null; email: string }) =>
    user.name ? readableEmailAddress(user.email) : undefined;
  return (
    <RowList label={t("title")}>
      <Row title={name ?? readableEmailAddress(email)} mark={t("you")} detail={detail(account)}>
        <ButtonLink href={`/settings/members/${userId}`} look="quiet" className="px-3 text-sm">
          {t("leave")}
        </ButtonLink>
      </Row>
      {others.map((member) => (
        <Row key={member.id} title={member.name ?? readableEmailAddress(member.email)} detail={detail(member)}>
          <ButtonLink
            href={`/settings/members/${member.id}`}
            look="quiet"
            className="px-3 text-sm"
            aria-label={t("removeOf", { who: member.name ?? readableEmailAddress(member.email) })}
          >
            {t("remove")}
          </ButtonLink>
        </Row>
      ))}
      {invitations.map((invitation) => (
        <Row
          key={invitation.id}
          title={readableEmailAddress(invitation.email)}
          detail={t("invited", { date: format.dateTime(invitation.expiresAt, { dateStyle: "medium" }) })}
        >
          <Form action={revoke}>
            <input type="hidden" name="id" value={invitation.id} />
            <Button
              type="submit"
              look="quiet"
              className="px-3 text-sm"
              aria-label={t("revokeOf", { email: readableEmailAddress(invitation.email) })}
            >
              {t("revoke")}
            </Button>
          </Form>
        </Row>
      ))}
    </RowList>
  );
}
