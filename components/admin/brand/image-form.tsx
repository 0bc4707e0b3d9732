import { getTranslations } from "next-intl/server";
import { Panel } from "@/components/admin/shared/panel";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ImagePlace, OwnBrand } from "@/lib/brand/brand";
import { schemeStyle } from "@/lib/brand/colours/style";
import { imagePath, sizeWithin } from "@/lib/brand/images/paths";
import { UPLOAD_FIELD } from "@/lib/imports/upload";

const BOX = { width: 176, height: 64 };

type ImageFormProps = { place: ImagePlace; brand: OwnBrand; remove: (formData: FormData) => Promise<void> };

/** The image of a place, the form that puts another one there, and the button that takes it away. */
export async function ImageForm({ place, brand, remove }: ImageFormProps) {
  const t = await getTranslations("admin.brand.images");
  const image = brand[place];
  const hidden = (
    <>
      <input type="hidden" name="place" value={place} />
      <input type="hidden" name="version" value={brand.version} />
    </>
  );
  return (
    <Panel id={place} title={t(`places.${place}`)}>
      {image && (
        <div className="mb-5 flex flex-wrap items-center gap-5">
          <span
            className="inline-flex rounded-lg border border-line p-4"
            style={schemeStyle(null, place === "darkLogo" ? "dark" : "light")}
          >
            <img src={imagePath(image)} alt={t("now")} {...sizeWithin(image, BOX)} />
          </span>
          <Form action={remove}>
            {hidden}
            <SubmitButton look="quiet-danger" pendingText={t("removing")}>
              {t(`remove.${place}`)}
            </SubmitButton>
          </Form>
        </div>
      )}
      {/* No action of React: an action takes small forms only. The hidden fields come before the file. */}
      <Form action="/admin/brand/upload" method="post" encType="multipart/form-data" className="grid gap-5">
        {hidden}
        <Field
          id={`${place}-file`}
          type="file"
          name={UPLOAD_FIELD}
          label={t("file")}
          hint={t(`hints.${place}`)}
          accept=".svg,.png,image/svg+xml,image/png"
          required
        />
        <div className="actions">
          <Button type="submit" look="secondary">
            {t(`submit.${place}`)}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
