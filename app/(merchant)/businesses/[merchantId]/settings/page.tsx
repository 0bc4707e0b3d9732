import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { ConnectionSettings } from "@/components/settings/connection-settings";
import { MemberList } from "@/components/settings/member-list";
import { MemberRoleChoice } from "@/components/settings/member-role-choice";
import { SettingsSection } from "@/components/settings/settings-section";
import { SupportViews } from "@/components/settings/support-views";
import { Button } from "@/components/ui/button";
import { TextForm } from "@/components/ui/text-form";
import { requireViewer } from "@/lib/auth/members/require";
import { getBrand } from "@/lib/brand/current";
import { businessPath } from "@/lib/http/paths";
import { INVITATION_DAYS } from "@/lib/lifetimes";
import { listInvitations, listMembers } from "@/lib/merchants/members/list";
import { listMerchantViews } from "@/lib/merchants/views/list";
import { isOwner, isReader, isStaffViewer } from "@/lib/principal";
import {
  markNoticeReadAction,
  renameAction,
  visitMembershipAction,
} from "../../../connections/[receiptheroId]/actions";
import { inviteMemberAction, renameMerchantAction, revokeInvitationAction } from "./actions";

type Props = PageProps<"/businesses/[merchantId]/settings">;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings");
  return { title: t("businessTitle") };
}

/** A form within a section: no extra space above, and its button is only as wide as its text. */
const INSET = "[&>button]:justify-self-start [&_a]:justify-self-start";

/** The settings of a business: all its viewers see them, and owners change them. */
export default async function BusinessSettingsPage({ params, searchParams }: Props) {
  const viewer = await requireViewer((await params).merchantId);
  const owner = isOwner(viewer) ? viewer : null;
  const [members, invitations, views] = await Promise.all([
    listMembers(viewer),
    isOwner(viewer) || isStaffViewer(viewer) ? listInvitations(viewer) : [],
    listMerchantViews(viewer),
  ]);
  const t = await getTranslations("settings");
  const { saved } = await searchParams;
  const { id, name: business } = viewer.merchant;
  const words = { business, days: INVITATION_DAYS, partner: (await getBrand()).name };
  const done = (...kinds: (typeof DONE)[number][]) => {
    const kind = kinds.find((candidate) => candidate === saved);
    return kind && t(`saved.${kind}`, words);
  };
  return (
    <>
      <DisconnectedNotices viewer={viewer} markRead={markNoticeReadAction} />
      <h1 className="wrap-anywhere font-semibold text-2xl tracking-tight sm:text-3xl">{business}</h1>
      <p className="mt-1.5 mb-9 wrap-anywhere text-muted">
        {isReader(viewer) ? t("businessLead", { role: t(`roles.${viewer.memberRole}`) }) : t("viewerLead")}
      </p>

      <SettingsSection id="connections" title={t("connections.title")} body={t("connections.body")}>
        <ConnectionSettings viewer={viewer} visitMembership={visitMembershipAction} relabel={renameAction} />
      </SettingsSection>

      {owner && (
        <SettingsSection id="business" title={t("business.title")} body={t("business.body")} done={done("business")}>
          <TextForm
            key={business}
            action={renameMerchantAction}
            type="text"
            name="name"
            label={t("business.name")}
            autoComplete="organization"
            maxLength={80}
            defaultValue={business}
            submit={t("business.submit")}
            look="secondary"
            pending={t("pending")}
            className={INSET}
          />
        </SettingsSection>
      )}

      <SettingsSection
        id="members"
        title={t("members.title")}
        body={t("members.body", words)}
        done={done("invited", "uninvited", "removed", "role")}
      >
        <MemberList
          merchantId={id}
          members={members}
          invitations={invitations}
          revoke={owner ? revokeInvitationAction : null}
        />
        {owner && (
          <TextForm
            // A new key clears the field once an invitation was sent.
            key={invitations.map((invitation) => invitation.id).join()}
            action={inviteMemberAction}
            type="email"
            name="email"
            label={t("members.email")}
            hint={t("members.emailHint", words)}
            autoComplete="off"
            maxLength={254}
            submit={t("members.submit")}
            look="secondary"
            pending={t("sending")}
            className={INSET}
          >
            <MemberRoleChoice legend={t("members.role")} current="MEMBER" />
          </TextForm>
        )}
      </SettingsSection>

      {views.length > 0 && (
        <SettingsSection id="support-views" title={t("supportViews.title")} body={t("supportViews.body", words)}>
          <SupportViews views={views} />
        </SettingsSection>
      )}

      {isReader(viewer) && (
        <SettingsSection id="data" title={t("data.title")} body={t("data.body")}>
          <div>
            <p className="mb-3 wrap-anywhere">{t("data.download", words)}</p>
            {/* A form instead of a link, because the export must not be prefetched. */}
            <form action={`${businessPath(id)}/export`}>
              <Button type="submit" look="secondary">
                {t("data.downloadButton")}
              </Button>
            </form>
          </div>
        </SettingsSection>
      )}
    </>
  );
}

/** The notices that the query can name; each has a text under `settings.saved` in messages/. */
const DONE = ["business", "invited", "uninvited", "removed", "role"] as const;
