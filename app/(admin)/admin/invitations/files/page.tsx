import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FileStateBadge } from "@/components/admin/invitations/file-state-badge";
import { BackLink } from "@/components/admin/shared/back-link";
import { Pager } from "@/components/admin/shared/pager";
import { Run, RunList } from "@/components/admin/shared/run-list";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { ButtonLink } from "@/components/ui/button";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import { readableEmailAddress } from "@/lib/email-address";
import { INVITATION_FILE_DAYS } from "@/lib/lifetimes";
import { listInvitationFiles } from "@/lib/merchant-invitations/file/list";
import { MAX_FILE_LINES } from "@/lib/merchant-invitations/file/problems";
import { isAdmin } from "@/lib/principal";

const PATH = "/admin/invitations/files";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.invitationFiles");
  return { title: t("title") };
}

/** The files of invitations, newest first. */
export default async function InvitationFilesPage({ searchParams }: PageProps<"/admin/invitations/files">) {
  const staff = await requireStaff();
  const after = decodeCursor(NEWEST_FIRST, (await searchParams).after);
  const { rows: files, next } = await listInvitationFiles(staff, after);
  const t = await getTranslations("admin.invitationFiles");
  return (
    <>
      <BackLink href="/admin/invitations">{t("back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead", { days: INVITATION_FILE_DAYS })}</p>
      {isAdmin(staff) && (
        <ButtonLink href={`${PATH}/new`} className="mt-6">
          {t("upload")}
        </ButtonLink>
      )}
      {files.length === 0 && (
        <section className="mt-9 rounded-2xl border border-line bg-surface px-6 py-9 sm:px-10">
          <h2 className="font-semibold text-xl tracking-tight">{t("empty.title")}</h2>
          <p className="mt-2.5 max-w-xl text-muted">{t("empty.body", { max: MAX_FILE_LINES })}</p>
        </section>
      )}
      {files.length > 0 && (
        <RunList label={t("title")}>
          {files.map(({ id, state, createdAt, uploadedBy, lines, refused }) => (
            <Run
              key={id}
              href={`${PATH}/${id}`}
              title={
                <>
                  {t("lines", { count: lines })} · <StaffTime at={createdAt} />
                </>
              }
              state={<FileStateBadge state={state} />}
            >
              {t("by", { who: uploadedBy ? readableEmailAddress(uploadedBy) : t("former") })}
              {refused > 0 && <span className="text-alert"> · {t("refused", { count: refused })}</span>}
            </Run>
          ))}
        </RunList>
      )}
      <Pager path={PATH} query={{}} isFirst={!after} next={next} />
    </>
  );
}
