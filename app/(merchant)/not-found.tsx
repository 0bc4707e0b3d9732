export { NotFoundCard as default } from "@/components/layout/not-found-card";
