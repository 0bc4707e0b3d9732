import { z } from "zod";
import { apiSettings } from "./api.ts";
import { databaseAndSecretSettings } from "./database-and-secrets.ts";
import { partnerSettings } from "./partner.ts";
import { receiptheroSettings } from "./receipthero.ts";
import { serverSettings } from "./server.ts";
import { signInSettings } from "./sign-in.ts";

/** All settings by topic, in the order of the documents. */
export const settingSections = {
  Server: serverSettings,
  "Your company": partnerSettings,
  "Database and secrets": databaseAndSecretSettings,
  "Sign-in": signInSettings,
  ReceiptHero: receiptheroSettings,
  API: apiSettings,
};

/** All settings: format and default. */
export const settingsSchema = z.object({
  ...serverSettings,
  ...partnerSettings,
  ...databaseAndSecretSettings,
  ...signInSettings,
  ...receiptheroSettings,
  ...apiSettings,
});

export type SettingName = keyof z.input<typeof settingsSchema>;
