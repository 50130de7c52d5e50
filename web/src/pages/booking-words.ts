// What does a booking read like? Its table or person by name, its party and service.
import type { Booking, Business } from "@/api/client";
import type { Text } from "@/lib/i18n";

type Translate = (text: Text, values?: Record<string, string | number>) => string;

export function resourceName(business: Business, id: string | null): string {
  if (!id) return "";
  return id.split("+").map((each) => business.resources.find((one) => one.id === each)?.name ?? each).join(" + ");
}

export function whatOf(booking: Booking, business: Business, t: Translate): string[] {
  return [
    booking.party ? t("{count} people", { count: booking.party }) : "",
    resourceName(business, booking.resource),
    booking.service?.replaceAll("_", " ") ?? "",
    booking.reason ?? "",
    booking.notes ?? "",
  ].filter(Boolean);
}
