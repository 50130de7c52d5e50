// How many calls and bookings were there on each day? Loaded only where it is drawn.
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useText } from "@/lib/i18n";
import { useTime } from "@/lib/time";

export default function ByDay({ days }: { days: { day: string; calls: number; booked: number }[] }) {
  const { t } = useText();
  const time = useTime();
  const rows = days.map((one) => ({ ...one, name: time.day(one.day) }));
  return (
    <ResponsiveContainer width="100%" height={240}>
      <BarChart data={rows} accessibilityLayer margin={{ left: -20 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="name" stroke="var(--quiet)" tickLine={false} minTickGap={24} fontSize={12} />
        <YAxis allowDecimals={false} stroke="var(--quiet)" tickLine={false} axisLine={false} fontSize={12} />
        <Tooltip contentStyle={{ background: "var(--panel)", border: "1px solid var(--line)", borderRadius: 8 }} cursor={{ fill: "var(--sunk)" }} />
        <Legend />
        <Bar dataKey="calls" name={t("Calls")} fill="var(--quiet)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
        <Bar dataKey="booked" name={t("Booked")} fill="var(--brand)" radius={[3, 3, 0, 0]} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
