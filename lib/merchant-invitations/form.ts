import { z } from "zod";
import { metadataPairsSchema } from "@/lib/connections/metadata/metadata";
import { emailAddress } from "@/lib/email-address";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { name } from "@/lib/forms/fields";
import { locale } from "@/lib/i18n/locale-schema";
import { businessName, externalId } from "@/lib/merchants/fields";

/**
 * The form of one invitation, and the check of a line of a file. Without custom fields `pairs` is absent, and without a
 * choice `language` is.
 */
export const invitationForm = z.object({
  externalId: externalId(),
  businessName: businessName(),
  email: emailAddress(),
  label: name(1, MAX_LABEL).optional(),
  language: locale.optional(),
  pairs: metadataPairsSchema.default([]),
});

/** An invitation: its recipient and language, and the name and the custom fields of the connection. */
export type NewInvitation = z.output<typeof invitationForm>;
