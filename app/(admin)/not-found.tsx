export { NotFoundSlip as default } from "@/components/layout/not-found-slip";
