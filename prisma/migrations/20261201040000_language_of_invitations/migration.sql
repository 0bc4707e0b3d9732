-- Null: nobody chose one. The former version leaves it so.
ALTER TABLE "MerchantInvitation" ADD COLUMN language TEXT;
