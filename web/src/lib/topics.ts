// What may be said of which topic, and how is one changed? Each by itself, so that two people may work on two.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, dataOf, told } from "@/api/client";
import type { Topic } from "./file";
import { useBusiness } from "./house";

/** A topic as it was read; one without revision is new. */
export interface Kept extends Topic {
  revision?: string;
}

export function useTopics() {
  const business = useBusiness().slug;
  return useQuery({
    queryKey: ["topics", business],
    queryFn: async (): Promise<Kept[]> => (await told(api.GET("/api/v1/knowledge", { params: { query: { business } } }))).data,
  });
}

/** What a change of topics makes old: the file, its versions, and what is asked in vain. */
const READ_ANEW = ["topics", "file", "versions", "calls"];

export function useReadAnew() {
  const queries = useQueryClient();
  return () => READ_ANEW.forEach((name) => void queries.invalidateQueries({ queryKey: [name] }));
}

export interface Written {
  /** As it was when it was opened, with the revision that is to be overwritten. */
  former: Kept;
  topic: Topic;
}

export function useKeepTopic() {
  const business = useBusiness().slug;
  const readAnew = useReadAnew();
  return useMutation({
    mutationFn: ({ former: { topic: name, revision }, topic }: Written) => {
      const text = Object.fromEntries(Object.entries(topic.text).filter((one): one is [string, string] => Boolean(one[1])));
      const body = { topic: topic.topic, text, questions: topic.questions ?? [], valid_until: topic.valid_until ?? null };
      return dataOf(revision === undefined
        ? api.POST("/api/v1/knowledge", { params: { query: { business } }, body })
        : api.PUT("/api/v1/knowledge/topics/{topic}", { params: { path: { topic: name }, query: { business } }, body: { ...body, revision } }));
    },
    onSettled: readAnew,
  });
}

export function useRemoveTopic() {
  const business = useBusiness().slug;
  const readAnew = useReadAnew();
  return useMutation({
    mutationFn: ({ topic, revision }: Kept) =>
      dataOf(api.DELETE("/api/v1/knowledge/topics/{topic}", { params: { path: { topic }, query: { business, revision } } })),
    onSettled: readAnew,
  });
}
