// In which order and by which names do the days of a week stand?
import type { Text } from "@/lib/i18n";

export const DAYS: readonly (readonly [string, Text])[] = [
  ["mon", "Monday"], ["tue", "Tuesday"], ["wed", "Wednesday"], ["thu", "Thursday"], ["fri", "Friday"],
  ["sat", "Saturday"], ["sun", "Sunday"],
];
