"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { provenButtonAction, provenFormAction } from "@/lib/auth/proof/proven-action";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { imagePlaces } from "@/lib/brand/brand";
import { changeBrand } from "@/lib/brand/change/change";
import { brandForm, brandOf } from "@/lib/brand/change/form";
import { changeBrandImage } from "@/lib/brand/change/image";
import { buttonAction } from "@/lib/forms/action";

/** Changes the texts, the colour and the addresses of the brand. For admins. */
export const changeBrandAction = provenFormAction(requireAdmin, brandForm, async (admin, submission) => {
  const isDone = await changeBrand(admin, brandOf(submission.value));
  if (!isDone) return submission.reply({ formErrors: ["brand_changed"] });
  redirect("/admin/brand?done=changed");
});

const removal = z.object({ place: z.enum(imagePlaces), version: z.coerce.number().int() });

/** Takes an image away. For admins. */
export const removeBrandImageAction = buttonAction(requireAdmin, async (admin, formData) => {
  const { place, version } = removal.safeParse(Object.fromEntries(formData)).data ?? notFound();
  if (await changeBrandImage(admin, place, null, version)) redirect("/admin/brand?done=changed");
  redirect(`/admin/brand/images?place=${place}&problem=brand_changed`);
});

/** Asks for a proof, then leads to the forms for images. For admins. */
export const proveForBrandAction = provenButtonAction(requireAdmin, async () => redirect("/admin/brand/images"));
