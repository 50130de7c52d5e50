// What is to be changed and is not published yet? One draft for all who work at a business, kept by the server.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { Document } from "./file";
import { useBusiness } from "./house";

export interface Draft {
  changes: Partial<Document>;
  made_from: number;
  business_revision: number;
  revision: string;
  at: string | null;
  actor: string | null;
}

export function useDraft() {
  const business = useBusiness().slug;
  return useQuery({
    queryKey: ["draft", business],
    queryFn: async () => (await dataOf(api.GET("/api/v1/businesses/{business}/draft", { params: { path: { business } } }))) as Draft,
  });
}

export interface ToKeep {
  changes: Partial<Document>;
  made_from: number;
  revision: string;
}

export function useKeepDraft() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ changes, ...rest }: ToKeep) =>
      (await dataOf(api.PUT("/api/v1/businesses/{business}/draft", { params: { path: { business } }, body: { ...rest, changes: changes as Record<string, unknown> } }))) as Draft,
    onSuccess: (kept) => queries.setQueryData(["draft", business], kept),
    onError: () => queries.invalidateQueries({ queryKey: ["draft"] }),
  });
}

export function useDiscardDraft() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (revision: string) =>
      dataOf(api.DELETE("/api/v1/businesses/{business}/draft", { params: { path: { business }, query: { revision } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["draft"] }),
  });
}

export function usePublishDraft() {
  const business = useBusiness().slug;
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (revision: string) =>
      dataOf(api.POST("/api/v1/businesses/{business}/draft/publish", { params: { path: { business } }, body: { revision } })),
    onSettled: () => {
      for (const name of ["draft", "file", "topics", "businesses", "versions"]) void queries.invalidateQueries({ queryKey: [name] });
    },
  });
}
