import { getTranslations } from "next-intl/server";
import { Form } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { getBrand } from "@/lib/brand/current";
import { unreadNotices } from "@/lib/connections/disconnect/unread-notices";
import { merchantConnectionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { isMember, type Viewer } from "@/lib/principal";

type DisconnectedNoticesProps = {
  viewer: Viewer;
  markRead: (formData: FormData) => Promise<void>;
  /** The connection whose page it is: its notice does not lead there. */
  current?: string;
};

/** Notices of connections that ReceiptHero disconnected, until a member acknowledges them. */
export async function DisconnectedNotices({ viewer, markRead, current }: DisconnectedNoticesProps) {
  const ended = await unreadNotices(viewer);
  const t = await getTranslations("connection.disconnectedNotice");
  const format = await getFormatter();
  const { name: partner } = await getBrand();
  return ended.map(({ receiptheroId, label, disconnectedAt }) => (
    <div key={receiptheroId} className="mb-8">
      <Notice kind="problem" title={t("title", { label })}>
        <p>
          {t("body", {
            date: disconnectedAt ? format.dateTime(disconnectedAt, "moment") : "",
            partner,
          })}
        </p>
        <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2">
          {isMember(viewer) && (
            <Form action={markRead}>
              <input type="hidden" name="receiptheroId" value={receiptheroId} />
              <SubmitButton look="secondary" pendingText={t("read")}>
                {t("read")}
              </SubmitButton>
            </Form>
          )}
          {receiptheroId !== current && (
            <Link
              href={merchantConnectionPath(receiptheroId)}
              className="inline-flex min-h-11 items-center underline underline-offset-4"
            >
              {t("see")}
            </Link>
          )}
        </div>
      </Notice>
    </div>
  ));
}
