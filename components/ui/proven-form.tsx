import { FormMessages } from "@/components/layout/client-messages";
import { ProvenFormInside, type ProvenFormProps } from "@/components/ui/proven-fields";

/** The form of an action that may first ask for a proof (`provenButtonAction`). */
export function ProvenForm(form: ProvenFormProps) {
  return (
    <FormMessages>
      <ProvenFormInside {...form} />
    </FormMessages>
  );
}
