import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { TextForm } from "@/components/ui/text-form";
import { TAIL_LENGTH, tailOf } from "@/lib/connections/disconnect/confirm-by-name";
import type { connectionPath } from "@/lib/http/paths";

type ConfirmByNameProps = {
  action: Parameters<typeof TextForm>[0]["action"];
  connection: { label: string; receiptheroId: string };
  submit: string;
  pending: string;
  path: ReturnType<typeof connectionPath>;
};

/** Asks for a connection's name, or the end of its ReceiptHero ID, before an action that ends the connection. */
export function ConfirmByName({ action, connection, submit, pending, path }: ConfirmByNameProps) {
  const t = useTranslations("admin.connection.confirmByName");
  const tail = tailOf(connection);
  return (
    <>
      <TextForm
        action={action}
        type="text"
        name="confirmation"
        label={t("label", { count: TAIL_LENGTH })}
        hint={t("hint", { label: connection.label || tail, tail })}
        autoComplete="off"
        maxLength={100}
        submit={submit}
        look="danger"
        pending={pending}
      >
        <input type="hidden" name="receiptheroId" value={connection.receiptheroId} />
      </TextForm>
      <ButtonLink href={path} look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </>
  );
}
