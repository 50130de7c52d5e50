// What does somebody see when a page breaks? That it broke, and a way on; the rest of the console stays.
import { Component, type ReactNode } from "react";
import { useText } from "@/lib/i18n";
import { Button, Nothing } from "@/ui";

export class Fault extends Component<{ children: ReactNode; place: string }, { broken: Error | null }> {
  override state: { broken: Error | null } = { broken: null };

  static getDerivedStateFromError(broken: Error) {
    return { broken };
  }

  override componentDidUpdate(before: { place: string }) {
    if (before.place !== this.props.place && this.state.broken) this.setState({ broken: null });
  }

  override render() {
    return this.state.broken ? <Broken message={this.state.broken.message} /> : this.props.children;
  }
}

function Broken({ message }: { message: string }) {
  const { t } = useText();
  return (
    <Nothing action={<Button onClick={() => location.reload()}>{t("Load it again")}</Button>}>
      <span role="alert">{t("This page broke: {reason}", { reason: message })}</span>
    </Nothing>
  );
}
