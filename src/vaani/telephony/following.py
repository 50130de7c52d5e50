"""What is to happen with a call once its media stream is over? In memory, bounded."""

from __future__ import annotations

from collections import OrderedDict

_MOST = 1024


class Following:
    """Numbers that callers are to be passed on to, until the carrier asks."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[str, str] = OrderedDict()

    def transfer_after(self, carrier_call_id: str, number: str) -> None:
        """Dial `number` (E.164) when the carrier asks what follows the stream of this call."""
        self._numbers[carrier_call_id] = number
        while len(self._numbers) > _MOST:
            self._numbers.popitem(last=False)

    def same(self, one: str, other: str) -> None:
        """A stream that named its call by `one` belongs to the call `other`."""
        if one in self._numbers and one != other:
            self.transfer_after(other, self._numbers[one])

    def of(self, carrier_call_id: str) -> str | None:
        """The number for this call; asked twice it is the same."""
        return self._numbers.get(carrier_call_id)
