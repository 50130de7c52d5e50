// What is the business, and by which rules does it book? Each part is saved by itself; callers hear it from the next call on.
import { Download } from "lucide-react";
import { DraftWaiting } from "@/business/draft";
import { Closures, Hours } from "@/business/hours";
import { InBoth, Languages, NumbersList, Privacy, Rules } from "@/business/parts";
import { Resources } from "@/business/resources";
import { Section } from "@/business/section";
import { Versions } from "@/business/versions";
import { Voices } from "@/business/voices";
import { useFile } from "@/lib/file";
import { useBusiness } from "@/lib/house";
import { useText } from "@/lib/i18n";
import { Field, Input, PageHead, Trouble, Waiting, buttonLook } from "@/ui";

export default function BusinessPage() {
  const { t } = useText();
  const business = useBusiness();
  const file = useFile();
  const kind = business.kind;
  return (
    <>
      <PageHead title={t("Business")} note={t("Callers hear a change from the next call on.")}>
        <a className={buttonLook()} href={`/api/v1/businesses/${business.slug}/export`} download><Download size={16} aria-hidden /> {t("The whole file")}</a>
      </PageHead>
      <Trouble error={file.error} />
      {file.isPending && <Waiting />}
      {file.data && (
        <div className="grid grid-cols-1 gap-4">
          <DraftWaiting />
          <Section title={t("Name and greeting")} keys={["name", "greeting", "languages"]}>
            {(draft, set) => (
              <>
                <Field label={t("Name")}>{(ids) => <Input {...ids} required maxLength={100} value={draft.name} onChange={(event) => set({ name: event.target.value })} />}</Field>
                <InBoth label={t("Greeting")} words={draft.greeting ?? {}} onChange={(greeting) => set({ greeting: Object.keys(greeting).length ? greeting : null })} />
                <Languages spoken={draft.languages} onChange={(languages) => set({ languages })} />
              </>
            )}
          </Section>
          <Section title={t("Voices")} note={t("Left at the usual one, the voice of the server speaks.")} keys={["voice"]}>
            {(draft, set) => <Voices languages={file.data.document.languages} voice={draft.voice ?? {}} onChange={(voice) => set({ voice })} />}
          </Section>
          <Section title={t("Opening hours")} note={t("On the clock of {zone}.", { zone: business.timezone })} keys={["hours"]}>
            {(draft, set) => <Hours week={draft.hours ?? {}} onChange={(hours) => set({ hours })} />}
          </Section>
          <Section title={t("Closed days")} keys={["closures"]}>
            {(draft, set) => <Closures closures={draft.closures ?? {}} onChange={(closures) => set({ closures })} />}
          </Section>
          {file.data.document.booking && (
            <>
              <Section title={kind === "restaurant" ? t("Tables and seats") : t("People")} keys={["booking"]}>
                {(draft, set) => <Resources kind={kind} terms={draft.booking ?? {}} onChange={(booking) => set({ booking })} />}
              </Section>
              <Section title={t("Rules of booking")} keys={["booking"]}>
                {(draft, set) => <Rules kind={kind} terms={draft.booking ?? {}} onChange={(booking) => set({ booking })} />}
              </Section>
            </>
          )}
          <Section title={t("Passing callers on")} note={t("The only number that a caller can be passed on to, while you are open.")} keys={["transfer"]}>
            {(draft, set) => (
              <Field label={t("Telephone number")}>
                {(ids) => (
                  <Input
                    {...ids} type="tel" placeholder="+91…" className="max-w-64" value={draft.transfer?.number ?? ""}
                    onChange={(event) => set({ transfer: event.target.value ? { hours: draft.transfer?.hours ?? "opening", number: event.target.value } : null })}
                  />
                )}
              </Field>
            )}
          </Section>
          <Section title={t("Your numbers")} note={t("Calls to these numbers reach this assistant, once a carrier leads them here.")} keys={["numbers"]}>
            {(draft, set) => <NumbersList numbers={draft.numbers ?? []} onChange={(numbers) => set({ numbers })} />}
          </Section>
          <Section title={t("Privacy")} keys={["privacy"]}>
            {(draft, set) => <Privacy privacy={draft.privacy ?? {}} onChange={(privacy) => set({ privacy })} />}
          </Section>
          <Versions />
        </div>
      )}
    </>
  );
}
