import { z } from "zod";

/** How a setting is explained in `.env.example`, in docs/settings.md and beside an error. */
type Explanation = {
  /** Its purpose and how to choose the value: sentences, with code in backquotes. */
  description: string;
  /** The value or the effect when it is not set: a phrase, with values in backquotes. */
  unset: string;
  /** `example` is a valid value. `source` tells where to get one that is secret, or that somebody else gives. */
} & ({ example: string } | { source: string });

/** The explanations of the settings, by schema. */
export const explanations = z.registry<Explanation>();
