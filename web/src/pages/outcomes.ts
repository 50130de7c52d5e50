// Which outcomes may a call have?
export const OUTCOMES = [
  "booked", "changed", "cancelled", "answered", "message", "transferred", "refused", "abandoned", "unresolved", "opted_out",
] as const;
